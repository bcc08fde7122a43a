"""Cross-tables of a run, with small numbers already left out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core import clock
from participe.core.db import Table


class CrossTable(Table, table=True):
    """Topics of a run against one kind of group: only what may be shown to anybody.

    A number that is not there was hidden when the table was made, so that no later mistake can
    show it. `content` is what `crossing.told` gives.
    """

    __tablename__ = "cross_table"

    run_id: UUID = Field(primary_key=True, foreign_key="analysis_run.id", ondelete="CASCADE")
    by: str = Field(primary_key=True)  # channel, language, author_kind, commune, age_band
    position: int
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    made_at: datetime = Field(default_factory=clock.now)
