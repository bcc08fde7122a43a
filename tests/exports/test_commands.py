"""participe analyse and participe export, as people type them."""

import asyncio
import json
import os
import sys

import pytest


async def participe(*arguments: str, **env: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "participe", *arguments, env=os.environ | env,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.fixture
def env(database, settings) -> dict[str, str]:
    return {
        "DATABASE_URL": database.url, "PARTICIPE_HOME": str(settings.home),
        "PUBLIC_URL": "https://participe.example",
    }  # fmt: skip


async def test_the_two_commands_give_the_published_topics_again(everything, env, tmp_path):
    code, said, _ = await participe(
        "export", "--project", "parks", "-o", str(tmp_path / "x"), **env
    )
    assert code == 0 and "contributions.csv" in said

    code, out, told = await participe(
        "analyse", str(tmp_path / "x" / "analysis-ideas.csv"), "-o", str(tmp_path / "again.json")
    )

    assert (code, out) == (0, "")
    assert "37 received, 37 read, 0 excluded" in told
    again, report = tmp_path / "again.json", tmp_path / "x" / "report-ideas.json"
    assert again.read_bytes() == report.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--project", "nowhere", "-o", "{tmp}/x"], 1, "There is no public project 'nowhere'"),
        (["--project", "parks", "-o", "{tmp}"], 1, "holds other files"),
        (["--project", "parks", "-o", "{tmp}/a/b"], 1, "does not exist. Make it first"),
        (["--project", "parks", "-o", "{tmp}/x", "--lang", "la"], 2, "--lang must be one of"),
        (["-o", "{tmp}/x"], 2, "--project"),
    ],
)
async def test_a_mistake_in_an_export_is_told_plainly(place, env, tmp_path, arguments, code, words):
    (tmp_path / "notes.txt").write_text("mine")
    given = [one.format(tmp=tmp_path) for one in arguments]

    result, _, told = await participe("export", *given, **env)

    assert result == code
    assert words in " ".join(told.split())
    assert "Traceback" not in told
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


async def test_the_export_speaks_the_language_asked_for(place, env, tmp_path):
    await participe(
        "export", "--project", "parks", "-o", str(tmp_path / "x"), "--lang", "en", **env
    )

    assert "# Data dictionary of the open data" in (tmp_path / "x/data-dictionary.md").read_text()


CSV = "id,words,kind\n" + "".join(
    f"{n},{text},{'idea' if n % 2 else 'comment'}\n"
    for n, text in enumerate(["des pistes cyclables larges", "planter des arbres fruitiers"] * 10)
)


async def test_any_file_can_be_analysed_to_stdout(tmp_path):
    (tmp_path / "f.csv").write_text(CSV)

    code, out, told = await participe(
        "analyse", str(tmp_path / "f.csv"), "--text", "words", "--topics", "1", "--seed", "3",
        "--only", "kind=idea",
    )  # fmt: skip

    assert code == 0, told
    report = json.loads(out)
    assert (report["received"], report["method"]["seed"]) == (10, 3)
    assert report["method"]["options"]["topics"] == 1
    assert "10 received" in told


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["f.csv"], 1, "--text"),
        (["nowhere.csv"], 1, "cannot be read"),
        (["f.csv", "--text", "words", "--only", "kind"], 2, "--only must be COLUMN=VALUE"),
        (["f.csv", "--text", "words", "--only", "none=1"], 1, "no column 'none'"),
        (["f.csv", "--text", "words", "--topics", "many"], 2, "--topics"),
        (["f.csv", "--text", "words", "-o", "no/where.json"], 1, "does not exist"),
    ],
)
async def test_a_mistake_in_an_analysis_is_told_plainly(tmp_path, arguments, code, words):
    (tmp_path / "f.csv").write_text(CSV)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "participe", "analyse", *arguments, cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()

    assert process.returncode == code
    assert words in " ".join(err.decode().split())
    assert out == b"" and b"Traceback" not in err
