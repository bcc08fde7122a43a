"""One index over the words of all subjects, in every language, accents ignored."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from participe.core.db import Table


class SearchEntry(Table, table=True):
    """Kept by triggers on the tables that hold the words: no code can forget it.

    It has no row-level security, under which PostgreSQL could not use the index; it holds
    stems only, and whoever reads it joins `subject`, which has.
    """

    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_entry_words", "words", postgresql_using="gin"),)

    subject_id: UUID = Field(primary_key=True, foreign_key="subject.id", ondelete="CASCADE")
    component_id: UUID
    kind: str
    words: str = Field(sa_type=TSVECTOR)


class SearchPage(Table, table=True):
    """The same for what is no subject: projects, administrations, documents, answers."""

    __tablename__ = "search_page"
    __table_args__ = (Index("ix_search_page_words", "words", postgresql_using="gin"),)

    kind: str = Field(primary_key=True)
    id: UUID = Field(primary_key=True, index=True)  # of a row of the table that `kind` names
    words: str = Field(sa_type=TSVECTOR)
