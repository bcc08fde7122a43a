"""Contributions that were grouped, or taken out of a group: to their authors."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.events import on
from participe.core.i18n import _
from participe.duplicates.events import SubjectGrouped, SubjectUngrouped
from participe.duplicates.models import DuplicateLink
from participe.notifications import services as notifications
from participe.notifications import words as reading
from participe.notifications.words import Group, Item, words
from participe.subjects.models import Subject


@on(SubjectGrouped)
async def tell_grouped(db: AsyncSession, event: SubjectGrouped) -> None:
    await _tell(db, "grouped", event.link_id, event.subject_id)


@on(SubjectUngrouped)
async def tell_ungrouped(db: AsyncSession, event: SubjectUngrouped) -> None:
    await _tell(db, "ungrouped", event.link_id, event.subject_id)


async def _tell(db: AsyncSession, what: str, link_id: str, subject_id: str) -> None:
    found = select(Subject).where(Subject.id == UUID(subject_id))
    subject = (await db.exec(found)).one_or_none()
    if subject is not None:
        await notifications.tell(
            db, "grouped", [subject.author_id], once=f"{what}:{link_id}", subject=subject,
            ids={"link": link_id},
        )  # fmt: skip


@words("grouped")
async def grouped_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    """How it stands now: an official may have changed their mind before the mail left."""
    found = await reading.subjects_of(db, groups)
    cards = await reading.cards_of(db, list(found.values()))
    links = await reading.rows(db, DuplicateLink, {group.ids("link")[-1] for group in groups})

    def say(group: Group) -> Item | None:
        subject = found.get(group.subject_id) if group.subject_id else None
        card = cards.get(group.subject_id) if group.subject_id else None
        if subject is None or card is None:
            return None
        link: DuplicateLink | None = links.get(group.ids("link")[-1])
        grouped = subject.merged_into_id is not None
        return Item(
            _("Your contribution is now shown with another one that says the same")
            if grouped
            else _("Your contribution stands for itself again"),
            _("See where, or say that it is not the same") if grouped else _("Read it on the site"),
            card.url,
            quote=card.title,
            quote_lang=card.lang,
            text=_("Your text, its comments and its supports stay. Each person counts once.")
            + (f" “{link.text}”" if grouped and link and link.text else ""),
        )

    return [say(group) for group in groups]
