"""What the law and fairness ask every site to say, in four languages."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from participe.core import clock
from participe.core.settings import Settings
from participe.moderation.models import Why
from participe.pages import texts

LANGUAGES = ("fr", "de", "nl", "en")
LAW = ("terms", "house-rules", "legal", "security")
FOURTEEN = {"fr": "quatorze jours", "de": "vierzehn Tage", "nl": "veertien dagen",
            "en": "fourteen days"}  # fmt: skip


@pytest.mark.parametrize("slug", LAW)
@pytest.mark.parametrize("code", LANGUAGES)
async def test_a_page_of_the_law_is_whole_in_each_language(clients, settings, slug, code):
    page = (await clients().get(f"/{code}/pages/{slug}")).text

    assert texts.page_text(slug, settings).title[code] in page
    assert not re.search(r"\{\w+\}", page), "a placeholder is left"
    assert '<div lang="' not in page, "shown in another language"


@pytest.mark.parametrize("code", LANGUAGES)
async def test_links_of_the_law_lead_somewhere_in_the_same_language(clients, code):
    for slug in (*LAW, "source", "contact"):
        page = (await clients().get(f"/{code}/pages/{slug}")).text
        main = page[page.index("<main") : page.index("</main>")]
        for path in re.findall(r'href="(/[^"]*)"', main):
            assert path.startswith((f"/{code}/", "/.well-known/")), path
            assert (await clients().get(path)).status_code == 200, path


@pytest.mark.parametrize("code", LANGUAGES)
async def test_house_rules_give_every_reason_and_the_way_to_contest(clients, settings, code):
    words = texts.page_text("house-rules", settings).body[code]

    assert len(re.findall(r"(?m)^\d+\. ", words)) == len(Why)
    assert (
        FOURTEEN[code] in words and FOURTEEN[code] in texts.page_text("terms", settings).body[code]
    )


async def test_house_rules_are_read_where_one_reports(db, clients, place, citizen):
    from tests.factories import code_of, make_idea

    code = await code_of(db, await make_idea(db, place))

    assert (
        "/en/pages/house-rules" in (await clients(citizen).get(f"/en/subjects/{code}/report")).text
    )
    assert "/en/pages/house-rules" in (await clients().get("/en/pages/terms")).text


async def test_security_txt_ends_within_a_year_and_names_the_policy(clients, settings):
    answer = await clients().get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.text.strip().splitlines())

    ends = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=30) < ends - clock.now() < timedelta(days=365)
    assert answer.headers["content-type"].startswith("text/plain")
    policy = await clients().get(fields["Policy"].removeprefix(settings.public_url))
    assert fields["Contact"].removeprefix("mailto:") in policy.text


def test_the_legal_notice_names_the_operator():
    named = Settings(operator="Commune de Tilvaux, BE 0123.456.789")
    unnamed = Settings()

    assert "BE 0123.456.789" in texts.page_text("legal", named).body["de"]
    assert "OPERATOR" in texts.page_text("legal", unnamed).body["nl"]
