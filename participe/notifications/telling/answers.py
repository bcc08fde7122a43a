"""An answer of the authority, which also gives a status: to the author and to followers."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.answers.events import AnswerPublished
from participe.answers.models import Answer
from participe.core.events import on
from participe.core.i18n import _
from participe.duplicates import queries as duplicates
from participe.follows import queries as follows
from participe.notifications import services as notifications
from participe.notifications import words as reading
from participe.notifications.words import Group, Item, words
from participe.subjects.models import STATUS_NAMES, Subject


@on(AnswerPublished)
async def tell_answered(db: AsyncSession, event: AnswerPublished) -> None:
    subject = (
        await db.exec(select(Subject).where(Subject.id == UUID(event.subject_id)))
    ).one_or_none()
    if subject is None or not subject.is_published:
        return
    once, ids = f"answer:{event.answer_id}", {"answer": event.answer_id}
    await notifications.tell(db, "answer", [subject.author_id], once=once, subject=subject, ids=ids)
    # What is said to the head of a group is said to all who wrote or follow the same.
    group = await duplicates.members_of(db, subject.id) if subject.member_count else []
    others = dict.fromkeys(one.author_id for one in group)
    for one in (subject, *group):
        others |= dict.fromkeys(await follows.followers(db, one.id))
    others.pop(subject.author_id, None)
    await notifications.tell(
        db, "followed_answer", list(others), once=once, subject=subject, ids=ids
    )


@words("answer")
async def answer_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    return await _say(db, groups, is_author=True)


@words("followed_answer")
async def followed_answer_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    return await _say(db, groups, is_author=False)


async def _say(db: AsyncSession, groups: Sequence[Group], *, is_author: bool) -> list[Item | None]:
    """Where it was answered twice, the last answer."""
    subjects = await reading.subjects_of(db, groups)
    cards = await reading.cards_of(db, list(subjects.values()))
    authorities = await reading.authorities(db, list(subjects.values()))
    answers = await reading.rows(db, Answer, {group.ids("answer")[-1] for group in groups})

    def say(group: Group) -> Item | None:
        card = cards.get(group.subject_id) if group.subject_id else None
        answer: Answer | None = answers.get(group.ids("answer")[-1])
        if card is None or answer is None:
            return None
        authority = authorities[subjects[answer.subject_id].administration_id].name
        status = STATUS_NAMES[answer.status]
        return Item(
            _("%(name)s has answered your contribution", name=authority)
            if is_author
            else _("%(name)s has answered a contribution that you follow", name=authority),
            _("Read the answer"),
            card.url,
            quote=card.title,
            quote_lang=card.lang,
            text=_("What was decided: %(status)s", status=status),
            template="answer",
            more={
                "title": card.title, "title_lang": card.lang, "authority": authority,
                "status": status, "answer": answer.text, "signed_as": answer.signed_as,
                "is_author": is_author,
            },
        )  # fmt: skip

    return [say(group) for group in groups]
