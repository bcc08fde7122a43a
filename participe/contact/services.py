"""Writing, and answering: each once, with its mails in the same transaction."""

from jinja2 import Environment
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations.models import Administration
from participe.contact.forms import AnswerForm, EnquiryForm
from participe.contact.models import MATTER_NAMES, TERMS, Enquiry
from participe.core import audit, i18n, mail
from participe.core.db import new_code, new_id
from participe.core.errors import Conflict
from participe.core.i18n import _l, in_brussels
from participe.core.rules import Viewer
from participe.core.settings import Settings


async def send(
    db: AsyncSession, viewer: Viewer, templates: Environment, settings: Settings,
    administration: Administration | None, form: EnquiryForm,
) -> Enquiry:  # fmt: skip
    """To the administration, or to who runs the site; and a receipt to whoever wrote."""
    term = TERMS[form.matter]
    enquiry = Enquiry(
        id=new_id(), created_at=viewer.now, code=new_code(),
        administration_id=administration.id if administration else None,
        matter=form.matter, name=form.name, address=form.address, lang=i18n.locale(),
        text=form.text, about=form.about, due_on=in_brussels(viewer.now + term).date(),
    )  # fmt: skip
    db.add(enquiry)
    to = (administration.email if administration else "") or settings.contact_email
    place = f"/manage/{administration.slug}/enquiries" if administration else "/platform/enquiries"
    for template, address in (("enquiry", to), ("enquiry_receipt", form.address)):
        await mail.write(
            db, templates, template, kind=template, address=address, lang=i18n.locale(),
            once_key=f"{template}:{enquiry.id}", enquiry=enquiry,
            matter=MATTER_NAMES[form.matter],
            authority=str(administration.name) if administration else settings.site_name,
            url=f"{settings.public_url}/{i18n.locale()}{place}/{enquiry.code}",
            site_name=settings.site_name, public_url=settings.public_url,
        )  # fmt: skip
    return enquiry


async def answer(
    db: AsyncSession, viewer: Viewer, templates: Environment, settings: Settings,
    enquiry: Enquiry, form: AnswerForm, authority: str,
) -> None:  # fmt: skip
    """By mail, in the language in which it was written. Raises Conflict when it was answered."""
    found = select(Enquiry).where(Enquiry.id == enquiry.id).with_for_update()
    row = (await db.exec(found.execution_options(populate_existing=True))).one()
    if row.answered_at is not None:
        raise Conflict(_l("A colleague has answered this meanwhile. Read it below."))
    row.answer, row.answered_at, row.answered_by_id = form.answer, viewer.now, viewer.id
    await mail.write(
        db, templates, "enquiry_answer", kind="enquiry_answer", address=row.address, lang=row.lang,
        once_key=f"enquiry_answer:{row.id}", enquiry=row, authority=authority,
        site_name=settings.site_name, public_url=settings.public_url,
    )  # fmt: skip
    audit.note(
        db, viewer, "enquiry.answer", f"enquiry:{row.code}",
        administration_id=row.administration_id, matter=row.matter.value,
    )  # fmt: skip
