"""Before words are published: does a text tell who somebody is? Nothing found is kept or logged."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.forms import Filled
from participe.core.i18n import LazyText, _l
from participe.core.personal_numbers import NEVER, Found, Kind, find

KIND_NAMES: dict[Kind, LazyText] = {
    Kind.NATIONAL_NUMBER: _l("a national number"),
    Kind.IBAN: _l("a bank account number"),
    Kind.EMAIL: _l("an e-mail address"),
    Kind.PHONE: _l("a phone number"),
}
TAKE_OUT = _l("This text holds %(what)s. Take it out: everybody could read it.")
TAKE_OUT_OR_SAY = _l(
    "This text holds %(what)s. Take it out, or tick “Publish it as it is” if everybody may read it."
)
_OURS = text("SELECT email, phone FROM administration WHERE id = :id")


async def flags(
    db: AsyncSession, administration_id: UUID, texts: Sequence[str]
) -> list[list[LazyText]]:
    """What each text tells of somebody, for officials: read anew each time, so never out of date.

    Whoever insisted, and what was imported, is flagged alike; nothing is kept beside the text.
    """
    if not any(find(words) for words in texts):
        return [[] for _ in texts]
    ours = tuple((await sql(db, _OURS, {"id": administration_id})).one())
    return [[KIND_NAMES[k] for k in _kinds(find(words, ours))] for words in texts]


def _kinds(found: Sequence[Found]) -> list[Kind]:
    return list(dict.fromkeys(one.kind for one in found))


async def check(
    db: AsyncSession, administration_id: UUID, form: Filled[Any], texts: Mapping[str, str]
) -> None:
    """Note a mistake for each text that tells of somebody, and where it does, in `form.found`.

    texts: by the name of their field. The tick box `as_is` lets an address or a telephone pass;
    a national number or a bank account never passes.
    """
    if not any(find(words) for words in texts.values()):
        return
    # Read only now: most texts hold nothing, and pay nothing.
    ours = tuple((await sql(db, _OURS, {"id": administration_id})).one())
    accepted = form.values.get("as_is") == "yes"
    found: list[Found] = []
    for name, words in texts.items():
        there = find(words, ours)
        stopped = [one for one in there if one.kind in NEVER or not accepted]
        found += there
        if stopped:
            never = [one for one in stopped if one.kind in NEVER]
            first = (never or stopped)[0]
            said = TAKE_OUT if never else TAKE_OUT_OR_SAY
            form.fail(name, LazyText(said.message, what=KIND_NAMES[first.kind]))
    form.found = found
