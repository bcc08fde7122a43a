"""A comment or a reply: to who wrote what it is about, and to followers."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.comments.events import CommentPosted
from participe.core import html
from participe.core.events import on
from participe.core.i18n import _, _n
from participe.follows import queries as follows
from participe.notifications import services as notifications
from participe.notifications import words as reading
from participe.notifications.words import EXCERPT, Group, Item, words
from participe.subjects.models import Subject


@on(CommentPosted)
async def tell_commented(db: AsyncSession, event: CommentPosted) -> None:
    """Each person once, for the reason that concerns them most; never who wrote it."""
    ids = {UUID(id_) for id_ in (event.comment_id, event.on_id, event.parent_id) if id_}
    found: dict[UUID, Subject] = await reading.rows(db, Subject, ids)
    comment, on_ = found.get(UUID(event.comment_id)), found.get(UUID(event.on_id))
    if comment is None or on_ is None or not comment.is_published:
        return
    once, what = f"comment:{event.comment_id}", {"comment": event.comment_id}
    told = {comment.author_id}
    for thing in (found.get(UUID(event.parent_id)) if event.parent_id else None, on_):
        if thing is not None and thing.author_id not in told:
            told.add(thing.author_id)
            author = [thing.author_id]
            await notifications.tell(db, "comment", author, once=once, subject=thing, ids=what)
    others = [one for one in await follows.followers(db, on_.id) if one not in told]
    await notifications.tell(db, "followed_comment", others, once=once, subject=on_, ids=what)


@words("comment")
async def comment_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    return await _say(db, groups, is_author=True)


@words("followed_comment")
async def followed_comment_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    return await _say(db, groups, is_author=False)


async def _say(db: AsyncSession, groups: Sequence[Group], *, is_author: bool) -> list[Item | None]:
    """How many are still public, and the words of the last one."""
    things = await reading.subjects_of(db, groups)
    comments: dict[UUID, Subject] = await reading.rows(
        db, Subject, {id_ for group in groups for id_ in group.ids("comment")}
    )
    cards = await reading.cards_of(db, [*things.values(), *comments.values()])

    def say(group: Group) -> Item | None:
        public = [id_ for id_ in group.ids("comment") if id_ in cards]
        thing = things.get(group.subject_id) if group.subject_id else None
        if not public or thing is None or thing.id not in cards:
            return None
        last, title = cards[public[-1]], cards[thing.id].title
        return Item(
            _happened(len(public), title, is_reply=thing.kind == "comment", is_author=is_author),
            _("Read it on the site") if len(public) == 1 else _("Read them on the site"),
            last.url,
            quote=html.first_words(last.excerpt, EXCERPT),
            quote_lang=last.lang,
        )

    return [say(group) for group in groups]


def _happened(many: int, title: str, *, is_reply: bool, is_author: bool) -> str:
    if is_reply:
        return _n(
            "%(num)s reply to your comment on “%(title)s”",
            "%(num)s replies to your comment on “%(title)s”",
            many,
            title=title,
        )
    if is_author:
        return _n(
            "%(num)s new comment on what you wrote: “%(title)s”",
            "%(num)s new comments on what you wrote: “%(title)s”",
            many,
            title=title,
        )
    return _n(
        "%(num)s new comment on what you follow: “%(title)s”",
        "%(num)s new comments on what you follow: “%(title)s”",
        many,
        title=title,
    )
