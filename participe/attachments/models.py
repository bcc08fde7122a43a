"""Uploads that belong to a subject. The bytes are in the file storage."""

from uuid import UUID

from sqlmodel import Field

from participe.core.db import Row, new_code


class Attachment(Row, table=True):
    __tablename__ = "attachment"

    code: str = Field(default_factory=new_code, unique=True)
    subject_id: UUID = Field(index=True, foreign_key="subject.id", ondelete="CASCADE")
    key: str  # in the file storage
    thumbnail_key: str | None = None
    media_type: str
    size: int  # bytes
    width: int | None = None  # pixels
    height: int | None = None
    alt: str = ""  # what the image shows, for those who do not see it
    name: str = ""  # as it was called on its author's machine
    position: int = 0
    field: str = ""  # the own field of the form that asked for it, else empty
