"""What stands on the forms and receipts that we print."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from participe.administrations.models import Administration
from participe.core import pdf
from participe.core.component import Paper, SheetField
from participe.core.i18n import _, date_text, in_brussels, locale
from participe.core.web import absolute, path_for
from participe.paper.queries import grouped
from participe.projects.queries import ComponentView, ProjectView

LONG = 100  # characters that one ruled line holds


def _without_scheme(address: str) -> str:
    return address.partition("://")[2]


def printed(field: SheetField) -> dict[str, Any]:
    """A question as the template of the form takes it."""
    choices = [str(label) for _value, label in field.choices]
    if field.kind == "yesno":
        choices = [_("Yes"), _("No")]
    return {
        "label": str(field.label), "hint": str(field.hint), "kind": field.kind,
        "lines": field.lines, "long": bool(field.length and field.length > LONG),
        "choices": choices,
    }  # fmt: skip


def bring(place: Administration) -> list[str]:
    """Where a sheet is handed in, and who helps."""
    found = [f"{place.name.said()}, {place.address}" if place.address else str(place.name.said())]
    if place.phone:
        found.append(_("By phone: %(phone)s", phone=place.phone))
    return found


def until(project: ProjectView, component: ComponentView, ability: str) -> str:
    """The last day on which sheets are taken; "" when nothing is planned."""
    windows = project.windows(component.id, ability)
    last = max((phase.closes_at for phase in windows), default=None)
    return _("Until %(date)s.", date=date_text(in_brussels(last).date())) if last else ""


def receipt_address(request: Request, code: str = "") -> str:
    route, params = ("paper.receipt", {"code": code}) if code else ("paper.find", {})
    return absolute(request, path_for(request, route, **params))


def form_data(
    request: Request,
    project: ProjectView,
    component: ComponentView,
    paper: Paper,
    thing: Any,
    place: Administration,
    codes: Sequence[str],
    *,
    large: bool,
) -> dict[str, Any]:
    """For `form.typ`: one copy for each code; without codes a single blank one."""
    online = absolute(request, path_for(request, "projects.project", project=project.slug))
    receipts = _without_scheme(receipt_address(request))
    title = str(project.title.said())
    return {
        "title": f"{paper.question(thing)} – {title}",
        "authority": str(place.name.said()),
        "project": title,
        "lang": locale(),
        "large": large,
        "foot": f"{_without_scheme(online)}",
        "question": str(paper.question(thing) or component.title.said()),
        "intro": str(paper.intro(thing)),
        "qr": pdf.qr(online),
        "fields": [printed(one) for one in paper.fields(thing)],
        "until": until(project, component, paper.ability),
        "bring": bring(place),
        "promise": _(
            "We type it in as you wrote it, a colleague checks it, and it is made public without "
            "your name. The administration answers it like those written online."
        ),
        "privacy": _(
            "We ask for no name and no address. Do not write names, addresses or numbers of "
            "people: everybody can read your text."
        ),
        "words": {
            "qr": _("QR code to the page of this project"),
            "online": _("Online: %(address)s", address=_without_scheme(online)),
            "how": _("How does it work?"),
            "how_more": _(
                "Write clearly, one contribution on each sheet. Leave open what you like."
            ),
            "bring": _("Where do I hand it in?"),
            "what_becomes": _("What becomes of it?"),
            "privacy": _("Your data"),
            "keep": _("Cut off and keep: your code"),
            "follow": _(
                "Follow what becomes of it at %(address)s, or ask at the desk.", address=receipts
            ),
            "qr_code": _("QR code to the page with your receipt"),
            "code": _("Your code:"),
        },
        "copies": [
            {"code": grouped(code), "qr": pdf.qr(receipt_address(request, code))} for code in codes
        ]
        or [{"code": "", "qr": ""}],
    }


def receipt_data(
    request: Request,
    project: ProjectView,
    place: Administration,
    code: str,
    answers: Sequence[tuple[Any, Any]],
) -> dict[str, Any]:
    """For `receipt.typ`, in large letters."""
    address = receipt_address(request, code)
    return {
        "title": _("Your receipt"),
        "authority": str(place.name.said()),
        "project": str(project.title.said()),
        "lang": locale(),
        "large": True,
        "foot": _without_scheme(receipt_address(request)),
        "thanks": _("Thank you for taking part. Keep this sheet: it is the only one with your code."),
        "code": grouped(code),
        "qr": pdf.qr(address),
        "steps": steps(),
        "answers": [{"label": str(label), "value": str(value)} for label, value in answers],
        "bring": bring(place),
        "words": {
            "code": _("Your code"),
            "follow": _("Scan it, or type your code at %(address)s", address=_without_scheme(receipt_address(request))),
            "qr_code": _("QR code to the page with your receipt"),
            "next": _("What happens now"),
            "typed": _("What we noted"),
            "help": _("Ask us"),
        },
    }  # fmt: skip


def steps() -> list[str]:
    """From the desk to the answer."""
    return [
        _("A colleague compares a part of the sheets with the paper."),
        _("Your contribution becomes public, without your name."),
        _("Everybody can support and discuss it."),
        _("The administration answers it. You read the answer with your code."),
    ]


def answer(content: bytes, name: str) -> Response:
    """Shown in the browser's own reader, where one prints it."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(content, media_type="application/pdf", headers=headers)
