"""Mails that follow from what happened: an answer, a moderator's decision.

Each is written in its reader's language, once for each reason, and says why one gets it.
"""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations.models import Administration
from participe.answers.events import AnswerPublished
from participe.answers.models import Answer
from participe.core import clock, component, i18n, mail
from participe.core.component import Card
from participe.core.db import Row
from participe.core.events import on
from participe.core.rules import Viewer
from participe.core.settings import Settings
from participe.follows import queries as follows
from participe.moderation.events import SubjectHidden, SubjectRestored
from participe.moderation.models import WHY_NAMES, Decision
from participe.people import queries as people
from participe.people.models import Person
from participe.subjects.models import STATUS_NAMES, Subject, Visibility

READERS = 500  # addresses read at a time
R = TypeVar("R", bound=Row)


@on(AnswerPublished)
async def send_answer(db: AsyncSession, event: AnswerPublished) -> None:
    """To the author and the followers, unless it was hidden or withdrawn meanwhile."""
    answer = await _row(db, Answer, event.answer_id)
    subject = await _row(db, Subject, event.subject_id)
    if answer is None or subject is None or not subject.is_published:
        return
    authority = await _authority(db, subject)
    letters: dict[tuple[str, bool], mail.Letter] = {}
    for person, address in await _readers(db, subject):
        lang, is_author = _lang(person), person.id == subject.author_id
        words = letters.get((lang, is_author))
        if words is None:
            card = await _card(db, Viewer(clock.now()), subject, lang)
            if card is None:
                return
            words = letters[lang, is_author] = _letter(
                db, "answer", lang, card,
                authority=authority.name, status=STATUS_NAMES[answer.status],
                answer=answer.text, signed_as=answer.signed_as, is_author=is_author,
            )  # fmt: skip
        await mail.put(
            db, words, kind="answer", address=address, lang=lang, person_id=person.id,
            once_key=f"answer:{answer.id}:{person.id}",
        )  # fmt: skip


@on(SubjectHidden)
async def tell_hidden(db: AsyncSession, event: SubjectHidden) -> None:
    await _tell_author(db, "hidden", event.decision_id, event.subject_id)


@on(SubjectRestored)
async def tell_restored(db: AsyncSession, event: SubjectRestored) -> None:
    await _tell_author(db, "restored", event.decision_id, event.subject_id)


async def _tell_author(db: AsyncSession, template: str, decision_id: str, subject_id: str) -> None:
    """What was decided on one's own words, why, and what one can do; unless undone meanwhile."""
    decision = await _row(db, Decision, decision_id)
    subject = await _row(db, Subject, subject_id)
    if decision is None or subject is None or subject.author_id is None:
        return
    if (subject.visibility is Visibility.HIDDEN) != (template == "hidden"):
        return
    authority = await _authority(db, subject)
    for person, address in await people.reachable(db, [subject.author_id]):
        lang = _lang(person)
        card = await _card(db, Viewer(clock.now(), person.id), subject, lang)
        words = _letter(
            db, template, lang, card,
            authority=authority.name, why=WHY_NAMES[decision.why] if decision.why else "",
            text=decision.text, email=authority.email,
        )  # fmt: skip
        await mail.put(
            db, words, kind=template, address=address, lang=lang, person_id=person.id,
            once_key=f"decision:{decision.id}",
        )  # fmt: skip


def _letter(
    db: AsyncSession, template: str, lang: str, card: Card | None, **context: object
) -> mail.Letter:
    settings: Settings = db.info["settings"]
    return mail.letter(
        db.info["templates"], template, lang,
        title=card.title if card else "",
        title_lang=card.lang if card else lang,
        url=settings.public_url + card.url if card else f"{settings.public_url}/{lang}/me",
        site_name=settings.site_name, public_url=settings.public_url,
        contact=settings.contact_email, **context,
    )  # fmt: skip


async def _card(db: AsyncSession, viewer: Viewer, subject: Subject, lang: str) -> Card | None:
    """Its card, with an address in this language."""
    with i18n.speaking(lang):
        return (await component.of(subject.kind).cards(db, viewer, [subject.id])).get(subject.id)


async def _readers(db: AsyncSession, subject: Subject) -> Sequence[tuple[Person, str]]:
    """The author first, then the followers: everybody who has an address, once."""
    ids = dict.fromkeys([subject.author_id] if subject.author_id else [])
    ids |= dict.fromkeys(await follows.followers(db, subject.id))
    wanted, found = list(ids), list[tuple[Person, str]]()
    for begin in range(0, len(wanted), READERS):
        found += await people.reachable(db, wanted[begin : begin + READERS])
    return found


async def _authority(db: AsyncSession, subject: Subject) -> Administration:
    found = select(Administration).where(Administration.id == subject.administration_id)
    return (await db.exec(found)).one()


def _lang(person: Person) -> str:
    return person.lang if person.lang in i18n.LANGUAGES else i18n.DEFAULT


async def _row(db: AsyncSession, model: type[R], id_: str) -> R | None:
    return (await db.exec(select(model).where(model.id == UUID(id_)))).one_or_none()
