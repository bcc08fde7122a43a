"""The statement of an administration and that of the platform: for people, and for machines."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from participe.accessibility import queries
from participe.accessibility.models import CONFORMITY_NAMES, Ombudsman, Statement
from participe.accessibility.ombudsmen import SERVICES
from participe.administrations import queries as administrations
from participe.administrations.models import Administration
from participe.core.web import absolute, db_of, page, path_for, settings_of, viewer_of

STANDARD = "EN 301 549 (WCAG 2.1, AA)"


async def show(request: Request) -> Response:
    """Of one administration, even if it has not written everything yet."""
    db = db_of(request)
    place = await administrations.by_slug(db, request.path_params["slug"])
    one = await queries.statement(db, place.id)
    return await _page(request, place, one or Statement(administration_id=place.id))


async def show_site(request: Request) -> Response:
    return await _page(request, None, await queries.of_site(db_of(request)))


async def _page(request: Request, place: Administration | None, one: Statement) -> Response:
    json_route = "accessibility.json" if place else "accessibility.site_json"
    return page(
        request,
        "accessibility/statement.html",
        authority=place,
        administration=administrations.identity(place) if place else None,
        one=one,
        complete=not queries.lacks(one),
        conformity=CONFORMITY_NAMES[one.conformity],
        standard=STANDARD,
        email=_email(request, place, one),
        days=queries.ANSWER_DAYS,
        ombudsman=SERVICES[one.ombudsman],
        # What the Region does in the German language area is for its own ombudsman.
        other=SERVICES[Ombudsman.WALLONIA] if one.ombudsman is Ombudsman.GERMAN else None,
        told=await queries.feedback(db_of(request), viewer_of(request), _id(place)),
        form_url=_form(request, place),
        json_url=path_for(request, json_route, slug=place.slug)
        if place
        else path_for(request, json_route),
    )


def _id(place: Administration | None) -> UUID | None:
    return place.id if place else None


def _email(request: Request, place: Administration | None, one: Statement) -> str:
    return one.email or (place.email if place else "") or settings_of(request).contact_email


def _form(request: Request, place: Administration | None) -> str:
    return path_for(
        request, "contact.form", matter="access", about=request.url.path,
        administration=place.slug if place else None,
    )  # fmt: skip


async def show_json(request: Request) -> Response:
    db = db_of(request)
    place = await administrations.by_slug(db, request.path_params["slug"])
    one = await queries.statement(db, place.id)
    return await _json(request, place, one or Statement(administration_id=place.id))


async def show_site_json(request: Request) -> Response:
    return await _json(request, None, await queries.of_site(db_of(request)))


async def _json(request: Request, place: Administration | None, one: Statement) -> Response:
    """The same words and numbers as the page. Names of the fields do not change."""
    settings, told = settings_of(request), await queries.feedback(
        db_of(request), viewer_of(request), _id(place)
    )  # fmt: skip
    route = "accessibility.statement" if place else "accessibility.site"
    params = {"slug": place.slug} if place else {}
    services = [one.ombudsman]
    if one.ombudsman is Ombudsman.GERMAN:
        services.append(Ombudsman.WALLONIA)
    values: dict[str, Any] = {
        "version": 1,
        "site": {"name": settings.site_name, "url": settings.public_url},
        "authority": {"name": place.name, "slug": place.slug} if place else None,
        "page": absolute(request, path_for(request, route, **params)),
        "complete": not queries.lacks(one),
        "conformity": one.conformity.value,
        "standard": STANDARD,
        "limits": one.limits,
        "alternatives": one.alternatives,
        "method": one.method,
        "assessed_on": one.assessed_on.isoformat() if one.assessed_on else None,
        "changed_at": one.changed_at.isoformat(timespec="seconds"),
        "contact": {
            "form": absolute(request, path_for(
                request, "contact.form", matter="access",
                administration=place.slug if place else None,
            )),
            "email": _email(request, place, one),
            "phone": one.phone,
            "answer_within_days": queries.ANSWER_DAYS,
        },
        "complaints": {"service": one.complaints, "email": one.complaints_email},
        "ombudsman": [
            {
                "name": SERVICES[name].name, "address": SERVICES[name].address,
                "phone": SERVICES[name].phone, "email": SERVICES[name].email,
                "url": SERVICES[name].website,
            }
            for name in services
        ],
        "feedback_of_twelve_months": {
            "received": told.received, "answered": told.answered,
            "answered_in_time": told.in_time, "median_days": told.days,
        },
    }  # fmt: skip
    return JSONResponse(values, headers={"Access-Control-Allow-Origin": "*"})


async def guessed(request: Request) -> Response:
    """The address that people guess."""
    return RedirectResponse(path_for(request, "accessibility.site"), 308)


ONE = "/administrations/{slug:slug}/accessibility"
routes = [
    Route("/pages/accessibility", show_site, name="accessibility.site"),
    Route("/accessibility", guessed, name="accessibility.guessed"),
    Route("/accessibility.json", show_site_json, name="accessibility.site_json"),
    Route(ONE, show, name="accessibility.statement"),
    Route(f"{ONE}.json", show_json, name="accessibility.json"),
]
