"""Messages between an author and the moderators: each side is told of the other's."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import i18n
from participe.core.events import on
from participe.core.i18n import _
from participe.moderation import queries as moderation
from participe.moderation.events import MessageWritten
from participe.moderation.models import ModerationMessage
from participe.notifications import services as notifications
from participe.notifications import words as reading
from participe.notifications.telling.moderation import own_cards, own_path
from participe.notifications.words import Group, Item, words
from participe.subjects.models import Subject


@on(MessageWritten)
async def tell_message(db: AsyncSession, event: MessageWritten) -> None:
    """The author; or those of the moderators who wrote or decided, as far as they still work here."""
    subject_id, message_id = UUID(event.subject_id), UUID(event.message_id)
    subject: Subject | None = (await reading.rows(db, Subject, [subject_id])).get(subject_id)
    found = await reading.rows(db, ModerationMessage, [message_id])
    message: ModerationMessage | None = found.get(message_id)
    if subject is None or message is None:
        return
    once, ids = f"message:{event.message_id}", {"message": event.message_id}
    if not message.is_by_author:
        await notifications.tell(
            db, "moderation_message", [subject.author_id], once=once, subject=subject, ids=ids
        )
        return
    here = await moderation.deciders(db, subject, [subject.author_id], only_moderators=False)
    known = await moderation.partners(db, subject.id)
    people = [one for one in here if one in known] or await moderation.deciders(
        db, subject, [subject.author_id]
    )
    await notifications.tell(db, "moderation_reply", people, once=once, subject=subject, ids=ids)


@words("moderation_message")
async def message_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    found = await reading.subjects_of(db, groups)
    authorities = await reading.authorities(db, list(found.values()))
    cards = await own_cards(db, groups, found)
    messages = await reading.rows(
        db, ModerationMessage, {group.ids("message")[-1] for group in groups}
    )

    def say(group: Group) -> Item | None:
        subject = found.get(group.subject_id) if group.subject_id else None
        message: ModerationMessage | None = messages.get(group.ids("message")[-1])
        if subject is None or message is None or subject.author_id != group.newest.person_id:
            return None
        card = cards.get(subject.id)
        name = authorities[subject.administration_id].name
        return Item(
            _("The moderation team of %(name)s wrote to you", name=name),
            _("Read it and answer"),
            own_path(subject),
            quote=card.title if card else "",
            quote_lang=card.lang if card else "",
            text=message.text,
        )

    return [say(group) for group in groups]


@words("moderation_reply")
async def reply_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    """What the author wrote is not repeated in a mail."""
    found = await reading.subjects_of(db, groups)
    authorities = await reading.authorities(db, list(found.values()))
    messages = await reading.rows(
        db, ModerationMessage, {id_ for group in groups for id_ in group.ids("message")}
    )

    def say(group: Group) -> Item | None:
        subject = found.get(group.subject_id) if group.subject_id else None
        if subject is None or not any(id_ in messages for id_ in group.ids("message")):
            return None
        name = authorities[subject.administration_id].name
        return Item(
            _("An author wrote to the moderators of %(name)s", name=name),
            _("Read it and answer"),
            f"/{i18n.locale()}/subjects/{subject.code}/moderation#messages",
        )

    return [say(group) for group in groups]
