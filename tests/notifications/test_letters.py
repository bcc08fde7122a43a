"""A mail of each kind, in four languages, in text and HTML: whole, readable, in one's language."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from sqlalchemy import text

from participe.answers.models import Answer
from participe.casework.models import Assignment
from participe.comments.events import CommentPosted
from participe.core import clock, events, smtp
from participe.core.db import sql
from participe.core.i18n import LANGUAGES, Localized, set_locale
from participe.duplicates.models import DuplicateLink
from participe.moderation.models import (
    Action,
    Appeal,
    Decision,
    ModerationMessage,
    Outcome,
    Report,
    Why,
)
from participe.notifications import services, words
from participe.notifications.kinds import DIRECT, KINDS, SUMMARY
from participe.subjects.models import Status, Subject, Visibility
from tests import factories

TOLD = [kind for kind in KINDS if kind not in DIRECT]


class Look(HTMLParser):
    """What matters of a mail's HTML: headings, links, language, text; nothing fetched from afar."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang, self.tags, self.links, self.text, self.inside = "", [], [], "", []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append(tag)
        self.inside.append(tag)
        if tag == "html":
            self.lang = values["lang"]
        if tag == "a":
            self.links.append(values["href"])
        assert tag not in ("img", "script", "link", "iframe", "form"), tag

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" not in self.inside:
            self.text += data


@pytest.fixture
async def told(db, place, citizen, other_citizen, moderator):
    """`await told(kind)`: the citizen is told one thing of this kind."""
    now = clock.now()
    idea = await factories.make_idea(
        db, place, author=citizen, title="Des bancs & de l’ombre <ici>"
    )
    comment = await factories.make_comment(db, place, idea, author=other_citizen)
    row = Answer(
        subject_id=idea.id, status=Status.ACCEPTED, signed_as="Claire M.",
        text=Localized({"fr": "Oui, **en mars**."}), published_at=now,
    )  # fmt: skip
    decision = Decision(
        subject_id=idea.id,
        action=Action.HIDE,
        why=Why.SPAM,
        text="Une publicité.",
        by_id=moderator.id,
    )
    held = Decision(
        subject_id=idea.id,
        action=Action.HOLD,
        why=Why.SPAM,
        text="Une publicité.",
        by_id=moderator.id,
    )
    place.phase.text = Localized({"fr": "Écrivez vos idées."})
    link = DuplicateLink(
        member_id=idea.id, head_id=comment.id, text="La même demande.", undone_at=now
    )
    charge = Assignment(
        subject_id=idea.id, administration_id=place.administration.id, person_id=citizen.id,
        due_on=now.date() - timedelta(1),
    )  # fmt: skip
    db.add_all([row, decision, held, place.phase, link, charge])
    db.add(Report(subject_id=idea.id, person_id=other_citizen.id, why=Why.SPAM))
    await db.flush()
    appeals = [
        Appeal(subject_id=idea.id, decision_id=one.id, person_id=citizen.id, text="Mais non.")
        for one in (decision, held)
    ]
    judged = appeals[1]
    judged.outcome, judged.reason = Outcome.UPHELD, "Une publicité, vraiment."
    judged.decided_by_id, judged.decided_at = other_citizen.id, now
    messages = [
        ModerationMessage(
            subject_id=idea.id, person_id=moderator.id, text="Qui est ce voisin ?", is_by_author=own
        )
        for own in (False, True)
    ]
    db.add_all([*appeals, *messages])
    await db.commit()
    subject = await db.get(Subject, idea.id)
    of_project = {"project_id": place.project.id}
    about = {
        "answer": {"subject": subject, "ids": {"answer": str(row.id)}},
        "comment": {"subject": subject, "ids": {"comment": str(comment.id)}},
        "grouped": {"subject": subject, "ids": {"link": str(link.id)}},
        "due": of_project,
        "phase": of_project | {"ids": {"phase": str(place.phase.id), "what": "opens"}},
        "followed_project": of_project | {"ids": {"day": str(now.date())}},
        "reports": {"ids": {"administration": str(place.administration.id)}},
        "hidden": {"subject": subject, "ids": {"decision": str(decision.id)}},
    }
    about["appeal"] = {"subject": subject, "ids": {"appeal": str(appeals[0].id)}}
    about["moderation_message"] = {"subject": subject, "ids": {"message": str(messages[0].id)}}
    about["moderation_reply"] = {"subject": subject, "ids": {"message": str(messages[1].id)}}
    about["appeal_decided"] = {"subject": subject, "ids": {"appeal": str(judged.id)}}
    about["followed_answer"], about["followed_comment"] = about["answer"], about["comment"]
    about["restored"] = about["held"] = about["hidden"]

    async def tell(kind: str, once: str = "once") -> None:
        if kind in ("held", "hidden"):
            last = decision if kind == "hidden" else held
            last.created_at = clock.now()
            subject.visibility = Visibility(kind)
            db.add_all([last, subject])
        await services.tell(db, kind, [citizen.id], once=f"{once}:{kind}", **about[kind])

    tell.about = about
    return tell


def opened(mail, settings):
    """As a mail program does it: from the bytes on the wire."""
    message = message_from_bytes(bytes(smtp.as_message(mail, settings)), policy=policy.default)
    plain = message.get_body(("plain",)).get_content()
    return message, plain, Look(message.get_body(("html",)).get_content())


def sound(mail, settings, lang: str, *, stops: bool) -> tuple[str, Look]:
    message, plain, look = opened(mail, settings)
    assert message["Content-Language"] == look.lang == lang
    assert 0 < len(message["Subject"]) <= 200
    assert look.tags.count("h1") == look.tags.count("title") == 1
    for said in (plain, look.text, message["Subject"]):
        assert not re.search(r"%\(|\{\{|\{%|None|Undefined|&amp;|&lt;|\bfuzzy\b", said), said
    assert "\n\n\n\n" not in plain
    assert all(len(line) < 900 for line in plain.splitlines())
    # The action is the same in both; each leads to this site, in the reader's language.
    assert look.links
    for link in look.links:
        assert link.startswith(f"http://test/{lang}/"), link
        assert link in plain or link == f"http://test/{lang}/"
    assert (message["List-Unsubscribe"] is not None) == stops
    return plain, look


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_mail_of_each_kind_is_whole_in_each_language(
    db, settings, post, told, citizen, lang
):
    values = {"id": citizen.id, "lang": lang}
    await sql(db, text("UPDATE person SET lang = :lang WHERE id = :id"), values)
    mails = {}
    shown = [kind for kind in TOLD if kind not in ("held", "hidden")]
    for kinds in (shown, ["held"], ["hidden"]):  # not public at last
        for kind in kinds:
            await told(kind)
        now = text("UPDATE notice SET at_once = true, due_at = now() WHERE mail_id IS NULL")
        await sql(db, now)
        mails |= {one.kind: one for one in await post()}

    for kind, one in mails.items():
        assert one.lang == lang
        plain, look = sound(one, settings, lang, stops=not KINDS[kind].always)
        if kind in ("answer", "followed_answer"):
            assert "Des bancs & de l’ombre <ici>" in plain
            assert "Des bancs & de l’ombre <ici>" in look.text
            assert "en mars" in look.text
            assert "strong" in look.tags
        if kind in ("held", "hidden", "restored"):
            assert "Une publicité." in plain
    assert set(mails) == set(TOLD)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_summary_has_three_lines_for_each_thing(db, settings, post, told, citizen, lang):
    values = {"id": citizen.id, "lang": lang}
    await sql(db, text("UPDATE person SET lang = :lang WHERE id = :id"), values)
    kinds = [kind for kind in TOLD if not KINDS[kind].always]
    for kind in kinds:
        await told(kind)
    await sql(db, text("UPDATE notice SET at_once = false, due_at = now()"))

    (one,) = await post()

    assert one.kind == SUMMARY
    plain, look = sound(one, settings, lang, stops=True)
    blocks = [block.splitlines() for block in re.split(r"\n\n+", plain) if block.startswith("* ")]
    assert len(blocks) == len(kinds)
    for lines in blocks:
        assert len(lines) == (3 if lines[1].startswith("  > ") else 2)  # reports quote nobody
        assert re.fullmatch(r"  .+: http://test/\S+", lines[-1])
    assert look.tags.count("h2") == 1  # all of one project, which is named once


async def test_a_long_summary_is_cut_and_says_how_much_more_there_is(
    db, settings, post, told, place, citizen, other_citizen
):
    for _ in range(23):
        idea = await factories.make_idea(db, place, author=citizen)
        comment = await factories.make_comment(db, place, idea, author=other_citizen)
        events.publish(db, CommentPosted(str(comment.id), str(idea.id)))
    await post()

    (one,) = await post(services.next_morning(clock.now()) + timedelta(minutes=1))

    assert one.text.count("\n* ") == 20
    assert "/me/notifications#told" in one.text


async def test_each_language_is_used_for_what_is_said(db, told, place, citizen):
    """A mail in German says the project's title in its first language, there being no other."""
    said = {}
    for lang in LANGUAGES:
        set_locale(lang)
        await told("phase", once=lang)
        found = await db.exec(words.select(words.Notice).where(words.Notice.kind == "phase"))
        (item,) = await words.items(db, words.grouped(found.all()))
        said[lang] = item
    set_locale("en")

    assert "Nos parcs" in said["fr"].happened
    assert "Our parks" in said["en"].happened
    assert {one.path for one in said.values()} == {f"/{lang}/projects/parks" for lang in LANGUAGES}


def test_every_kind_has_words_and_a_line_in_the_documentation():
    from participe.core.paths import PACKAGE

    assert set(TOLD) == set(words.spoken())
    told = (PACKAGE.parent / "docs" / "notifications.md").read_text()
    assert [kind for kind in KINDS if f"`{kind}`" not in told] == []


def test_every_mail_that_is_written_is_of_a_declared_kind():
    from participe.core.paths import PACKAGE

    written = {
        kind
        for file in PACKAGE.rglob("*.py")
        if "notifications" not in file.parts and "core" not in file.parts
        for kind in re.findall(r'mail\.(?:write|put)\([^)]*?kind="(\w+)"', file.read_text(), re.S)
    }
    assert written
    assert written <= KINDS.keys()
