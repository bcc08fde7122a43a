"""Pages of the demonstration: be somebody else, read the mails that were sent."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core.web import db_of, page
from participe.demo import queries
from participe.people.routes import demo_sign_in


async def mailbox(request: Request) -> Response:
    """The last mails, the newest first: what a mail provider would have received."""
    request.state.private = True
    return page(request, "demo/mailbox.html", mails=await queries.last_mails(db_of(request)))


async def mail(request: Request) -> Response:
    request.state.private = True
    found = await queries.mail(db_of(request), request.path_params["mail"])
    return page(request, "demo/mail.html", mail=found)


routes = [
    Route("/demo/mailbox", mailbox, name="demo.mailbox"),
    Route("/demo/mailbox/{mail}", mail, name="demo.mail"),
]
root_routes = [Route("/demo/sign-in", demo_sign_in, name="people.demo_sign_in", methods=["POST"])]
