"""What is said of personal data is what is done: page and register come from one declaration."""

import pytest
from markupsafe import escape
from typer.testing import CliRunner

from participe import slices
from participe.cli import app as command
from participe.core import personal, register
from participe.core.i18n import LANGUAGES, speaking

slices.load()
HOLDINGS = personal.holdings()


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_privacy_page_tells_all_that_is_held_and_how_long(clients, lang):
    page = await clients().get(f"/{lang}/pages/privacy")

    with speaking(lang):
        for entry in register.entries({}):
            for words in (entry.title, entry.purpose, entry.kept, entry.ground, *entry.periods):
                assert str(escape(str(words))) in page.text, entry.table
    assert "%(" not in page.text and "{contact" not in page.text


async def test_the_address_that_people_guess_leads_there(clients):
    guessed = await clients(follow=False).get("/fr/privacy")

    assert (guessed.status_code, guessed.headers["location"]) == (308, "/fr/pages/privacy")


def test_a_period_that_the_operator_changed_is_said_as_it_is():
    with speaking("en"):
        usual = {e.table: e.periods for e in register.entries({})}
        changed = {e.table: e.periods for e in register.entries({"drafts": 90})}

    assert any("1 year" in said for said in usual["subject"])
    assert any("90 days" in said for said in changed["subject"])
    assert {t: p for t, p in usual.items() if t != "subject"} == {
        t: p for t, p in changed.items() if t != "subject"
    }


def test_the_machinery_is_in_the_register_and_not_on_the_page():
    shown = {entry.table for entry in register.entries({})}
    all_ = {entry.table for entry in register.entries({}, internal=True)}

    assert all_ == {holding.table for holding in HOLDINGS}
    assert shown == {holding.table for holding in HOLDINGS if not holding.internal}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_command_prints_the_register(lang):
    said = CliRunner().invoke(command, ["check", "--register", "--lang", lang])

    assert said.exit_code == 0
    assert said.output.startswith("# ") and said.output.count("\n## ") == len(HOLDINGS)
    for holding in HOLDINGS:
        assert f"`{holding.table}`" in said.output
        for column in (*holding.words, *holding.points):
            assert f"`{column}`" in said.output
    assert "%(" not in said.output


def test_an_unknown_language_of_the_register_is_refused_in_words():
    said = CliRunner().invoke(command, ["check", "--register", "--lang", "xx"])

    assert said.exit_code == 2 and "fr, de, nl, en" in said.output
