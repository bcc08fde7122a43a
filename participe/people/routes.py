"""Pages of signing in, of one's sessions and settings."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms, i18n, ratelimit
from participe.core.errors import NotFound
from participe.core.i18n import _l
from participe.core.security import SessionCookie
from participe.core.web import (
    announce,
    db_of,
    own_path,
    page,
    path_for,
    see_other,
    see_path,
    settings_of,
    viewer_of,
)
from participe.people import queries, services
from participe.people.forms import (
    CodeForm,
    DemoForm,
    SettingsForm,
    SignInForm,
    ThemeForm,
    WelcomeForm,
)
from participe.people.models import Person

BROWSER_COOKIE = "asked"  # ties a code to the browser that asked for it; ends with the session
announce(
    signed_in=_l("You are signed in."),
    signed_out=_l("You are signed out."),
    settings_saved=_l("Your settings are saved."),
    welcome=_l("Welcome! You can now take part."),
)


async def show_sign_in(request: Request) -> Response:
    """The form. An invited person proves the mailbox even when signed in: the role comes with it.
    So does whoever wants what is for the owner of the mailbox alone (`again`)."""
    asked = request.query_params
    if viewer_of(request).id and not ("invited" in asked or "again" in asked):
        return see_path(
            own_path(request.query_params.get("next", ""), path_for(request, "me.home"))
        )
    return await _sign_in_page(request, forms.Filled(), request.query_params.get("next", "/"))


async def _sign_in_page(
    request: Request, form: forms.Filled, next_: str, status: int = 200
) -> Response:
    demo = await queries.demo_people(db_of(request)) if settings_of(request).demo else []
    return page(
        request, "people/sign_in.html", status=status, form=form, next=own_path(next_), demo=demo,
        again="again" in request.query_params,
    )  # fmt: skip


async def ask(request: Request) -> Response:
    form = await forms.read(request, SignInForm)
    if form.data is None:
        return await _sign_in_page(request, form, str(form.values.get("next", "/")), status=422)
    await ratelimit.check(request, ratelimit.SIGN_INS)
    await ratelimit.check(request, ratelimit.CODES, key=queries.mailbox_key(form.data.email))
    asked = await services.ask_to_sign_in(
        db_of(request),
        viewer_of(request),
        request.app.state.templates,
        settings_of(request),
        address=form.data.email,
        lang=i18n.locale(),
        next=own_path(form.data.next),
    )
    answer = see_other(request, "people.code", code=asked.request.code)
    secure = request.app.state.cookie.secure
    answer.set_cookie(
        BROWSER_COOKIE, asked.browser_key, max_age=900, secure=secure, httponly=True, samesite="lax"
    )
    return answer


async def show_code(request: Request) -> Response:
    request.state.has_token = True
    return page(request, "people/code.html", form=forms.Filled(), code=request.path_params["code"])


async def try_code(request: Request) -> Response:
    request.state.has_token = True
    code = request.path_params["code"]
    form = await forms.read(request, CodeForm)
    await ratelimit.check(request, ratelimit.SIGN_INS, key=f"code-{ratelimit.network_of(request)}")
    if form.data is not None:
        asked = await services.try_code(
            db_of(request),
            viewer_of(request),
            settings_of(request),
            code,
            form.data.digits,
            request.cookies.get(BROWSER_COOKIE, ""),
        )
        if asked is not None:
            return await _enter(request, asked)
        form.fail(
            "digits",
            _l(
                "This code does not work, or no longer. Look at the newest mail, or ask for another."
            ),
        )
    return page(request, "people/code.html", status=422, form=form, code=code)


async def show_link(request: Request) -> Response:
    """A button and nothing more: mail scanners open links, and must not use them up."""
    request.state.has_token = True
    return page(request, "people/link.html", link=request.path_params["link"])


async def use_link(request: Request) -> Response:
    request.state.has_token = True
    asked = await services.try_link(db_of(request), viewer_of(request), request.path_params["link"])
    if asked is None:
        form: forms.Filled = forms.Filled()
        form.fail("email", _l("This link was used already, or is too old. Ask for another."))
        return await _sign_in_page(request, form, "/", status=422)
    return await _enter(request, asked)


async def _enter(request: Request, asked: services.SignInRequest) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    person = await services.person_of_mailbox(db, viewer.now, asked.address, asked.lang)
    await services.accept_invitations(db, viewer, person, asked.key)
    answer = await _start_session(request, person, asked.next)
    answer.delete_cookie(BROWSER_COOKIE, secure=request.app.state.cookie.secure, httponly=True)
    return answer


async def _start_session(request: Request, person: Person, next_: str) -> Response:
    cookie: SessionCookie = request.app.state.cookie
    key, stays = await services.sign_in(
        db_of(request),
        person,
        viewer_of(request).now,
        services.device_of(request.headers.get("user-agent", "")),
        request.cookies.get(cookie.name, ""),
    )
    if person.welcomed_at is None:
        answer = see_other(request, "people.welcome", next=next_)
    elif next_ in ("", "/"):
        answer = see_other(request, "me.home", notice="signed_in")
    else:
        answer = see_path(next_, "signed_in")
    cookie.put(answer, key, int(stays.total_seconds()))
    return answer


async def show_welcome(request: Request) -> Response:
    viewer = viewer_of(request)
    services.signed_in.require(viewer, None)
    form = forms.shown({"name": viewer.name, "lang": i18n.locale()})
    return page(
        request,
        "people/welcome.html",
        form=form,
        next=own_path(request.query_params.get("next", "/")),
    )


async def welcome(request: Request) -> Response:
    form = await forms.read(request, WelcomeForm)
    if form.data is None:
        if "rules" in form.errors:
            form.errors["rules"] = _l("Tick the box: the rules hold for everybody.")
        next_ = own_path(str(form.values.get("next", "/")))
        return page(request, "people/welcome.html", status=422, form=form, next=next_)
    await services.welcome(db_of(request), viewer_of(request), form.data)
    next_ = own_path(form.data.next)
    if next_ == "/":
        next_ = path_for(request, "me.home", locale=form.data.lang)
    return see_path(next_, "welcome")


async def sign_out(request: Request) -> Response:
    viewer = viewer_of(request)
    if viewer.session_id:
        await services.end_session(db_of(request), viewer, viewer.session_id)
    answer = see_other(request, "pages.home", notice="signed_out")
    request.app.state.cookie.drop(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


async def show_settings(request: Request) -> Response:
    return await _settings(request, None)


async def _settings(request: Request, form: forms.Filled | None, status: int = 200) -> Response:
    viewer, db = viewer_of(request), db_of(request)
    services.signed_in.require(viewer, None)
    assert viewer.id
    if form is None:
        form = forms.shown({"name": viewer.name, "lang": viewer.lang, "theme": viewer.theme})
    return page(
        request,
        "people/settings.html",
        status=status,
        form=form,
        mailbox=await queries.mailbox_of(db, viewer.id),
    )


async def save_settings(request: Request) -> Response:
    form = await forms.read(request, SettingsForm)
    if form.data is None:
        return await _settings(request, form, status=422)
    await services.change_settings(db_of(request), viewer_of(request), form.data)
    return see_other(request, "people.settings", locale=form.data.lang, notice="settings_saved")


async def choose_theme(request: Request) -> Response:
    """Kept in the account; for a stranger in a cookie that ends with the browser's session."""
    form = await forms.read(request, ThemeForm)
    if form.data is None:
        return see_other(request, "pages.home")
    answer = see_path(own_path(form.data.next))
    viewer = viewer_of(request)
    if viewer.id:
        await services.choose_theme(db_of(request), viewer, form.data.theme)
    elif form.data.theme == "auto":
        answer.delete_cookie("theme")
    else:
        answer.set_cookie("theme", form.data.theme, httponly=True, samesite="lax")
    return answer


async def demo_sign_in(request: Request) -> Response:
    """Become one of the persons of the demonstration. Not even routed elsewhere."""
    form = await forms.read(request, DemoForm)
    wanted = form.data.person if form.data else ""
    for person in await queries.demo_people(db_of(request)):
        if form.data and person.demo_key == wanted:
            return await _start_session(request, person, own_path(form.data.next))
    raise NotFound(_l("The demonstration has no such person."))


routes = [
    Route("/sign-in", show_sign_in, name="people.sign_in"),
    Route("/sign-in", ask, name="people.ask", methods=["POST"]),
    Route("/sign-in/code/{code:code}", show_code, name="people.code"),
    Route("/sign-in/code/{code:code}", try_code, name="people.try_code", methods=["POST"]),
    Route("/sign-in/link/{link}", show_link, name="people.link"),
    Route("/sign-in/link/{link}", use_link, name="people.use_link", methods=["POST"]),
    Route("/sign-out", sign_out, name="people.sign_out", methods=["POST"]),
    Route("/welcome", show_welcome, name="people.welcome"),
    Route("/welcome", welcome, name="people.save_welcome", methods=["POST"]),
    Route("/me/settings", show_settings, name="people.settings"),
    Route("/me/settings", save_settings, name="people.save_settings", methods=["POST"]),
    Route("/theme", choose_theme, name="people.theme", methods=["POST"]),
]
