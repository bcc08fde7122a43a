"""Every screen of management × every role: what is not declared here fails."""

from starlette.routing import Route

from participe.manage.routes import routes
from tests.factories import Place

# What each one gets. Strangers are led to the sign-in (303) wherever others see something.
STAFF = {"reader": 200, "moderator": 200, "manager": 200, "administrator": 200}
MANAGERS = {"reader": 403, "moderator": 403, "manager": 200, "administrator": 200}
MODERATORS = {"reader": 403, "moderator": 200, "manager": 200, "administrator": 200}
ADMINISTRATORS = {"reader": 403, "moderator": 403, "manager": 403, "administrator": 200}
OPERATORS = {"reader": 403, "moderator": 403, "manager": 403, "administrator": 403}
OUTSIDE = {"stranger": 303, "citizen": 403, "official_b": 403}
HIDDEN = {"stranger": 303, "citizen": 403, "official_b": 403}  # the project is public: refused

EXPECTED = {
    "manage.home": {
        "stranger": 303, "citizen": 403, "official_b": 303,
        "reader": 303, "moderator": 303, "manager": 303, "administrator": 303, "admin": 200,
    },
    "manage.administration": STAFF | OUTSIDE | {"admin": 303},
    "manage.projects": STAFF | OUTSIDE | {"admin": 403},
    "manage.reports": MODERATORS | OUTSIDE | {"admin": 403},
    "manage.staff": ADMINISTRATORS | OUTSIDE | {"admin": 200},
    "manage.member": ADMINISTRATORS | OUTSIDE | {"admin": 200},
    "manage.accessibility": ADMINISTRATORS | OUTSIDE | {"admin": 200},
    "manage.platform_accessibility": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.identity": ADMINISTRATORS | OUTSIDE | {"admin": 200},
    "manage.jobs": STAFF | OUTSIDE | {"admin": 403},
    "manage.job": STAFF | OUTSIDE | {"admin": 403},
    "manage.new_administration": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.platform_administrations": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.close_administration": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.platform_mails": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.platform_events": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.platform_jobs": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.platform_log": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.platform_people": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.platform_settings": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.log": ADMINISTRATORS | OUTSIDE | {"admin": 200},
    "manage.new_project": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.project": STAFF | OUTSIDE | {"admin": 403},
    "manage.project_text": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.project_promise": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.project_settings": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.phases": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.new_phase": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.phase": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.boxes": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.box": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.themes": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.theme": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.new_question": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.question": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.statements": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.statements_box": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.statement": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.opinions": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.documents": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.new_document": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.document": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.ideas": STAFF | OUTSIDE | {"admin": 403},
    "manage.ideas_csv": STAFF | OUTSIDE | {"admin": 403},
    "manage.ideas_xlsx": STAFF | OUTSIDE | {"admin": 403},
    "insights.manage": STAFF | OUTSIDE | {"admin": 403},
    "insights.manage_topic": STAFF | OUTSIDE | {"admin": 403},
    "insights.manage_untold": STAFF | OUTSIDE | {"admin": 403},
    "insights.board": STAFF | OUTSIDE | {"admin": 403},
    "insights.history": STAFF | OUTSIDE | {"admin": 403},
    "insights.mistakes": STAFF | OUTSIDE | {"admin": 403},
    "insights.codebook": STAFF | OUTSIDE | {"admin": 403},
    "insights.compare": STAFF | OUTSIDE | {"admin": 403},
    "insights.coding": MANAGERS | OUTSIDE | {"admin": 403},
    "insights.manage_report": STAFF | OUTSIDE | {"admin": 403},
    "insights.manage_document": STAFF | OUTSIDE | {"admin": 403},
    "insights.manage_document_file": STAFF | OUTSIDE | {"admin": 403},
    "manage.enquiries": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.enquiry": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.platform_enquiries": OPERATORS | OUTSIDE | {"admin": 200},
    "manage.platform_enquiry": OPERATORS | OUTSIDE | {"admin": 404},
    "manage.templates": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.new_template": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.template": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.bulk": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.duplicates": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.group": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.duplicate_group": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.paper": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.new_pile": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.pile": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.enter_sheet": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.check_pile": MANAGERS | OUTSIDE | {"admin": 403, "manager": 303, "administrator": 303},
    "manage.sheet": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.change_sheet": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.scan": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.receipt": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.imports": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.import": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.import_columns": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.import_refused": MANAGERS | OUTSIDE | {"admin": 403},
    "manage.import_undo": MANAGERS | OUTSIDE | {"admin": 403},
}  # fmt: skip
OWN_FILTERS = {"manage.keep_filter", "manage.forget_filter"}  # of whoever reads the table
READ = [route for route in routes if isinstance(route, Route) and "GET" in (route.methods or ())]


def _params(place: Place, things, manager) -> dict[str, str]:
    return {
        "statement": things.statements.codes[0],
        "statements": things.statements.component.slug,
        "administration": place.administration.slug,
        "project": place.project.slug,
        "phase": place.phase.code,
        "box": place.component.slug,
        "theme": place.theme.key,
        "question": "cost",
        "document": things.document.code,
        "code": things.job.code,
        "contribution": things.idea_code,
        "template": things.template.code,
        "enquiry": things.enquiry.code,
        "filter": things.template.code,
        "action": things.bulk.code,
        "batch": things.batch.code,
        "pile": things.pile.code,
        "number": "1",
        "person": manager.person.code,
        "run": things.run.code,
        "format": "pdf",
        "topic": things.topic.code,
        "mistake": things.topic.code,
        "other": things.run.code,
        "mail": str(manager.id),
        "event": str(manager.id),
    }


async def test_every_screen_answers_every_role_as_declared(
    app, clients, place, elsewhere, things, citizen, reader, moderator, manager, administrator,
    official_b, admin,
):  # fmt: skip
    assert {route.name for route in READ} == EXPECTED.keys()
    actors = {
        "stranger": None, "citizen": citizen, "reader": reader, "moderator": moderator,
        "manager": manager, "administrator": administrator, "official_b": official_b,
        "admin": admin,
    }  # fmt: skip
    params, wrong = _params(place, things, manager), []

    for route in READ:
        assert EXPECTED[route.name].keys() == actors.keys(), route.name
        needed = {name: params[name] for name in route.param_convertors}
        path = app.state.addresses.path(route.name, locale="fr", **needed)
        for role, actor in actors.items():
            answer = await clients(actor, follow=False).get(path)
            if answer.status_code != EXPECTED[route.name][role]:
                wrong.append(f"{route.name} as {role}: {answer.status_code}")
    assert not wrong


async def test_a_draft_of_others_is_not_even_known(
    app, clients, db, place, elsewhere, things, manager, official_b, admin, citizen
):
    place.project.published_at = None
    db.add(place.project)
    await db.commit()

    params = _params(place, things, manager)
    for route in READ:
        if "project" not in route.param_convertors:
            continue
        needed = {name: params[name] for name in route.param_convertors}
        path = app.state.addresses.path(route.name, locale="fr", **needed)
        assert (await clients(manager).get(path)).status_code == 200, route.name
        for actor in (official_b, admin, citizen):
            assert (await clients(actor).get(path)).status_code == 404, route.name


async def test_a_project_is_not_found_under_another_administration(
    clients, place, elsewhere, official_b
):
    theirs = f"/fr/manage/{elsewhere.administration.slug}/projects"

    own = await clients(official_b).get(f"{theirs}/{elsewhere.project.slug}")
    foreign = await clients(official_b).get(f"{theirs}/{place.project.slug}")

    assert (own.status_code, foreign.status_code) == (200, 404)


async def test_no_change_is_made_for_people_from_elsewhere(
    app, clients, db, place, things, manager, official_b, reader
):
    """Each address that changes something refuses a reader and the staff of a neighbour."""
    params = _params(place, things, manager)
    for route in routes:
        if not isinstance(route, Route) or "POST" not in (route.methods or ()):
            continue
        needed = {name: params[name] for name in route.param_convertors}
        path = app.state.addresses.path(route.name, locale="fr", **needed)
        for actor in (official_b, reader):
            answer = await clients(actor, follow=False).post(path, data={})
            keeps = actor is reader and route.name in OWN_FILTERS
            assert answer.status_code == (303 if keeps else 403), (route.name, answer.status_code)
        answer = await clients(follow=False).post(path, data={})
        assert answer.status_code == 403, (route.name, answer.status_code)


async def test_someone_with_a_role_in_one_project_sees_that_project_alone(
    clients, db, place, elsewhere
):
    from participe.people.models import Role
    from tests.factories import make_actor

    actor = await make_actor(db, "Paul P.")
    db.add(Role(person_id=actor.id, name="manager", project_id=place.project.id))
    await db.commit()
    base = f"/fr/manage/{place.administration.slug}"

    assert (await clients(actor).get(base)).status_code == 200
    assert (await clients(actor).get(f"{base}/projects/{place.project.slug}/phases")).is_success
    assert (await clients(actor).get(f"{base}/staff")).status_code == 403
    assert (await clients(actor).get(f"{base}/projects/new")).status_code == 403
    other = f"/fr/manage/{elsewhere.administration.slug}"
    assert (await clients(actor).get(other)).status_code == 403
