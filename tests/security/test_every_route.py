"""Every address outside management × every role. A route that is not declared here fails.

Screens of management have a table of their own, in `tests/manage/`.
"""

from typing import Any

import pytest
from starlette.routing import Route

from participe import slices
from participe.core.rules import PLATFORM
from tests import factories
from tests.consultations.conftest import make_statements
from tests.factories import Actor, Place

# The author comes last: what they withdraw or discard is then gone.
ROLES = ("stranger", "citizen", "reader", "moderator", "manager", "neighbour", "admin", "author")


def answers(stranger: int, others: int, **roles: int) -> dict[str, int]:
    return dict.fromkeys(ROLES, others) | {"stranger": stranger} | roles


EVERYBODY = answers(200, 200)
LED_ON = answers(303, 303)
SIGNED_IN = answers(303, 200)  # a stranger is led to the sign-in
NOT_THERE = answers(404, 404)  # nothing is published here
OWN_DRAFT = answers(404, 404, author=200)  # others do not even learn that it is there
OWN_DRAFT_SENT = answers(404, 404, author=303)
OWN = answers(403, 403, author=200)
OWN_SIGNED_IN = answers(303, 403, author=200)
MEMBERS_DO = answers(403, 303)

READ = {
    "people.sign_in": answers(200, 303),
    "people.code": EVERYBODY,
    "people.link": EVERYBODY,
    "people.welcome": SIGNED_IN,
    "people.settings": SIGNED_IN,
    "administrations.administration": EVERYBODY,
    "administrations.accent_css": EVERYBODY,
    "accessibility.site": EVERYBODY,
    "accessibility.site_json": EVERYBODY,
    "accessibility.guessed": answers(308, 308),
    "accessibility.statement": EVERYBODY,
    "accessibility.json": EVERYBODY,
    "projects.list": EVERYBODY,
    "projects.project": EVERYBODY,
    "projects.document": NOT_THERE,
    "comments.show": LED_ON,
    "comments.reply": SIGNED_IN,
    "comments.edit": OWN,
    "answers.edit": answers(303, 403, manager=200),
    "moderation.report": SIGNED_IN,
    "moderation.decide": answers(303, 403, moderator=200, manager=200),
    "moderation.own": OWN_SIGNED_IN,
    "moderation.figures": EVERYBODY,
    "moderation.figures_csv": EVERYBODY,
    "moderation.figures_of": EVERYBODY,
    "moderation.figures_csv_of": EVERYBODY,
    "ideas.board": LED_ON,  # to one of the random orders
    "ideas.idea": EVERYBODY,
    "ideas.qr": EVERYBODY,
    "ideas.new": SIGNED_IN,
    "ideas.draft": OWN_DRAFT,
    "ideas.similar": OWN_DRAFT,
    "ideas.details": OWN_DRAFT,
    "ideas.check": OWN_DRAFT,
    "ideas.show_discard": OWN_DRAFT,
    "ideas.edit": OWN,
    "ideas.versions": EVERYBODY,
    "ideas.withdraw": OWN,
    "ideas.map": EVERYBODY,
    "consultations.statements": EVERYBODY,
    "consultations.statement": EVERYBODY,
    "consultations.answers": SIGNED_IN,
    "consultations.results": NOT_THERE,
    "consultations.results_file": NOT_THERE,
    "consultations.ballots_file": NOT_THERE,
    "consultations.new": SIGNED_IN,
    "insights.topics": NOT_THERE,
    "insights.report": NOT_THERE,
    "insights.topic": NOT_THERE,
    "insights.others": NOT_THERE,
    "insights.mistake": answers(303, 404),
    "insights.document": NOT_THERE,
    "insights.document_file": NOT_THERE,
    "search.search": EVERYBODY,
    "exports.open_data": EVERYBODY,
    "exports.archive": EVERYBODY,
    "exports.table": EVERYBODY,
    "exports.catalogue": EVERYBODY,
    "exports.of_administration": EVERYBODY,
    "exports.places": EVERYBODY,
    "exports.feed": EVERYBODY,
    "exports.calendar": EVERYBODY,
    "contact.form": EVERYBODY,
    "paper.take_part": EVERYBODY,
    "paper.form": EVERYBODY,
    "paper.find": EVERYBODY,
    "paper.receipt": LED_ON,  # the code of what was written online leads to its page
    "me.home": SIGNED_IN,
    "me.drafts": SIGNED_IN,
    "me.ideas": SIGNED_IN,
    "me.answers": SIGNED_IN,
    "me.comments": SIGNED_IN,
    "me.supports": SIGNED_IN,
    "me.follows": SIGNED_IN,
    "me.security": SIGNED_IN,
    "me.data": SIGNED_IN,
    "me.leave": SIGNED_IN,
    "me.confirm_leave": answers(303, 422),  # nothing was chosen
    "me.goodbye": NOT_THERE,
    "notifications.show": SIGNED_IN,
    "notifications.unsubscribe": NOT_THERE,  # the token of the table is none
    "pages.home": EVERYBODY,
    "pages.results": EVERYBODY,
    "pages.help": EVERYBODY,
    "pages.page": EVERYBODY,
    "pages.privacy": answers(308, 308),
    "demo.mailbox": EVERYBODY,
    "demo.mail": NOT_THERE,
    "demo.mail_html": NOT_THERE,
}
WORDS = {"title": "Un titre assez long", "body": "Un texte assez long pour une idée.", "lang": "fr",
         "theme": "nature"}  # fmt: skip
# What is sent, and what becomes of it. The order is that of the test.
CHANGE: dict[str, tuple[dict[str, str], dict[str, int]]] = {
    "people.ask": ({"email": "n@example.org"}, LED_ON),
    "people.try_code": ({"digits": "123456"}, answers(422, 422)),
    "people.use_link": ({}, answers(422, 422)),
    "people.save_welcome": ({"name": "Nadia", "lang": "fr", "rules": "yes"}, MEMBERS_DO),
    "people.save_settings": ({"name": "Nadia", "lang": "fr"}, MEMBERS_DO),
    "people.theme": ({"theme": "dark"}, LED_ON),
    "comments.post": ({"body": "Très bien.", "stance": "pro", "lang": "fr"}, MEMBERS_DO),
    "comments.save": (
        {"body": "Mieux dit.", "stance": "pro"}, answers(403, 403, author=303),
    ),
    "insights.tell_mistake": ({"words": "Pas ici."}, answers(403, 404)),
    "votes.support": ({"value": "1"}, MEMBERS_DO),
    "follows.follow": ({}, MEMBERS_DO),
    "follows.project": ({}, MEMBERS_DO),
    "notifications.choose": ({"answer": "daily"}, MEMBERS_DO),
    "notifications.stop": ({}, NOT_THERE),
    "answers.publish": (
        {"status": "accepted", "text-fr": "Oui, dès mars."}, answers(403, 403, manager=303),
    ),
    "duplicates.object": ({"words": "Non"}, answers(403, 403)),  # nothing is grouped
    "answers.fill_in": ({"text-fr": "Oui"}, answers(403, 403, manager=200)),
    "answers.charge": ({"person": "", "due_on": "2030-01-15"}, answers(403, 403, manager=303)),
    "moderation.send_report": ({"why": "spam"}, MEMBERS_DO),
    "moderation.save_decision": ({}, answers(403, 403, moderator=422, manager=422)),
    "moderation.contest": ({"text": "Ce n’est pas une insulte."}, answers(403, 403)),  # public
    "moderation.write": ({"message": "Bonjour."}, answers(403, 403, moderator=303, manager=303)),
    # Once the moderators wrote, their author may answer.
    "moderation.answer": ({"message": "Bonjour."}, answers(403, 403, author=303)),
    "moderation.judge": ({}, answers(403, 403)),  # nothing is contested
    "ideas.begin": (WORDS, MEMBERS_DO),
    "ideas.keep_words": (WORDS, OWN_DRAFT_SENT),
    "ideas.keep_details": ({}, OWN_DRAFT_SENT),
    "ideas.save": (WORDS | {"version": "1"}, answers(403, 403, author=303)),
    "ideas.confirm_withdraw": ({}, answers(403, 403, author=303)),
    "ideas.discard": ({}, OWN_DRAFT_SENT),
    "ideas.send": ({}, NOT_THERE),  # it was discarded just before
    "consultations.vote": ({"value": "1"}, MEMBERS_DO),
    "consultations.propose": ({"body": "Il faut un marché couvert.", "lang": "fr"}, MEMBERS_DO),
    "me.end_session": ({}, answers(403, 404)),  # somebody else's
    "me.end_others": ({}, MEMBERS_DO),
    "me.ask_copy": ({}, MEMBERS_DO),
    "me.download": ({}, answers(403, 404)),  # somebody else's
    "me.leave_now": ({}, answers(403, 422)),  # nothing was chosen
    "contact.send": (
        {"matter": "question", "address": "n@example.org", "text": "Quand répondez-vous ?"},
        answers(200, 200),
    ),
    "paper.number": ({"size": "normal"}, LED_ON),
    "people.sign_out": ({}, LED_ON),
    "people.demo_sign_in": ({"person": "nobody"}, answers(404, 404)),
}  # fmt: skip


@pytest.fixture
async def actors(
    db, place: Place, elsewhere: Place, citizen, other_citizen, moderator, manager
) -> dict[str, Actor | None]:
    there = elsewhere.administration.id
    return {
        "stranger": None,
        "citizen": other_citizen,
        "reader": await factories.make_actor(db, "Rita R.", reader=place.administration.id),
        "moderator": moderator,
        "manager": manager,
        "neighbour": await factories.make_actor(db, "Bert B.", manager=there, moderator=there),
        "admin": await factories.make_actor(db, "Olga P.", admin=PLATFORM),
        "author": citizen,
    }


@pytest.fixture
async def params(db, place: Place, citizen: Actor, manager: Actor):
    """The value of each name in an address, for a route."""
    idea = await factories.make_idea(db, place, author=citizen)
    draft = await factories.make_idea(db, place, author=citizen, state="draft")
    comment = await factories.make_comment(db, place, idea, author=citizen)
    statements = await make_statements(db, place)
    codes = {
        "statements": statements.codes[0],
        "comments": await factories.code_of(db, comment),
        "draft": await factories.code_of(db, draft),
        "": await factories.code_of(db, idea),
    }
    nothing = "aaaaaaaaaa"
    known = {
        "project": place.project.slug, "link": "x", "session": str(manager.id), "topic": nothing, "choice": "rare",
        "document": nothing, "table": "contributions", "format": "csv", "what": "answers", "mail": str(manager.id), "token": "x.y.z",
    }  # fmt: skip

    def of(route: Route) -> dict[str, Any]:
        parts = route.path.strip("/").split("/")
        kind = "draft" if "draft" in parts else parts[0] if parts[0] in codes else ""
        slug = "terms" if parts[0] == "pages" else place.administration.slug
        values = known | {"code": codes[kind], "slug": slug}
        return {name: values[name] for name in route.param_convertors}

    return of


def outside_management() -> dict[str, Route]:
    routes = [r for r in slices.routes(demo=True) if isinstance(r, Route)]
    routes += [r for r in slices.root_routes(demo=True) if r.name == "people.demo_sign_in"]
    return {
        route.name: route for route in routes if not route.path.startswith(("/manage", "/platform"))
    }


def test_every_route_is_declared():
    routes = outside_management()

    assert {name for name, r in routes.items() if "GET" in r.methods} == READ.keys()
    assert {name for name, r in routes.items() if "POST" in r.methods} == CHANGE.keys()


async def test_every_page_is_for_whom_it_is_declared(app, clients, actors, params):
    wrong = []
    for name, expected in READ.items():
        path = app.state.addresses.path(name, locale="fr", **params(outside_management()[name]))
        for role, actor in actors.items():
            answer = await clients(actor, follow=False).get(path)
            if answer.status_code != expected[role]:
                wrong.append(f"{name} as {role}: {answer.status_code}")
    assert not wrong


async def test_every_change_is_for_whom_it_is_declared(app, clients, actors, params):
    wrong = []
    routes = outside_management()
    for name, (data, expected) in CHANGE.items():
        kinds = {} if name == "people.demo_sign_in" else {"locale": "fr"}
        path = app.state.addresses.path(name, **kinds, **params(routes[name]))
        for role, actor in actors.items():
            answer = await clients(actor, follow=False).post(path, data=data)
            if answer.status_code != expected[role]:
                wrong.append(f"{name} as {role}: {answer.status_code}")
    assert not wrong
