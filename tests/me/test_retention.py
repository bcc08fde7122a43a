"""What is kept no longer goes at night, and not a day sooner."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from participe import slices
from participe.contact.models import Enquiry, Matter
from participe.core import clock, personal
from participe.core.db import new_code, sql
from participe.core.events import OutboxEntry
from participe.core.jobs import Job, JobState, Work
from participe.core.mail import Mail
from participe.core.security_log import SecurityNote
from participe.ideas.models import ImportBatch
from participe.me import retention
from participe.me.models import PersonalCopy
from participe.moderation.models import (
    Action,
    Appeal,
    Decision,
    ModerationMessage,
    Outcome,
    Report,
    Why,
)
from participe.paper.models import BatchState, PaperBatch, PaperCode, PaperSheet
from participe.paper.models import Outcome as SheetOutcome
from participe.people.models import Invitation, Kind, Mailbox, Person, Session, SignInRequest
from participe.subjects.models import Channel, Correction
from tests import factories

slices.load()
PERIODS = {
    period.name: (holding.table, period) for holding in personal.holdings()
    for period in holding.periods
}  # fmt: skip
ELSEWHERE = {"notices"}  # tried beside the mails


@pytest.fixture
async def make(db, place, citizen, other_citizen, moderator):
    """One row of each kind, as old as the time at which it was made."""

    async def make(name: str) -> None:
        at, code = clock.now(), new_code()
        address = f"{code}@example.org"
        common = {"created_at": at}
        if name == "drafts":
            await factories.make_idea(db, place, author=citizen, state="draft", created_at=at)
        elif name in ("reports", "moderation"):
            idea = await factories.make_idea(db, place, author=other_citizen)
            db.add(
                Report(subject_id=idea.id, person_id=citizen.id, why=Why.SPAM, **common)
                if name == "reports"
                else Decision(
                    subject_id=idea.id, action=Action.KEEP, text="Lu.", by_id=moderator.id, **common
                )
            )
        elif name in ("appeals", "corrections", "moderation_messages"):
            idea = await factories.make_idea(db, place, author=other_citizen)
            own = {"subject_id": idea.id, "person_id": citizen.id} | common
            hidden = Decision(
                subject_id=idea.id, action=Action.HIDE, why=Why.SPAM, by_id=moderator.id
            )
            db.add(hidden)
            await db.flush()
            db.add(
                Appeal(
                    decision_id=hidden.id, text="Non.", outcome=Outcome.MOOT, decided_at=at, **own
                )
                if name == "appeals"
                else Correction(before="Avant.", handled_at=at, **own)
                if name == "corrections"
                else ModerationMessage(text="Pourquoi ?", is_by_author=True, **own)
            )
        elif name.startswith("paper_") and name != "paper_codes":
            pile = PaperBatch(
                administration_id=place.administration.id, project_id=place.project.id,
                component_id=place.component.id, name="Marché", channel=Channel.PAPER, announced=1,
                state=BatchState.PUBLISHED,
            )  # fmt: skip
            db.add(pile)
            await db.flush()
            held = (
                {"scan_key": "a/b", "scan_kind": "image/png"} if name == "paper_scans"
                else {"answers": {"body": "Trop tard."}, "outcome": SheetOutcome.LATE}
            )  # fmt: skip
            db.add(
                PaperSheet(
                    administration_id=place.administration.id, batch_id=pile.id, number=1,
                    received_on=at.date(), **held, **common,
                )
            )  # fmt: skip
        elif name in ("unconfirmed", "inactive"):
            person = Person(name="Partie", lang="fr", signed_in_at=at,
                            welcomed_at=at if name == "inactive" else None, **common)  # fmt: skip
            db.add(person)
            await db.flush()
            db.add(Mailbox(person_id=person.id, address=address, key=address))
        else:
            db.add({
                "mails": lambda: Mail(kind="x", address=address, lang="fr", subject="", text="",
                                      html="", due_at=at, sent_at=at, **common),
                "security_log": lambda: SecurityNote(kind="refused", **common),
                "jobs": lambda: Job(name="ideas.import", state=JobState.DONE, ended_at=at),
                "outbox": lambda: OutboxEntry(handler="x", payload={}, attempts=8, **common),
                "sessions": lambda: Session(person_id=citizen.id, key_hash=code.encode(),
                                            ends_at=at),
                "links": lambda: SignInRequest(address=address, key=address, lang="fr",
                                               browser_hash=b"", code_hash=b"", ends_at=at,
                                               link_hash=code.encode()),
                "invitations": lambda: Invitation(address=address, key=address, role="reader",
                                                  administration_id=place.administration.id,
                                                  token_hash=code.encode(), ends_at=at),
                "imports": lambda: ImportBatch(administration_id=place.administration.id,
                                               project_id=place.project.id, file_name="a.csv",
                                               component_id=place.component.id, **common),
                "enquiries": lambda: Enquiry(matter=Matter.QUESTION, address=address, lang="fr",
                                             text="?", due_on=at.date(), answered_at=at),
                "paper_codes": lambda: PaperCode(code=code, component_id=place.component.id,
                                                 administration_id=place.administration.id,
                                                 printed_at=at),
                "copies": lambda: PersonalCopy(person_id=citizen.id, **common),
            }[name]())  # fmt: skip
        await db.commit()

    return make


@pytest.fixture
def night(sessions, settings, db):
    async def told(stage: str, share: float) -> None:
        pass

    async def run(changed: dict[str, int] | None = None) -> dict[str, int]:
        work = Work(
            sessions,
            settings.model_copy(update={"retention_days": changed or {}}),
            Job(name=retention.RETAIN),
        )
        work.report = told  # type: ignore[method-assign]
        return await retention.retain(work)

    return run


@pytest.mark.parametrize("name", sorted(set(PERIODS) - ELSEWHERE - {"inactive"}))
async def test_each_thing_goes_when_its_time_has_come_and_not_before(name, db, make, night):
    _, period = PERIODS[name]
    start = clock.now()
    with clock.stopped_at(start):
        await make(name)
    nearly = start + timedelta(days=period.days) - timedelta(minutes=1)

    with clock.stopped_at(nearly):
        assert (await night())[name] == 0
    with clock.stopped_at(nearly + timedelta(minutes=2)):
        assert (await retention.due(db, {}))[name] == 1
        assert (await night())[name] == 1
        assert (await night())[name] == 0


async def test_an_operator_may_keep_things_for_less_long(make, night):
    start = clock.now()
    with clock.stopped_at(start):
        await make("drafts")
    with clock.stopped_at(start + timedelta(days=11)):
        assert (await night({"drafts": 10}))["drafts"] == 1


async def test_an_account_that_nobody_uses_goes_after_two_mails_and_its_texts_stay(
    db, place, make, night, work_off
):
    start = clock.now()
    await make("inactive")
    person = (await db.exec(select(Person).where(Person.name == "Partie"))).one()
    idea = await factories.make_idea(db, place, body="Un texte qui reste là.")
    await sql(db, text("UPDATE subject SET author_id = :me WHERE id = :id"),
              {"me": person.id, "id": idea.id})  # fmt: skip
    await db.commit()

    mine = text("SELECT kind, warnings FROM person WHERE id = :me")
    seen = []
    for day in range(640, 760, 5):
        with clock.stopped_at(start + timedelta(days=day)):
            await night()
            now = tuple((await sql(db, mine, {"me": person.id})).one())
            if not seen or seen[-1][1] != now:
                seen.append((day, now))
    await work_off()

    assert seen == [
        (640, ("account", 0)), (670, ("account", 1)), (700, ("account", 2)), (735, ("gone", 2)),
    ]  # fmt: skip
    kinds = (await db.exec(select(Person.kind).where(Person.id == person.id))).first()
    assert kinds is None
    row = await sql(db, text("SELECT author_id FROM subject WHERE id = :id"), {"id": idea.id})
    assert row.scalar_one() is None


async def test_whoever_signs_in_after_a_warning_stays(db, make, night):
    from participe.people import services as people

    start = clock.now()
    await make("inactive")
    person = (await db.exec(select(Person).where(Person.name == "Partie"))).one()
    for day in (670, 700):
        with clock.stopped_at(start + timedelta(days=day)):
            await night()
    with clock.stopped_at(start + timedelta(days=710)):
        await db.refresh(person)
        assert person.warnings == 2
        await people.sign_in(db, person, clock.now())
        await db.commit()
    with clock.stopped_at(start + timedelta(days=740)):
        await night()

    await db.refresh(person)
    assert (person.kind, person.warnings) == (Kind.ACCOUNT, 0)


async def test_officials_and_people_of_today_are_left_alone(db, manager, citizen, night):
    with clock.stopped_at(clock.now() + timedelta(days=760)):
        done = await night()

    assert (done["inactive"], done["unconfirmed"]) == (0, 0)


async def test_a_leaving_that_failed_is_finished_the_next_night(db, citizen, night, work_off):
    from participe.me import leaving

    async with db.info["sessions"].begin() as own:
        job = await leaving.close(own, citizen.viewer, removes=True)
    await sql(db, text("UPDATE job SET state = 'failed' WHERE id = :id"), {"id": job.id})
    await db.commit()

    await night()
    await work_off()

    assert (await db.exec(select(Person).where(Person.id == citizen.id))).first() is None
