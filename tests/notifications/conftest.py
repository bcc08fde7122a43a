"""Mails as they leave, to whom, after everything that waits was done."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from participe.core import clock, events, mail
from participe.core.mail import Mail
from participe.notifications import gathering, services

Post = Callable[..., Awaitable[Sequence[Mail]]]


@pytest.fixture
async def post(sessions, settings, db) -> Post:
    """`await post()`: the mails that have left by now; `await post(instant)`: by then."""

    async def everything(at: datetime | None = None) -> Sequence[Mail]:
        await db.commit()
        with clock.stopped_at(at or clock.now() + timedelta(seconds=2)):
            await events.deliver(sessions)
            await gathering.gather(sessions)
            await mail.send_due(sessions, settings)
        found = select(Mail).where(col(Mail.sent_at).is_not(None)).order_by(col(Mail.created_at))
        return (await db.exec(found.execution_options(populate_existing=True))).all()

    return everything


def morning() -> datetime:
    """Just after the next summary of a day."""
    return services.next_morning(clock.now()) + timedelta(minutes=1)


def monday() -> datetime:
    """Just after the next summary of a week."""
    return services.next_monday(clock.now()) + timedelta(minutes=1)


def to(mails: Sequence[Mail], *actors) -> list[list[str]]:
    """The kinds of mails of each of these persons."""
    return [sorted(one.kind for one in mails if one.person_id == actor.id) for actor in actors]
