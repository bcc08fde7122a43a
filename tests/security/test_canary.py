"""Whatever anybody may write stays text: a canary in every text of the database, every page read.

Columns are found in the database, so that one added tomorrow is tried too.
"""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from sqlalchemy import text
from sqlmodel import select
from starlette.routing import Route

from participe import slices
from participe.accessibility.models import Statement
from participe.attachments.models import Attachment
from participe.core import clock, events, mail
from participe.core.jobs import Job, JobState
from participe.core.mail import Mail
from participe.duplicates.models import DuplicateHint, DuplicateLink
from participe.moderation.models import (
    Action,
    Appeal,
    Decision,
    ModerationMessage,
    Outcome,
    Report,
    Why,
)
from participe.notifications import gathering
from participe.paper.models import BatchState, PaperBatch, PaperSheet
from participe.projects.models import Document
from participe.subjects.models import Channel, Correction, Subject
from tests import factories
from tests.consultations.conftest import make_statements
from tests.factories import words

CANARY = (
    "\"'><canary-tag onclick=canary()></canary-tag><img src=x onerror=canary()>"
    "<script>canary()</script><a href='javascript:canary()'>x</a>{{7*7}}%(x)s</title></textarea>"
)
# Not words: names that code compares, references, secrets, and what holds finished HTML of ours.
NOT_WORDS = re.compile(
    r"(^|_)(code|slug|key|kind|hash|version|lang|locale|media_type|handler|event|purpose|theme|"
    r"address|email|accent|why|hidden_because|action|ability|state|visibility|status|stance|channel|source_id|type)$"
    r"|^(outbox|security_log|audit|mail|alembic_version|session|sign_in_request|search_entry)\."
    r"|^(role|job)\.name$|^job\.stage$|^project\.contact_email$"
)


@pytest.fixture
async def codes(db, place, citizen, other_citizen, manager, moderator):
    """One of each thing, so that each page has something to show."""
    now = clock.now()
    idea = await factories.make_idea(db, place, author=citizen)
    hidden = await factories.make_idea(
        db, place, author=citizen, visibility="hidden", hidden_because="spam"
    )
    draft = await factories.make_idea(db, place, author=citizen, state="draft")
    comment = await factories.make_comment(db, place, idea, author=other_citizen)
    await factories.make_comment(db, place, idea, author=citizen, parent=comment)
    document = Document(project_id=place.project.id, title=words("Un plan"), body=words("Texte."))
    job = Job(
        name="ideas.import", administration_id=place.administration.id, state=JobState.FAILED,
        error="Une erreur", ended_at=now,
    )  # fmt: skip
    place.box.fields = [{"key": "cost", "kind": "text", "label": {"fr": "Coût"}}]
    picture = Attachment(
        subject_id=idea.id, key="k", thumbnail_key="t", media_type="image/webp", alt="Un banc",
        name="banc.jpg", width=9, height=9, size=9, position=1, field="",
    )  # fmt: skip
    report = Report(subject_id=idea.id, person_id=other_citizen.id, why=Why.SPAM, text="Voyez.")
    same = await factories.make_idea(db, place, title="Un autre banc", author=citizen)
    (await db.get(Subject, same.id)).merged_into_id = idea.id
    (await db.get(Subject, idea.id)).member_count = 1
    link = DuplicateLink(
        member_id=same.id, head_id=idea.id, by_id=manager.id, text="Pareil", objection="Non",
        objected_at=now,
    )  # fmt: skip
    low, high = sorted((idea.id, hidden.id))
    hint = DuplicateHint(
        administration_id=place.administration.id, component_id=place.component.id,
        first_id=low, second_id=high, score=0.8, words=["banc"],
    )  # fmt: skip
    pile = PaperBatch(
        administration_id=place.administration.id, project_id=place.project.id,
        component_id=place.component.id, name="Semaine 47", channel=Channel.PAPER, announced=1,
        state=BatchState.CHECKING,
    )  # fmt: skip
    statement = Statement(
        administration_id=place.administration.id, limits=words("Une carte."), phone="081",
        alternatives=words("Une liste."), method=words("Un essai."), complaints="Plaintes",
    )  # fmt: skip
    db.add_all([document, job, place.box, picture, report, link, hint, pile, statement])
    await db.flush()
    decisions = [
        Decision(
            subject_id=hidden.id, action=Action.HIDE, why=Why.SPAM, text="Une publicité.",
            by_id=moderator.id, created_at=now - timedelta(days=days),
        )
        for days in (2, 1)
    ]  # fmt: skip
    db.add_all(decisions)
    await db.flush()
    own = {"subject_id": hidden.id, "person_id": citizen.id}
    judged = Appeal(
        decision_id=decisions[0].id, text="Mais non.", outcome=Outcome.UPHELD, reason="Mais si.",
        decided_by_id=manager.id, decided_at=now, **own,
    )  # fmt: skip
    db.add_all([
        judged, Appeal(decision_id=decisions[1].id, text="Toujours pas.", **own),
        ModerationMessage(text="Voyez le point 3.", is_by_author=True, **own),
        Correction(before="Un autre texte.", **own),
        Report(subject_id=hidden.id, person_id=other_citizen.id, why=Why.SPAM, text="Voyez."),
    ])  # fmt: skip
    sheet = PaperSheet(
        administration_id=place.administration.id, batch_id=pile.id, number=1, reason="Pourquoi.",
        answers={"title": "Bancs", "body": "Plus de bancs."}, received_on=now.date(), is_drawn=True,
    )  # fmt: skip
    db.add(sheet)
    await db.commit()
    statements = await make_statements(db, place)
    return {
        "statement": statements.codes[0],
        "idea": await factories.code_of(db, idea),
        "same": await factories.code_of(db, same),
        "hidden": await factories.code_of(db, hidden),
        "draft": await factories.code_of(db, draft),
        "comment": await factories.code_of(db, comment),
        "document": document.code,
        "job": job.code,
        "person": manager.person.code,
        "phase": place.phase.code,
        "pile": pile.code,
        "sheet": sheet.code,
    }


async def release(owner) -> list[str]:
    """Put the canary into every text; the columns that hold one now."""
    done = []
    async with owner.begin() as c:
        await c.execute(text("SET LOCAL session_replication_role = replica"))
        columns = await c.execute(
            text(
                "SELECT table_name, column_name, data_type FROM information_schema.columns "
                "WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', "
                "'jsonb') AND is_generated = 'NEVER'"
            )
        )
        for table, column, kind in columns.all():
            name = f"{table}.{column}"
            if NOT_WORDS.search(name) or NOT_WORDS.search(column):
                continue
            value = f'"{column}" || :canary'
            where = f"\"{column}\" <> ''"
            if kind == "jsonb":  # a Localized, or the labels of own fields
                value = (
                    f'regexp_replace("{column}"::text, \'(: ")([^"]*)"\', '
                    "'\\1\\2' || :json || '\"', 'g')::jsonb"
                )
                where = (
                    f"jsonb_typeof(\"{column}\") = 'object' "
                    f"AND (\"{column}\" ? 'fr' OR \"{column}\" ? 'body')"
                )
            point = await c.begin_nested()
            try:
                changed = await c.execute(
                    text(f'UPDATE "{table}" SET "{column}" = {value} WHERE {where}'),
                    {"canary": CANARY, "json": CANARY.replace('"', '\\\\"')},
                )
                await point.commit()
            except Exception:  # a choice or a length that the database itself checks
                await point.rollback()
            else:
                if changed.rowcount:
                    done.append(name)
    return done


class Reader(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.seen = 0  # times the canary is there as text, as it should be
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        if tag.startswith("canary") or (tag == "img" and dict(attrs).get("src") == "x"):
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or not re.fullmatch(r"[a-z][a-z0-9:_.-]*", name):
                self.wrong.append(f"{tag} {name}")
            if (value or "").strip().lower().startswith("javascript:"):
                self.wrong.append(f"{tag} {name}={value}")
            if "canary" in (value or ""):
                self.seen += 1

    def handle_data(self, data):
        if "canary" in data:
            self.seen += 1
            if self.inside in ("script", "style"):
                self.wrong.append(f"<{self.inside}> {data[:60]}")


def address(app, route: Route, place, codes: dict[str, str]) -> str | None:
    parts = route.path.strip("/").split("/")
    kind = {"comments": "comment", "jobs": "job", "statements": "statement"}.get(parts[0]) or (
        "hidden" if parts[-1] in ("decision", "moderation") and parts[0] == "subjects"
        else "job" if "jobs" in parts else "draft" if "draft" in parts
        else "sheet" if "receipts" in parts else "idea"
    )  # fmt: skip
    known = {
        "project": place.project.slug, "administration": place.administration.slug,
        "slug": "terms" if parts[0] == "pages" else place.administration.slug,
        "theme": place.theme.key, "box": place.component.slug, "question": "cost",
        "table": "contributions", "code": codes[kind],
        "contribution": codes["idea"], "format": "csv", "what": "contributions",
        "number": "1", "statements": "views", "statement": codes["statement"],
        **{name: codes[name] for name in ("document", "person", "phase", "pile")},
    }  # fmt: skip
    if not set(route.param_convertors) <= known.keys():
        return None  # a topic, an import: their own tests show what is written there
    needed = {name: known[name] for name in route.param_convertors}
    return app.state.addresses.path(route.name, locale="fr", **needed)


async def test_no_text_becomes_markup(app, clients, db, owner, place, codes, citizen, manager):
    administrator = await factories.make_actor(db, "Anne A.", administrator=place.administration.id)
    columns = await release(owner)
    assert {"person.name", "idea.title", "idea.body", "idea.body_html", "comment.body_html",
            "theme.name", "project.title", "phase.title", "document.title", "attachment.alt",
            "administration.name", "report.text", "appeal.text", "appeal.reason",
            "moderation_message.text", "correction.before", "accessibility_statement.limits",
            "accessibility_statement.complaints", "statement.body", "statement_box.question"} <= set(columns)  # fmt: skip
    app.state.kept_pages.clear()

    wrong, seen, read = [], 0, 0
    for route in slices.routes(demo=True):
        if not isinstance(route, Route) or "GET" not in (route.methods or ()):
            continue
        path = address(app, route, place, codes)
        for actor in (None, citizen, manager, administrator) if path else ():
            answer = await clients(actor).get(path)
            assert answer.status_code < 500, f"{route.name}: {answer.status_code}"
            if answer.headers.get("content-type", "").startswith("text/html"):
                page = Reader(answer.text)
                wrong += [f"{route.name}: {one}" for one in page.wrong]
                seen, read = seen + page.seen, read + 1
                assert "{{7*7}}" in answer.text or "canary" not in answer.text, route.name

    assert not wrong
    assert read > 150
    assert seen > 500


async def test_no_text_becomes_markup_in_a_mail(
    app, clients, db, owner, sessions, place, codes, citizen, manager
):
    await release(owner)

    answered = await clients(manager, follow=False).post(
        f"/fr/subjects/{codes['idea']}/answer",
        data={"status": "declined", "text-fr": f"Non. {CANARY}"},
    )
    assert answered.status_code == 303
    await events.deliver(sessions)
    await gathering.gather(sessions)
    await mail.send_due(sessions, app.state.settings)

    mails = (await db.exec(select(Mail))).all()
    assert mails
    for one in mails:
        read = Reader(one.html)
        assert not read.wrong
        assert read.seen
        assert "\n" not in one.subject


def test_the_reader_itself_sees_what_is_wrong():
    assert Reader("<p><canary-tag></p>").wrong
    assert Reader("<p onclick=x>").wrong
    assert Reader("<a href=' JavaScript:x'>").wrong
    assert Reader("<script>canary()</script>").wrong
    assert not Reader("<p>&lt;canary-tag onclick=x&gt;</p>").wrong
