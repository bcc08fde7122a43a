"""The open data of each project as they were packed last night."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core.db import Table


class OpenDataFile(Table, table=True):
    """One archive for each public project, in its first language, with its checksum.

    Triggers remove the row as soon as something public is hidden, withdrawn or said otherwise: what
    is no longer public is in no file that can be downloaded. The next night packs it anew;
    meanwhile the archive is made when it is asked for.
    """

    __tablename__ = "open_data_file"

    project_id: UUID = Field(primary_key=True, foreign_key="project.id", ondelete="CASCADE")
    # Of the packing that goes on. It writes its file only while the row has its token: when
    # something is hidden meanwhile the row is gone, and the file with it.
    token: UUID
    file_key: str = ""  # nothing yet
    size: int = 0  # bytes
    sha256: str = ""
    rows: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)  # table: rows
    made_at: datetime | None = None
