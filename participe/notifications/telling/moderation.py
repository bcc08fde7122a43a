"""What a moderator decided on one's own words, why, and what one can do. It always comes."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock, i18n
from participe.core.component import Card
from participe.core.events import on
from participe.core.i18n import BRUSSELS, _
from participe.core.rules import Viewer
from participe.moderation.events import SubjectHeld, SubjectHidden, SubjectRestored
from participe.moderation.models import WHY_NAMES, Decision
from participe.moderation.queries.own import DAYS
from participe.notifications import services as notifications
from participe.notifications import words as reading
from participe.notifications.words import Group, Item, words
from participe.subjects import queries as subjects
from participe.subjects.models import Subject, Visibility

STATES = {
    "held": Visibility.HELD,
    "hidden": Visibility.HIDDEN,
    "restored": Visibility.VISIBLE,
}


@on(SubjectHeld)
async def tell_held(db: AsyncSession, event: SubjectHeld) -> None:
    await _tell(db, "held", event.decision_id, event.subject_id)


@on(SubjectHidden)
async def tell_hidden(db: AsyncSession, event: SubjectHidden) -> None:
    await _tell(db, "hidden", event.decision_id, event.subject_id)


@on(SubjectRestored)
async def tell_restored(db: AsyncSession, event: SubjectRestored) -> None:
    if event.by_appeal:
        return
    await _tell(db, "restored", event.decision_id, event.subject_id)


async def _tell(db: AsyncSession, kind: str, decision_id: str, subject_id: str) -> None:
    found = select(Subject).where(Subject.id == UUID(subject_id))
    subject = (await db.exec(found)).one_or_none()
    if subject is not None:
        await notifications.tell(
            db, kind, [subject.author_id], once=f"decision:{decision_id}", subject=subject,
            ids={"decision": decision_id},
        )  # fmt: skip


@words("held")
async def held_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    return await _say(db, groups, "held")


@words("hidden")
async def hidden_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    return await _say(db, groups, "hidden")


@words("restored")
async def restored_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    return await _say(db, groups, "restored")


async def _say(db: AsyncSession, groups: Sequence[Group], kind: str) -> list[Item | None]:
    """The last decision, unless it was undone meanwhile."""
    found = await reading.subjects_of(db, groups)
    authorities = await reading.authorities(db, list(found.values()))
    decisions = await reading.rows(db, Decision, {group.ids("decision")[-1] for group in groups})
    cards = await own_cards(db, groups, found)

    def say(group: Group) -> Item | None:
        subject = found.get(group.subject_id) if group.subject_id else None
        decision: Decision | None = decisions.get(group.ids("decision")[-1])
        if subject is None or decision is None or subject.author_id != group.newest.person_id:
            return None
        if subject.visibility is not STATES[kind]:
            return None
        card, authority = cards.get(subject.id), authorities[subject.administration_id]
        return Item(
            {
                "held": _("Your contribution waits for a moderator"),
                "hidden": _("Your contribution is no longer public"),
                "restored": _("Your contribution is public again"),
            }[kind],
            _("Read it on the site")
            if kind == "restored"
            else _("Read my text, and what I can do"),
            (card.url if card else f"/{i18n.locale()}/me")
            if kind == "restored"
            else own_path(subject),
            quote=card.title if card else "",
            quote_lang=card.lang if card else "",
            template=kind,
            more={
                "title": card.title if card else "", "title_lang": card.lang if card else "",
                "authority": authority.name, "text": decision.text, "until": _last_day(decision),
                "why": WHY_NAMES[decision.why] if decision.why else "",
            },
        )  # fmt: skip

    return [say(group) for group in groups]


def own_path(subject: Subject) -> str:
    """Where its author reads why it is not public, and contests it."""
    return f"/{i18n.locale()}/subjects/{subject.code}/decision"


def _last_day(decision: Decision) -> str:
    day = decision.created_at.astimezone(BRUSSELS).date() + timedelta(days=DAYS)
    return i18n.date_text(day)


async def own_cards(
    db: AsyncSession, groups: Sequence[Group], found: dict[UUID, Subject]
) -> dict[UUID, Card]:
    """Cards as their authors see them, hidden ones too: one look-up for each author."""
    by_author: dict[UUID, list[Subject]] = {}
    for group in groups:
        if group.subject_id and group.subject_id in found:
            by_author.setdefault(group.newest.person_id, []).append(found[group.subject_id])
    cards: dict[UUID, Card] = {}
    for author, own in by_author.items():
        cards |= await subjects.cards(db, Viewer(clock.now(), author), own)
    return cards
