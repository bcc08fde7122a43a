"""The open data: all that is public, nothing else, exact, and enough to make the analysis again."""

import csv
import io
import json
import re
import zipfile

import pytest

from participe.analysis import analyse_file
from participe.core.errors import NotFound
from participe.core.paths import ROOT
from participe.exports import archive, dictionary, folder
from participe.exports.tables import TABLES
from participe.subjects.models import Visibility
from tests.exports.conftest import SECRET, TRICKY
from tests.factories import code_of, make_idea
from tests.insights.material import set_visibility


def rows(path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
async def written(everything, as_stranger, tmp_path):
    await folder.write(*await as_stranger(), tmp_path / "open")
    return tmp_path / "open"


async def test_the_analysis_made_again_from_the_export_is_the_published_one(everything, written):
    again = written / "again.json"

    analyse_file(written / "analysis-ideas.csv", again)  # what `participe analyse` calls

    assert again.read_bytes() == (written / "report-ideas.json").read_bytes()


async def test_ideas_sent_since_do_not_disturb_the_repetition(
    db, place, everything, as_stranger, tmp_path
):
    for _ in range(5):
        await make_idea(db, place, title="Tout autre chose", body="Une piscine chauffée en hiver.")
    await folder.write(*await as_stranger(), tmp_path / "open")

    again = tmp_path / "again.json"
    analyse_file(tmp_path / "open" / "analysis-ideas.csv", again)

    assert again.read_bytes() == (tmp_path / "open" / "report-ideas.json").read_bytes()
    assert len(rows(tmp_path / "open" / "contributions.csv")) == 42


async def test_nothing_that_is_not_public_is_in_any_file(everything, written, citizen, manager):
    forbidden = [SECRET, "Nadia B.", "Claire M.", str(citizen.id), str(manager.id), "@example.org"]
    forbidden += [str(idea.id) for idea in everything.ideas]
    for file in written.iterdir():
        text = file.read_text("utf-8")
        assert [word for word in forbidden if word in text] == [], file.name


async def test_what_is_hidden_later_leaves_every_table_and_the_report(
    db, everything, as_stranger, moderator, tmp_path
):
    gone = everything.ideas[3]
    code = await code_of(db, gone)
    await set_visibility(db, [gone.id], Visibility.HIDDEN, moderator)

    await folder.write(*await as_stranger(), tmp_path / "open")

    for file in (tmp_path / "open").iterdir():
        assert code not in file.read_text("utf-8"), file.name
    report = json.loads((tmp_path / "open" / "report-ideas.json").read_text())
    assert report["read"] == len(everything.ideas) - 1


async def test_texts_are_exact(everything, written):
    found = next(row for row in rows(written / "contributions.csv") if row["title"] == "=1+1")

    assert found["text"] == f"=1+1\n\n{TRICKY}"
    assert json.loads(found["own_answers"]) == {"cost": 12}
    raw = (written / "contributions.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.splitlines(keepends=True)[0].endswith(b"url\r\n")


async def test_tables_are_as_their_description_says(everything, written):
    package = json.loads((written / "datapackage.json").read_text())
    by_name = {one["name"]: one for one in package["resources"]}
    assert list(by_name) == [table.name for table in TABLES]
    reads = {"integer": int, "number": float, "boolean": {"true": True, "false": False}.__getitem__}
    for name, resource in by_name.items():
        found = rows(written / resource["path"])
        assert len(found) == resource["rows"], name
        assert (written / resource["path"]).stat().st_size == resource["bytes"]
        with (written / resource["path"]).open(newline="", encoding="utf-8") as file:
            assert next(csv.reader(file)) == [f["name"] for f in resource["schema"]["fields"]]
        for row in found:
            for field in resource["schema"]["fields"]:
                value, limits = row[field["name"]], field.get("constraints", {})
                assert value or not limits.get("required"), (name, field["name"])
                if value:
                    reads.get(field["type"], str)(value)
                    assert value in limits.get("enum", [value])
                if value and field["type"] == "datetime":
                    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value)
        for key in resource["schema"].get("foreignKeys", []):
            known = {r["id"] for r in rows(written / f"{key['reference']['resource']}.csv")}
            assert {row[key["fields"]] for row in found} <= known
        if key := resource["schema"].get("primaryKey"):
            assert len({tuple(row[k] for k in key) for row in found}) == len(found)


async def test_comments_answers_and_topics_are_there(everything, written):
    comments = {row["text"]: row for row in rows(written / "comments.csv")}
    assert set(comments) == {"Premier", "Réponse", "Après un caché"}
    assert comments["Réponse"]["parent"] == comments["Premier"]["id"]
    assert comments["Après un caché"]["parent"] == ""
    answers = rows(written / "answers.csv")
    assert {(row["lang"], row["status"]) for row in answers} == {
        ("fr", "accepted"), ("en", "accepted"),
    }  # fmt: skip
    topics, items = rows(written / "topics.csv"), rows(written / "topic_items.csv")
    assert len(items) == len(everything.ideas) == 37
    untold = sum(row["topic"] == "" for row in items)
    assert sum(int(row["public"]) for row in topics) == 37 - untold
    assert rows(written / "corrections.csv") == []


async def test_the_project_is_told_with_its_promise_and_its_analysis(everything, written):
    told = json.loads((written / "project.json").read_text())

    assert told["promise"]["decides"]["fr"] == "Les travaux de 2027"
    assert told["boxes"][0]["themes"] == [
        {"key": "nature", "name": {"en": "Nature", "fr": "Nature"}}
    ]
    (analysis,) = told["analyses"]
    assert (analysis["received"], analysis["read"]) == (40, 37)
    assert analysis["left_out"] == {"held": 1, "hidden": 1, "withdrawn": 1}
    assert analysis["command"] in (written / "README.md").read_text()


async def test_a_draft_has_no_open_data(app, clients, db, place, as_stranger, manager):
    place.project.published_at = None
    db.add(place.project)
    await db.commit()

    with pytest.raises(NotFound):
        await as_stranger()
    for actor in (None, manager):
        for path in ("open-data", "open-data.zip", "open-data/contributions.csv"):
            answer = await clients(actor).get(f"/fr/projects/parks/{path}")
            assert answer.status_code == 404


async def test_an_export_replaces_an_export_and_keeps_the_notes_beside_it(
    everything, written, as_stranger
):
    (written / "again.json").write_text("{}")
    (written / "report-old-box.json").write_text("{}")

    await folder.write(*await as_stranger(), written)

    assert (written / "again.json").exists()
    assert not (written / "report-old-box.json").exists()
    assert [file.name for file in written.parent.iterdir()] == ["open"]


async def test_other_folders_are_left_alone(place, as_stranger, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    (tmp_path / "file").write_text("a file")
    for wrong in ("mine", "file", "no/where"):
        with pytest.raises(folder.NotOurs):
            await folder.write(*await as_stranger(), tmp_path / wrong)
    (tmp_path / "empty").mkdir()
    await folder.write(*await as_stranger(), tmp_path / "empty")

    assert (tmp_path / "empty" / "README.md").exists()
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "mine"


async def test_an_export_that_fails_changes_nothing(everything, written, as_stranger):
    before = {file.name: file.read_bytes() for file in written.iterdir()}
    source, fetch = await as_stranger()

    async def broken(statement, values):
        if "topic_item" in str(statement) and "after" in values:
            raise OSError(28, "No space left on device")
        return await fetch(statement, values)

    with pytest.raises(OSError):
        await folder.write(source, broken, written)

    assert {file.name: file.read_bytes() for file in written.iterdir()} == before
    assert [file.name for file in written.parent.iterdir()] == ["open"]


async def test_the_archive_holds_what_the_folder_holds(clients, everything, written):
    answer = await clients().get("/fr/projects/parks/open-data.zip")

    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        assert found.testzip() is None
        names = {name.removeprefix("parks/") for name in found.namelist()}
        assert names == {file.name for file in written.iterdir()}
        for table in TABLES:
            if table.name not in ("contributions", "comments"):  # these hold the site's address
                inside = found.read(f"parks/{table.file}")
                assert inside == (written / table.file).read_bytes(), table.file


async def test_the_archive_is_sent_while_it_is_written(everything, as_stranger):
    sent = [content async for content in archive.stream(*await as_stranger())]

    assert len(sent) > 5


async def test_the_page_tells_counts_meaning_and_licence(clients, everything):
    page = (await clients().get("/en/projects/parks/open-data")).text

    assert "Creative Commons Attribution 4.0" in page
    assert "participe analyse analysis-ideas.csv" in page
    for table in TABLES:
        assert f"/en/projects/parks/open-data/{table.file}" in page
        for field in table.fields:
            assert f"<code>{field.name}</code>" in page
    assert 'data-label="Rows">37</td>' in page
    assert "/en/projects/parks/open-data" in (await clients().get("/en/projects/parks")).text


async def test_an_official_downloads_what_everybody_does(clients, db, everything, manager):
    """Rows that only staff may see are not in it, whoever asks."""
    for name in ("contributions", "comments", "topic_items"):
        path = f"/fr/projects/parks/open-data/{name}.csv"
        stranger, official = await clients().get(path), await clients(manager).get(path)
        assert official.content == stranger.content
        assert SECRET not in official.text
    assert (await clients().get("/fr/projects/parks/open-data/subject.csv")).status_code == 404


def test_the_dictionary_of_the_documents_is_that_of_the_code():
    told = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")

    assert told == dictionary.markdown(), (
        "Run: python -m participe.exports > docs/data-dictionary.md"
    )
