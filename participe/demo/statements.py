"""Accessibility statements of the demonstration, and what people told with the contact form."""

import tomllib
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.accessibility import words
from participe.accessibility.models import Ombudsman
from participe.administrations.models import Administration
from participe.contact.models import TERMS, Enquiry, Matter
from participe.core.paths import PACKAGE
from participe.people.models import Person

FILE = PACKAGE / "demo" / "content" / "statements.toml"


async def make(
    db: AsyncSession,
    administrations: dict[str, Administration],
    by: Person,
    midnight: datetime,
) -> None:
    content = tomllib.loads(FILE.read_text("utf-8"))
    for one in content["statement"]:
        place = administrations.get(one.get("administration", ""))
        statement = words.default()
        statement.administration_id = place.id if place else None
        statement.assessed_on = (midnight + timedelta(days=one["assessed_day"])).date()
        statement.changed_at = midnight + timedelta(days=one["assessed_day"] + 2, hours=10)
        statement.email = place.email if place else one["email"]
        statement.phone = place.phone if place else ""
        statement.complaints = one["complaints"].strip()
        statement.complaints_email = one["complaints_email"]
        statement.ombudsman = Ombudsman(one["ombudsman"])
        db.add(statement)
    for one in content["enquiry"]:
        at = midnight + timedelta(days=one["day"], hours=one["hour"])
        matter, place = Matter(one["matter"]), administrations.get(one.get("administration", ""))
        db.add(
            Enquiry(
                administration_id=place.id if place else None,
                created_at=at,
                matter=matter,
                name=one["name"],
                address=one["email"],
                lang=one["lang"],
                text=one["text"].strip(),
                due_on=(at + TERMS[matter]).date(),
                answer=one.get("answer", "").strip(),
                answered_at=at + timedelta(days=one["days"]) if "days" in one else None,
                answered_by_id=by.id if "days" in one else None,
            )
        )
    await db.flush()
