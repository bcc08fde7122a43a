"""Cookies, origins, policies."""

import pytest
from starlette.datastructures import Headers
from starlette.responses import Response

from participe.core.security import Links, SessionCookie, is_same_origin
from participe.core.settings import Settings


@pytest.mark.parametrize(
    ("public_url", "expected"),
    [
        ("https://commune.example", "__Host-session=key; HttpOnly; Path=/; SameSite=lax; Secure"),
        ("http://localhost:8000", "session=key; HttpOnly; Path=/; SameSite=lax"),
    ],
)
def test_the_cookie_is_as_strict_as_the_address_allows(public_url, expected):
    response = Response()

    SessionCookie(public_url).put(response, "key")

    assert response.headers["set-cookie"] == expected


SAME, OTHER = "http://test", "http://evil.example"
# Sec-Fetch-Site, Origin: may a change be asked so?
CASES = [
    ("same-origin", SAME, True),
    ("same-origin", None, True),
    ("none", None, True),
    ("same-site", SAME, False),
    ("cross-site", OTHER, False),
    ("cross-site", SAME, False),
    ("cross-site", None, False),
    (None, SAME, True),
    (None, OTHER, False),
    (None, "null", False),
    (None, None, True),  # a program, which carries no visitor's cookie
]


@pytest.mark.parametrize(("site", "origin", "allowed"), CASES)
def test_where_a_change_may_be_asked_from(site, origin, allowed):
    headers = {"host": "test"}
    if site:
        headers["sec-fetch-site"] = site
    if origin:
        headers["origin"] = origin

    assert is_same_origin(Headers(headers)) is allowed


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("kind", ["urlencoded", "multipart", "json"])
@pytest.mark.parametrize(("site", "origin", "allowed"), CASES)
async def test_no_other_site_changes_anything(clients, method, kind, site, origin, allowed):
    headers = {"sec-fetch-site": site} if site else {}
    headers |= {"origin": origin} if origin else {}
    sent = {
        "urlencoded": {"data": {"email": "x"}},
        "multipart": {"data": {"email": "x"}, "files": {"f": ("a.txt", b"a")}},
        "json": {"json": {"email": "x"}},
    }[kind]

    answer = await clients().request(method, "/fr/sign-in", headers=headers, **sent)

    assert (answer.status_code == 403) is not allowed
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_getting_a_page_is_never_a_change(clients, db, place, citizen):
    from tests.factories import code_of, make_idea

    code = await code_of(db, await make_idea(db, place))

    answer = await clients(citizen).get(f"/fr/subjects/{code}/support")

    assert answer.status_code in (404, 405)


async def test_every_answer_carries_its_policy_and_no_two_a_nonce(clients, place):
    addresses = ["/fr/", "/fr/nowhere", "/healthz", "/robots.txt", "/fr/projects/parks"]
    answers = [await clients().get(address) for address in addresses * 2]

    policies = [answer.headers["content-security-policy"] for answer in answers]
    assert len(set(policies)) == len(policies)
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "'unsafe-inline'" not in answer.headers["content-security-policy"]


def test_a_link_made_for_one_purpose_is_refused_for_another():
    links = Links(Settings(secret_key="a secret of the tests, long enough"))
    token = links.sign("unsubscribe", {"person": 1})

    assert links.read("unsubscribe", token, 60) == {"person": 1}
    assert links.read("export", token, 60) is None
    assert links.read("unsubscribe", token + "x", 60) is None
    other = Links(Settings(secret_key="another secret of the tests, longer"))
    assert other.read("unsubscribe", token, 60) is None


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", "javascript:x"],
)
async def test_signing_in_leads_nowhere_else(clients, db, path):
    from participe.core.web import own_path

    assert own_path(path) == "/"
