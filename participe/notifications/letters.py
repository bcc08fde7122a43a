"""The words of a mail that leaves: what is still so, in the person's language, and how to stop it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import i18n, mail
from participe.core.i18n import Localized, _, _n
from participe.core.mail import Addressed, Mail
from participe.core.security import Links
from participe.core.settings import Settings
from participe.notifications import unsubscribing, words
from participe.notifications.gathering import COMPOSER
from participe.notifications.kinds import KINDS, SUMMARY
from participe.notifications.models import Frequency, Notice, NotificationSetting
from participe.notifications.words import Group, Item
from participe.people import queries as people
from participe.people.models import Person
from participe.projects.models import Project

SHOWN = 20  # items of a summary; the page shows the rest


@mail.composer(COMPOSER)
async def compose(db: AsyncSession, mails: Sequence[Mail]) -> dict[UUID, Addressed]:
    """For each mail that still has something to tell and somebody to tell it to."""
    ids = [one.person_id for one in mails if one.person_id]
    readers = {found[0].id: found for found in await people.reachable(db, ids)}
    groups = await _groups(db, mails)
    by_language: dict[str, list[tuple[Mail, Person, str]]] = {}
    for one in mails:
        if one.person_id and one.person_id in readers:
            person, address = readers[one.person_id]
            by_language.setdefault(language(person), []).append((one, person, address))
    written: dict[UUID, Addressed] = {}
    for lang, mine in by_language.items():
        with i18n.speaking(lang):
            written |= await _in_one_language(db, mine, groups)
    return written


async def _in_one_language(
    db: AsyncSession, mails: Sequence[tuple[Mail, Person, str]], groups: dict[UUID, list[Group]]
) -> dict[UUID, Addressed]:
    """All groups of all mails are looked up together."""
    asked = [(one.id, group) for one, _person, _to in mails for group in groups.get(one.id, [])]
    said = await words.items(db, [group for _id, group in asked])
    places = await _places(db, [group for _id, group in asked])
    found: dict[UUID, list[tuple[Group, Item]]] = {}
    for (id_, group), item in zip(asked, said, strict=True):
        if item is not None:
            found.setdefault(id_, []).append((group, item))
    return {
        one.id: _addressed(db, one, person, address, found[one.id], places)
        for one, person, address in mails
        if one.id in found
    }


def language(person: Person) -> str:
    return person.lang if person.lang in i18n.LANGUAGES else i18n.DEFAULT


async def _groups(db: AsyncSession, mails: Sequence[Mail]) -> dict[UUID, list[Group]]:
    """By mail, without what the person does not want any more."""
    found = (
        select(Notice, NotificationSetting.frequency)
        .outerjoin(
            NotificationSetting,
            (col(NotificationSetting.person_id) == Notice.person_id)
            & (col(NotificationSetting.kind) == Notice.kind),
        )
        .where(col(Notice.mail_id).in_([one.id for one in mails]))
        .order_by(col(Notice.created_at), col(Notice.id))
    )
    by_mail: dict[UUID, list[Notice]] = {}
    for notice, frequency in (await db.exec(found)).all():
        kind = KINDS.get(notice.kind)
        if kind and notice.mail_id and (kind.always or frequency is not Frequency.NEVER):
            by_mail.setdefault(notice.mail_id, []).append(notice)
    return {mail_id: words.grouped(notices) for mail_id, notices in by_mail.items()}


async def _places(db: AsyncSession, groups: Sequence[Group]) -> dict[UUID, Localized]:
    ids = {group.project_id for group in groups if group.project_id}
    found = await words.rows(db, Project, ids)
    return {id_: project.title for id_, project in found.items()}


def _addressed(
    db: AsyncSession, one: Mail, person: Person, address: str,
    found: list[tuple[Group, Item]], places: dict[UUID, Localized],
) -> Addressed:  # fmt: skip
    settings: Settings = db.info["settings"]
    lang = i18n.locale()
    can_stop = one.kind == SUMMARY or not KINDS[one.kind].always
    stop = unsubscribing.address(Links(settings), settings, lang, person, one.kind)
    context: dict[str, Any] = {
        "site_name": settings.site_name, "public_url": settings.public_url,
        "contact": settings.contact_email, "stop_url": stop if can_stop else "",
        "choose_url": f"{settings.public_url}/{lang}/me/notifications",
    }  # fmt: skip
    if one.kind == SUMMARY:
        template, more = "summary", _summary(found, places)
    else:
        group, item = found[-1]
        template = item.template
        more = {"item": item, "why": KINDS[group.newest.kind].when} | item.more
        more["url"] = settings.public_url + item.path
    letter = mail.letter(db.info["templates"], template, lang, **(context | more))
    return Addressed(letter, address, lang, stop if can_stop else "")


def _summary(found: list[tuple[Group, Item]], places: dict[UUID, Localized]) -> dict[str, Any]:
    """Items by project, each project once, in the order of its first news."""
    by_place: dict[UUID | None, list[Item]] = {}
    for group, item in found[:SHOWN]:
        by_place.setdefault(group.project_id, []).append(item)
    first, others = found[0][1].happened, len(found) - 1
    return {
        "title": _n(
            "%(first)s – and %(num)s more", "%(first)s – and %(num)s more",
            others, first=first,
        ) if others else first,
        "places": [
            (places.get(place, "") if place else "", items) for place, items in by_place.items()
        ],
        "more": max(0, len(found) - SHOWN),
        "lead": _("This is new for you:"),
    }  # fmt: skip
