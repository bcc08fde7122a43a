"""An author contests a decision: to those who may judge it. It is judged: to the author."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import i18n
from participe.core.events import on
from participe.core.i18n import _
from participe.moderation import queries as moderation
from participe.moderation.events import AppealDecided, AppealMade
from participe.moderation.models import Appeal, Decision, Outcome
from participe.notifications import services as notifications
from participe.notifications import words as reading
from participe.notifications.telling.moderation import own_cards, own_path
from participe.notifications.words import Group, Item, words
from participe.subjects.models import Subject


@on(AppealMade)
async def tell_contested(db: AsyncSession, event: AppealMade) -> None:
    """Never to who took the decision, nor to who wrote it."""
    found = select(Subject, Decision).where(
        Appeal.id == UUID(event.appeal_id),
        Appeal.subject_id == Subject.id,
        Appeal.decision_id == Decision.id,
    )
    row = (await db.exec(found)).one_or_none()
    if row is None:
        return
    subject, decision = row
    people = await moderation.deciders(db, subject, [decision.by_id, subject.author_id])
    await notifications.tell(
        db, "appeal", people, once=f"appeal:{event.appeal_id}", subject=subject,
        ids={"appeal": event.appeal_id},
    )  # fmt: skip


@on(AppealDecided)
async def tell_appeal_decided(db: AsyncSession, event: AppealDecided) -> None:
    subject = (await reading.rows(db, Subject, [UUID(event.subject_id)])).get(
        UUID(event.subject_id)
    )
    if subject is not None:
        await notifications.tell(
            db, "appeal_decided", [subject.author_id], once=f"appeal:{event.appeal_id}:decided",
            subject=subject, ids={"appeal": event.appeal_id},
        )  # fmt: skip


@words("appeal")
async def appeal_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    """Nothing of what was judged meanwhile. The words of the author are not repeated in a mail."""
    found = await reading.subjects_of(db, groups)
    authorities = await reading.authorities(db, list(found.values()))
    appeals = await reading.rows(db, Appeal, {group.ids("appeal")[-1] for group in groups})

    def say(group: Group) -> Item | None:
        subject = found.get(group.subject_id) if group.subject_id else None
        appeal: Appeal | None = appeals.get(group.ids("appeal")[-1])
        if subject is None or appeal is None or appeal.outcome is not None:
            return None
        name = authorities[subject.administration_id].name
        return Item(
            _("An author contests a decision of the moderators of %(name)s", name=name),
            _("Read the appeal and decide"),
            f"/{i18n.locale()}/subjects/{subject.code}/moderation",
            text=_("You can decide it, because somebody else took the decision."),
        )

    return [say(group) for group in groups]


@words("appeal_decided")
async def decided_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    found = await reading.subjects_of(db, groups)
    cards = await own_cards(db, groups, found)
    appeals = await reading.rows(db, Appeal, {group.ids("appeal")[-1] for group in groups})

    def say(group: Group) -> Item | None:
        subject = found.get(group.subject_id) if group.subject_id else None
        appeal: Appeal | None = appeals.get(group.ids("appeal")[-1])
        if subject is None or appeal is None or subject.author_id != group.newest.person_id:
            return None
        card = cards.get(subject.id)
        won = appeal.outcome is Outcome.OVERTURNED and subject.is_published
        return Item(
            _("You were right: your contribution is public again")
            if appeal.outcome is Outcome.OVERTURNED
            else _("Your appeal was looked at: the decision stands"),
            _("Read it on the site") if won else _("Read the answer"),
            card.url if card and won else own_path(subject),
            quote=card.title if card else "",
            quote_lang=card.lang if card else "",
            text=appeal.reason,
        )

    return [say(group) for group in groups]
