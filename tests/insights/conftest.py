"""A box with ideas about three things."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.factories import Place
from tests.insights import material


@pytest.fixture
async def ideas(db: AsyncSession, place: Place) -> list:
    return await material.make_ideas(db, place)
