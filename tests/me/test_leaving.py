"""Whoever leaves is gone: in every table, in every file. Sums and other people stay as they were."""

import contextlib

import pytest
from sqlalchemy import text
from sqlmodel import select

from participe.attachments.models import Attachment
from participe.core import audit, clock
from participe.core.db import sql
from participe.core.errors import Refused
from participe.core.mail import Mail
from participe.core.security_log import SecurityNote
from participe.follows import services as follows
from participe.ideas.models import IdeaVersion
from participe.ideas.queries.texts import texts
from participe.insights.models import AnalysisRun, Topic, TopicItem
from participe.me import leaving
from participe.moderation.models import Action, Decision, Report, Why
from participe.people import services as people
from participe.people.models import Mailbox, Role, SignInRequest
from participe.projects.models import Participation
from participe.votes import services as votes
from tests import factories
from tests.me.conftest import places_with

TALLIES = text(
    "SELECT s.id, s.support_count, count(v.*) AS votes, count(DISTINCT v.person_id) AS people, "
    "coalesce(sum(v.value), 0) AS total FROM subject s LEFT JOIN vote v ON v.subject_id = s.id "
    "WHERE s.state <> 'draft' GROUP BY s.id ORDER BY s.id"
)


async def tallies(db):
    return (await sql(db, TALLIES)).all()


@pytest.fixture
async def life(db, place, elsewhere, citizen, other_citizen, moderator, storage):
    """A citizen who did all that one can do, with code words that can be searched for."""
    person, now = citizen.person, clock.now()
    person.name = "Nadiaxqz Bertrandxqz"
    db.add(person)
    idea = await factories.make_idea(
        db, place, author=citizen, title="Un bancxqz", body="Près du tilleulxqz, pour se reposer."
    )
    idea.place, idea.fields = "rue des Lilasxqz", {"cost": "centxqz"}
    alone = await factories.make_idea(db, place, author=citizen, body="Personne ne réagitxqz ici.")
    draft = await factories.make_idea(
        db, place, author=citizen, body="Un brouillonxqz.", state="draft"
    )
    withdrawn = await factories.make_idea(
        db, place, author=citizen, body="Retiréxqz ensuite.", state="withdrawn"
    )
    theirs = await factories.make_idea(db, elsewhere, author=other_citizen, body="Resteabc là.")
    comment = await factories.make_comment(db, place, theirs, author=citizen, body="Bravoxqz.")
    await factories.make_comment(db, place, idea, author=other_citizen, body="Réponseabc.")
    key = "f" * 32
    await storage.put(key, b"an imagexqz")
    db.add_all([
        idea,
        IdeaVersion(idea_id=idea.id, number=1, title="Avantxqz", body="Ancienxqz"),
        Attachment(subject_id=idea.id, key=key, media_type="image/webp", size=11, alt="Chatxqz",
                   name="nadiaxqz.jpg"),
        Report(subject_id=theirs.id, person_id=citizen.id, why=Why.SPAM, text="Voyezxqz"),
        Decision(subject_id=alone.id, action=Action.KEEP, text="Motxqz", by_id=moderator.id),
        Participation(project_id=place.project.id, person_id=citizen.id, answers={"c": "Huyxqz"}),
        SecurityNote(kind="refused", person_id=citizen.id, path="/"),
        SignInRequest(address="NADIAxqz@example.org", key="nadiaxqz@example.org", lang="fr",
                      browser_hash=b"", code_hash=b"", link_hash=b"1", ends_at=now),
        Mail(kind="x", address="nadiaxqz@example.org", lang="fr", subject="", text="Bonjourxqz",
             html="", person_id=citizen.id),
        Mail(kind="x", address="nadiaxqz@example.org", lang="fr", subject="", text="Codexqz",
             html=""),
        Mail(kind="x", address="luc@example.org", lang="fr", subject="Nadiaxqz Bertrandxqz",
             text="Nadiaxqz Bertrandxqz vous répond", html="", sent_at=now,
             person_id=other_citizen.id),
    ])  # fmt: skip
    box = (await db.exec(select(Mailbox).where(Mailbox.person_id == citizen.id))).one()
    box.address = box.key = "nadiaxqz@example.org"
    run = AnalysisRun(
        administration_id=place.administration.id, project_id=place.project.id,
        component_id=place.component.id, received=2, read=2, shown=2, published_at=now,
    )  # fmt: skip
    db.add_all([box, run])
    await db.flush()
    topic = Topic(
        run_id=run.id,
        number=0,
        label="ici, bancxqz",
        machine_label="ici, bancxqz",
        terms=["ici", "bancxqz"],
        size=2,
    )
    db.add(topic)
    await db.flush()
    db.add_all(
        TopicItem(
            run_id=run.id, subject_id=one.id, topic_id=topic.id, position=n,
            quote="typical", quote_text=words,
        )
        for n, (one, words) in enumerate(((idea, "tilleulxqz"), (theirs, "Resteabc là, ici")))
    )  # fmt: skip
    await sql(db, text("UPDATE idea SET body = body || ' ici' WHERE id = :id"), {"id": theirs.id})
    for subject, voter in ((idea, other_citizen), (theirs, citizen), (theirs, other_citizen)):
        await votes.support(db, subject.id, voter.id)
    for follower in (citizen, other_citizen):
        await follows.follow(db, theirs.id, follower.id)
    await people.give_role(db, citizen.viewer, other_citizen.id, "reader",
                           administration_id=place.administration.id)  # fmt: skip
    await people.give_role(db, moderator.viewer, citizen.id, "juror", project_id=place.project.id)
    await db.commit()
    return {
        "idea": idea, "alone": alone, "draft": draft, "withdrawn": withdrawn, "theirs": theirs,
        "comment": comment, "topic": topic,
    }  # fmt: skip


@pytest.fixture
def storage(settings):
    from participe.core.files import make_storage

    return make_storage(settings)


def names_of(citizen) -> list[str]:
    return [str(citizen.id), citizen.person.code, "nadiaxqz", "bertrandxqz"]


@pytest.mark.parametrize("removes", [True, False])
async def test_nothing_of_a_person_is_found_after_they_left(
    db, owner, settings, citizen, life, work_off, removes
):
    words = [*names_of(citizen), "xqz"] if removes else names_of(citizen)
    await audit.chain(db.info["sessions"])
    assert len(await places_with(owner, settings.home, *words)) > 10

    async with db.info["sessions"].begin() as own:
        await leaving.close(own, citizen.viewer, removes=removes)
    await work_off()

    assert await places_with(owner, settings.home, *words) == []
    assert await audit.verify(db) == []


async def test_sums_stay_when_a_person_leaves(db, citizen, life, work_off):
    before = await tallies(db)
    await db.commit()

    async with db.info["sessions"].begin() as own:
        await leaving.close(own, citizen.viewer, removes=True)
    await work_off()

    assert await tallies(db) == before


async def test_others_keep_all_that_is_theirs(db, owner, settings, citizen, life, work_off):
    kept = ["Resteabc", "Réponseabc", "Luc D."]
    before = await places_with(owner, settings.home, *kept)

    async with db.info["sessions"].begin() as own:
        await leaving.close(own, citizen.viewer, removes=True)
    await work_off()

    assert await places_with(owner, settings.home, *kept) == before
    follow = await sql(db, text("SELECT follow_count FROM subject WHERE id = :id"),
                       {"id": life["theirs"].id})  # fmt: skip
    assert follow.scalar_one() == 1


async def test_a_sentence_stays_where_others_reacted_and_nothing_where_nobody_did(
    db, clients, citizen, life, work_off
):
    codes = {name: await factories.code_of(db, life[name]) for name in ("idea", "alone")}
    await db.commit()

    async with db.info["sessions"].begin() as own:
        await leaving.close(own, citizen.viewer, removes=True)
    await work_off()
    kept = await clients().get(f"/fr/ideas/{codes['idea']}")
    left = await clients().get(f"/fr/ideas/{codes['alone']}")

    assert kept.status_code == 200 and "Réponseabc" in kept.text
    assert leaving.REMOVED_TITLE.message in kept.text or "Texte retiré" in kept.text
    assert left.status_code == 404


async def test_texts_that_are_kept_carry_no_name(db, clients, citizen, life, work_off):
    code = await factories.code_of(db, life["idea"])
    await db.commit()

    async with db.info["sessions"].begin() as own:
        await leaving.close(own, citizen.viewer, removes=False)
    await work_off()
    kept = await clients().get(f"/fr/ideas/{code}")

    assert "tilleulxqz" in kept.text and "Nadiaxqz" not in kept.text


async def test_a_topic_loses_the_word_that_only_its_gone_author_had(db, citizen, life, work_off):
    async with db.info["sessions"].begin() as own:
        await leaving.close(own, citizen.viewer, removes=True)
    await work_off()

    found = (await sql(db, text("SELECT label, terms FROM topic"))).one()
    assert (found.label, found.terms) == ("ici", ["ici"])


async def test_a_crash_in_the_middle_is_finished_by_the_next_run(
    db, owner, settings, citizen, life, work_off
):
    async with db.info["sessions"].begin() as own:
        job = await leaving.close(own, citizen.viewer, removes=True)
    going = leaving.Going.read(job.arguments)

    class Killed(Exception):
        pass

    for moment in range(0, 60, 7):
        calls = iter(range(100))

        async def dies(stage: str, share: float, calls=calls, moment=moment) -> None:
            if next(calls) == moment:
                raise Killed

        with contextlib.suppress(Killed):
            await leaving.finish(db.info["sessions"], settings, going, dies)
    await work_off()

    assert await places_with(owner, settings.home, *names_of(citizen), "xqz") == []


async def test_who_comes_back_with_the_same_address_is_somebody_new(db, citizen, life, work_off):
    async with db.info["sessions"].begin() as own:
        await leaving.close(own, citizen.viewer, removes=True)
    again = await people.person_of_mailbox(db, clock.now(), "nadiaxqz@example.org", "fr")

    assert again.id != citizen.id and again.name == "" and again.welcomed_at is None


async def test_the_last_administrator_names_another_one_first(db, place, other_citizen):
    last = await factories.make_actor(db, "Eva", administrator=place.administration.id)

    with pytest.raises(Refused):
        async with db.info["sessions"].begin() as own:
            await leaving.close(own, last.viewer, removes=True)
    db.add(Role(person_id=other_citizen.id, name="administrator",
                administration_id=place.administration.id))  # fmt: skip
    await db.commit()

    async with db.info["sessions"].begin() as own:
        assert await leaving.close(own, last.viewer, removes=True)


async def test_a_sentence_in_the_place_of_a_text_is_not_analysed_and_takes_no_new_support(
    db, clients, place, citizen, moderator, life, work_off
):
    codes = {name: await factories.code_of(db, life[name]) for name in ("idea", "theirs")}
    async with db.info["sessions"].begin() as own:
        await leaving.close(own, citizen.viewer, removes=True)
    await work_off()

    read = [text async for batch in texts.read(db, place.component.id) for text in batch]
    refused = await clients(moderator).post(
        f"/fr/subjects/{codes['idea']}/support", data={"value": "1"}
    )

    assert {one.code: (one.left_out, one.text) for one in read}[codes["idea"]] == ("erased", "")
    assert refused.status_code == 403
