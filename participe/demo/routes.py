"""Pages of the demonstration: be somebody else, read the mails that were sent."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from participe.core.web import db_of, page
from participe.demo import queries
from participe.people.routes import demo_sign_in

MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


async def mailbox(request: Request) -> Response:
    """The last mails, the newest first: what a mail provider would have received."""
    request.state.private = True
    return page(request, "demo/mailbox.html", mails=await queries.last_mails(db_of(request)))


async def mail(request: Request) -> Response:
    request.state.private = True
    found = await queries.mail(db_of(request), request.path_params["mail"])
    return page(request, "demo/mail.html", mail=found)


async def mail_html(request: Request) -> Response:
    """The mail as a mail program shows it: its own styles, and nothing from anywhere."""
    request.state.private = True
    found = await queries.mail(db_of(request), request.path_params["mail"])
    return HTMLResponse(found.html, headers={"Content-Security-Policy": MAIL_POLICY})


routes = [
    Route("/demo/mailbox", mailbox, name="demo.mailbox"),
    Route("/demo/mailbox/{mail}", mail, name="demo.mail"),
    Route("/demo/mailbox/{mail}/html", mail_html, name="demo.mail_html"),
]
root_routes = [Route("/demo/sign-in", demo_sign_in, name="people.demo_sign_in", methods=["POST"])]
