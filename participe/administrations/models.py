"""Public authorities."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from participe.core.db import LocalizedType, Row, Table, text_enum
from participe.core.i18n import Localized


class AdministrationKind(StrEnum):
    REGION = "region"
    PROVINCE = "province"
    COMMUNE = "commune"
    AGENCY = "agency"
    OTHER = "other"


class Administration(Row, table=True):
    """A public authority: who it is, how it looks, how to reach it."""

    __tablename__ = "administration"

    slug: str = Field(unique=True)
    kind: AdministrationKind = Field(sa_type=text_enum(AdministrationKind))
    name: Localized = Field(sa_type=LocalizedType)
    about: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    email: str = ""
    phone: str = ""
    address: str = ""
    website: str = ""
    accent: str = "#0b5a63"  # checked for contrast on white and on our dark ground
    logo_key: str | None = None  # in the file storage: a re-encoded image
    logo_alt: str = ""
    is_listed: bool = True
    # It takes no new project; what it published stays. Set by the operator of the platform.
    closed_at: datetime | None = None


class OldSlug(Table, table=True):
    """A slug that was changed: its address leads to the thing for ever."""

    __tablename__ = "old_slug"

    kind: str = Field(primary_key=True)  # "administration", "project", "component"
    slug: str = Field(primary_key=True)
    target_id: UUID
