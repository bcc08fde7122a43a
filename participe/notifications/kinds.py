"""All that people are told by mail: the whole list. docs/notifications.md says how to add one."""

from dataclasses import dataclass

from participe.core.i18n import LazyText, _l
from participe.notifications.models import Frequency

AT_ONCE, DAILY, WEEKLY = Frequency.AT_ONCE, Frequency.DAILY, Frequency.WEEKLY
SUMMARY = "summary"  # a mail that holds several; stopping it stops all kinds that come in it


@dataclass(frozen=True)
class Kind:
    """`when` says when it comes, and stands below the mail as the reason why one gets it."""

    key: str
    name: LazyText
    when: LazyText
    usual: Frequency = AT_ONCE  # until a person chooses
    always: bool = False  # of one's own words or safety: it cannot be switched off
    for_staff: bool = False  # offered to those with a role only
    choices: tuple[Frequency, ...] = tuple(Frequency)


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "answer",
            _l("Answers to me"),
            _l("The authority answered what you wrote, or gave it another status."),
        ),
        Kind(
            "comment",
            _l("Comments on what I wrote"),
            _l("Somebody commented on your contribution, or replied to your comment."),
            DAILY,
        ),
        Kind(
            "grouped",
            _l("My contributions grouped with others"),
            _l("An official found that yours says the same as another one, or took that back."),
        ),
        Kind(
            "phase",
            _l("Dates of projects that I follow"),
            _l("You can take part in a project that you follow, or only for three more days."),
            choices=(AT_ONCE, DAILY, Frequency.NEVER),  # weekly would come too late
        ),
        Kind(
            "followed_answer",
            _l("Answers to what I follow"),
            _l("The authority answered a contribution that you follow."),
            WEEKLY,
        ),
        Kind(
            "followed_comment",
            _l("Comments on what I follow"),
            _l("Somebody commented on a contribution that you follow."),
            WEEKLY,
        ),
        Kind(
            "followed_project",
            _l("News of projects that I follow"),
            _l("There are new contributions or answers in a project that you follow."),
            WEEKLY,
        ),
        Kind(
            "reports",
            _l("Reports to look at"),
            _l("People reported contributions, or corrected theirs, and nobody decided yet."),
            DAILY,
            for_staff=True,
        ),
        Kind(
            "due",
            _l("Answers that I am in charge of"),
            _l("You are in charge of an answer that is due, or late."),
            DAILY,
            for_staff=True,
        ),
        Kind(
            "appeal",
            _l("Appeals to look at"),
            _l("An author contests what a colleague of yours decided."),
            for_staff=True,
        ),
        Kind(
            "moderation_reply",
            _l("Messages of authors"),
            _l("An author wrote to you about a decision of the moderators."),
            for_staff=True,
        ),
        Kind(
            "moderation_message",
            _l("Messages of the moderators"),
            _l("A moderator wrote to you about something that you wrote."),
            always=True,
        ),
        Kind(
            "held",
            _l("Your words are held back"),
            _l("A moderator holds back something that you wrote, until it is decided."),
            always=True,
        ),
        Kind(
            "hidden",
            _l("Your words are hidden"),
            _l("A moderator hid something that you wrote."),
            always=True,
        ),
        Kind(
            "restored",
            _l("Your words are public again"),
            _l("A moderator showed again something that you wrote."),
            always=True,
        ),
        Kind(
            "appeal_decided",
            _l("Your appeal is decided"),
            _l("You contested a decision of a moderator, and somebody else decided."),
            always=True,
        ),
        # Written straight away to an address, without a notice.
        Kind("sign_in", _l("Codes to sign in"), _l("You asked to sign in."), always=True),
        Kind("invitation", _l("Invitations"), _l("You are invited to a team."), always=True),
        Kind("enquiry", _l("Messages to us"), _l("Somebody wrote to you."), always=True),
        Kind("enquiry_receipt", _l("Messages to us"), _l("You wrote to us."), always=True),
        Kind("enquiry_answer", _l("Messages to us"), _l("You wrote to us."), always=True),
        Kind("unused", _l("Accounts not used"), _l("Your account closes soon."), always=True),
    )
}
DIRECT = ("sign_in", "invitation", "unused", "enquiry", "enquiry_receipt", "enquiry_answer")
