"""`participe import ideas` as an operator types it."""

import asyncio
import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from participe.cli import ground
from participe.core.db import sql


@pytest.fixture
def command(database, place, tmp_path):
    async def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"DATABASE_URL": database.url, "PARTICIPE_HOME": str(tmp_path)}
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "participe", "import", *arguments],
            env=environment | env, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return run


async def test_it_prints_what_became_of_each_row(command, file, db):
    path = str(file("id;Titel;Text;Thema\n1;Bäume;Mehr Bäume bitte;Natur\n2;;;\n"))
    asked = ("ideas", path, "--project", "parks", "--json")

    first, second = await command(*asked), await command(*asked)

    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == {
        "read": 2, "imported": 1, "already": 0,
        "refused": [{"row": 3, "reason": "This row has no text."}],
    }  # fmt: skip
    assert (json.loads(second.stdout)["imported"], json.loads(second.stdout)["already"]) == (0, 1)
    assert "title from 'Titel'" in first.stderr
    named = "SELECT s.source, t.name->>'fr' FROM subject s JOIN idea i ON i.id = s.id " \
            "JOIN theme t ON t.id = i.theme_id"  # fmt: skip
    assert [tuple(row) for row in await sql(db, text(named))] == [("survey", "Natur")]


async def test_a_dry_run_names_the_themes_and_stores_nothing(command, file, db):
    path = str(file("id,text,label\n1,Bonjour,Eau\n"))

    done = await command("ideas", path, "--project", "parks", "--map", "label=theme", "--dry-run")

    assert done.returncode == 0
    assert "Eau" in done.stdout and "Would be imported: 1" in done.stdout
    assert (await sql(db, text("SELECT count(*) FROM import_batch"))).scalar() == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--project", "parks", "--map", "nowhere=theme"), 2, "label"),
        (("--project", "parks", "--map", "label=colour"), 2, "inherited_supports"),
        (("--project", "parks", "--map", "label"), 2, "COLUMN=FIELD"),
        (("--project", "parks", "--change", "label"), 2, "s/"),
        (("--project", "gone"), 2, "parks"),
        (("--project", "parks", "--box", "gone"), 2, "ideas"),
    ],
)
async def test_mistakes_end_with_2_and_a_sentence(command, file, arguments, code, said):
    done = await command("ideas", str(file("id,text,label\n1,Bonjour,Eau\n")), *arguments)

    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr and "Traceback" not in done.stderr


async def test_a_file_that_is_no_table_ends_with_1(command, file):
    done = await command("ideas", str(file(b"%PDF-1.4 x", "a.csv")), "--project", "parks")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr


async def test_opinions_and_arguments_come_out_of_one_column(command, file, db):
    path = file("id,text,kind,extra\no1,Une opinion,opinion,ok=25\na1,Pour,arg:1,type=1\n"
                "a2,Contre,arg:1,type=0\n")  # fmt: skip

    done = await command(
        "ideas", str(path), "--project", "parks", "--map", "kind=parent", "--map", "extra=stance",
        "--change", "parent=s/^opinion$//", "--change", "parent=s/^arg:/o/",
        "--change", "stance=s/^type=1$/pro/", "--change", "stance=s/^type=0$/contra/",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    found = await sql(db, text("SELECT c.stance, c.body FROM comment c ORDER BY c.body"))
    assert [tuple(row) for row in found] == [("contra", "Contre"), ("pro", "Pour")]


async def test_an_import_is_listed_and_taken_back(command, file, db):
    await command("ideas", str(file("id,text\n1,Bonjour\n")), "--project", "parks")
    [(code,)] = (await sql(db, text("SELECT code FROM import_batch"))).all()
    await db.commit()  # PostgreSQL ends a transaction that waits for a slow machine

    listed, undone = await command("list"), await command("undo", code)

    assert code in listed.stdout
    assert undone.stdout.startswith("Deleted: 1.")
    assert (await sql(db, text("SELECT count(*) FROM subject"))).scalar() == 0
    assert (await command("undo", "aaaaaaaaaa")).returncode == 2


async def test_without_any_platform_it_says_so(command, file, tmp_path):
    done = await command(
        "ideas", str(file("id,text\n1,a\n")), "--project", "x",
        DATABASE_URL="", PARTICIPE_HOME=str(tmp_path / "none"),
    )  # fmt: skip

    assert done.returncode == 1
    assert "make demo" in done.stderr


@pytest.mark.parametrize(
    ("folders", "running", "chosen"),
    [
        (["demo/postgres"], "", "demo"),
        (["postgres"], "", ""),
        (["postgres", "demo/postgres"], "", ""),
        (["postgres", "demo/postgres"], "demo/postgres", "demo"),
        (["postgres", "demo/postgres"], "postgres", ""),
    ],
)
def test_commands_work_on_the_platform_that_is_here(
    tmp_path, monkeypatch, capsys, folders, running, chosen
):
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)
    if running:
        (tmp_path / running / "postmaster.pid").write_text(f"{os.getpid()}\n")
    monkeypatch.setenv("PARTICIPE_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    settings = ground.platform_settings()

    assert settings.home == tmp_path / chosen
    assert not chosen or str(tmp_path / "demo") in capsys.readouterr().err
