"""What works for every kind of subject meets a statement: it works, or says why not."""

import re

import pytest
from starlette.routing import Route

from participe import slices

SENT = {
    "comments.post": {"body": "Très bien.", "stance": "pro", "lang": "fr"},
    "votes.support": {"value": "1"},
    "answers.save": {"status": "accepted", "text-fr": "Oui, dès mars."},
    "answers.charge": {"person": "", "due_on": "2030-01-15"},
    "moderation.send_report": {"why": "spam", "text": "Voyez."},
    "follows.follow": {"value": "1"},
}
ROUTES = [
    route
    for route in slices.routes(demo=False)
    if isinstance(route, Route) and route.path.startswith("/subjects/{code:code}")
]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.name}")
async def test_no_address_of_a_subject_breaks_on_a_statement(
    clients, citizen, manager, statements, route
):
    names = re.findall(r"{(\w+):?\w*}", route.path)
    path = "/fr" + re.sub(r"{code:code}", statements.codes[0], route.path)
    if names != ["code"]:
        pytest.skip("names another thing besides")

    for actor in (None, citizen, manager):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            answer = await clients(actor, follow=False).request(
                method, path, data=SENT.get(route.name, {}) if method == "POST" else None
            )
            assert answer.status_code < 500, (method, answer.status_code)
