"""What search engines are told: every public page in four languages, nothing else."""

import re
from xml.etree import ElementTree

from tests.conftest import BASE

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


async def test_a_page_names_itself_in_each_language_by_its_whole_address(clients, place):
    page = (await clients().get(f"/de/projects/{place.project.slug}?x=1")).text

    found = dict(re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', page))
    assert found == {
        code: f"{BASE}/{code}/projects/{place.project.slug}?x=1"
        for code in ("fr", "de", "nl", "en")
    }
    assert f'<link rel="canonical" href="{BASE}/de/projects/{place.project.slug}">' in page


async def test_the_site_map_lists_what_is_public(clients, db, place, elsewhere):
    elsewhere.project.published_at = None
    db.add(elsewhere.project)
    await db.commit()

    answer = await clients().get("/sitemap.xml")

    places = [loc.text for loc in ElementTree.fromstring(answer.text).iter(f"{SITEMAP}loc")]
    assert f"{BASE}/fr/projects/{place.project.slug}" in places
    assert f"{BASE}/de/administrations/{place.administration.slug}/accessibility" in places
    assert not [one for one in places if elsewhere.project.slug in one.split("/")]
    assert not [one for one in places if "/manage" in one or "/me" in one]


async def test_robots_keep_out_of_what_is_personal(clients):
    robots = (await clients().get("/robots.txt")).text

    assert "Disallow: /*/manage" in robots
    assert f"Sitemap: {BASE}/sitemap.xml" in robots


async def test_finders_of_faults_know_whom_to_tell(clients):
    told = (await clients().get("/.well-known/security.txt")).text

    assert re.search(r"^Contact: mailto:", told, re.M)
    assert re.search(r"^Expires: 20\d\d-", told, re.M)
