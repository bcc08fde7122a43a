"""Double coding with its agreement, and the codebook that people sign."""

import pytest
from sqlmodel import select

from participe.core.audit import AuditEntry
from participe.insights.agreement import agreement
from participe.insights.models import TopicItem
from participe.subjects.models import Subject
from tests.factories import make_actor
from tests.insights.material import analysed
from tests.insights.test_correcting import topics_of

OFFICIAL = "/en/manage/commune-parks/projects/parks/topics"


def pairs_of(table: list[list[int]]) -> tuple[list[int], list[int]]:
    """Two codings of which the first has the rows and the second the columns."""
    first, second = [], []
    for row, cells in enumerate(table):
        for column, number in enumerate(cells):
            first += [row] * number
            second += [column] * number
    return first, second


def test_kappa_is_that_of_a_published_example():
    """Cohen (1960): 200 cases in three categories, kappa 0.492."""
    first, second = pairs_of([[88, 14, 18], [10, 40, 10], [2, 6, 12]])

    found = agreement(first, second)

    assert (found.number, found.same) == (200, 140)
    assert found.kappa == pytest.approx(0.492, abs=0.0005)
    assert str(found.words) == "Moderate"


@pytest.mark.parametrize(
    ("first", "second", "kappa", "words"),
    [
        ([1, 2, 1, 2], [1, 2, 1, 2], 1.0, "Almost perfect"),
        ([1, 2, 1, 2], [2, 1, 2, 1], -1.0, "Poor: no better than chance"),
        ([1, 1, 2, 2], [1, 2, 1, 2], 0.0, "Slight"),
        ([1, 1], [1, 1], None, "It cannot be told: both used one topic only"),
        ([], [], None, "It cannot be told: both used one topic only"),
    ],
)
def test_kappa_at_its_edges(first, second, kappa, words):
    found = agreement(first, second)

    assert found.kappa == kappa
    assert str(found.words) == words


async def drawn(db, run) -> list[str]:
    found = (
        select(Subject.code)
        .join(TopicItem, TopicItem.subject_id == Subject.id)
        .where(TopicItem.run_id == run.id, TopicItem.sample.is_not(None))
        .order_by(TopicItem.sample)
    )
    return list((await db.exec(found)).all())


async def test_two_officials_code_apart_and_then_see_how_they_agree(
    clients, db, place, ideas, manager
):
    run = await analysed(db, place, manager)
    thomas = await make_actor(db, "Thomas W.", manager=place.administration.id)
    first, second, *_ = await topics_of(db, run)
    path = f"{OFFICIAL}/runs/{run.code}/coding"
    codes = await drawn(db, run)
    assert len(codes) == 30

    for at, code in enumerate(codes):
        topic = first.code if at % 2 else second.code
        await clients(manager).post(path, data={"code": code, "topic": topic})
    alone = (await clients(manager).get(path)).text
    assert "When a colleague has done so too" in alone
    for at, code in enumerate(codes):
        topic = "none" if at < 3 else first.code if at % 2 else second.code
        before = (await clients(thomas).get(path)).text
        assert "Cohen’s kappa" not in before and "Claire M." not in before
        await clients(thomas).post(path, data={"code": code, "topic": topic})

    page = (await clients(thomas).get(path)).text
    assert "Claire M., Thomas W." in page
    assert "0.82" in page and "Almost perfect" in page
    assert "3 contributions on which you differ" in page


async def test_only_what_was_drawn_is_coded_and_a_choice_is_needed(
    clients, db, place, ideas, manager
):
    run = await analysed(db, place, manager)
    path = f"{OFFICIAL}/runs/{run.code}/coding"
    codes = await drawn(db, run)
    others = select(Subject.code).where(Subject.code.not_in(codes))
    other = (await db.exec(others)).first()

    assert (
        await clients(manager).post(path, data={"code": other, "topic": "none"})
    ).status_code == 404
    answer = await clients(manager).post(path, data={"code": codes[0]})
    assert answer.status_code == 422
    assert "Choose a topic, or say that it belongs to none." in answer.text


async def test_a_codebook_is_signed_and_a_change_makes_a_new_version(
    clients, db, place, ideas, manager
):
    run = await analysed(db, place, manager)
    thomas = await make_actor(db, "Thomas W.", manager=place.administration.id)
    topic = (await topics_of(db, run))[0]
    path = f"{OFFICIAL}/runs/{run.code}/codebook"
    await clients(manager).post(
        f"{OFFICIAL}/{topic.code}/define", data={"definition": "Tout ce qui roule.", "version": "1"}
    )

    for actor in (manager, thomas):
        signed = await clients(actor).post(path, data={"number": "1"})
    assert "Tout ce qui roule." in signed.text
    assert "Claire M. (" in signed.text and "Thomas W. (" in signed.text

    await clients(manager).post(
        f"{OFFICIAL}/{topic.code}/rename", data={"label": "Rouler", "version": "2"}
    )
    changed = (await clients(manager).get(path)).text
    assert "were changed since version 1 was signed" in changed
    stale = await clients(manager).post(path, data={"number": "1"})
    assert stale.status_code == 409
    new = await clients(manager).post(path, data={"number": "2"})
    assert "Version 2" in new.text and "Version 1" in new.text
    noted = (await db.exec(select(AuditEntry.action).order_by(AuditEntry.number))).all()
    assert noted == [
        "analysis.define", "analysis.sign_codebook", "analysis.sign_codebook", "analysis.rename",
        "analysis.sign_codebook",
    ]  # fmt: skip


async def test_two_runs_stand_side_by_side_with_what_they_share(clients, db, place, ideas, manager):
    first = await analysed(db, place, manager)
    topic = (await topics_of(db, first))[0]
    second = await analysed(db, place, manager)

    same = (await clients(manager).get(f"{OFFICIAL}/runs/{second.code}/compare/{first.code}")).text
    assert "36 of 36 contributions in topics that answer to each other" in same
    assert same.count("100%") >= 3
    assert f"{OFFICIAL}/{topic.code}" in same
    listed = (await clients(manager).get(OFFICIAL)).text
    assert f"runs/{second.code}/compare/{first.code}" in listed
