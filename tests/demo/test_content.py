"""The demo content and the default site pages: format, completeness, order in time, typography.

Pure: reads the TOML files only, no database.
"""

import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "participe" / "demo" / "content"
PAGES = ROOT / "participe" / "pages" / "content" / "pages.toml"

LANGUAGES = ("fr", "de", "nl", "en")
ABILITIES = {"submit", "comment", "support"}
CHANNELS = {"web", "paper", "desk", "phone", "meeting"}
STANCES = {"pro", "contra", "neutral"}
STATUSES = {
    "under_review",
    "accepted",
    "partly",
    "in_progress",
    "done",
    "declined",
    "out_of_scope",
    "transmitted",
}
MANDATORY_PEOPLE = {
    "citizen",
    "citizen2",
    "citizen3",
    "ally",
    "official",
    "official2",
    "moderator",
    "reader",
    "official_b",
    "juror",
    "juror2",
    "admin",
}
PROJECT_KEYS = {
    "slug",
    "administration",
    "published",
    "languages",
    "title",
    "summary",
    "description",
    "contact_email",
    "promise",
    "place",
    "phase",
    "question",
    "document",
    "box",
}
BOX_KEYS = {
    "slug",
    "title",
    "question",
    "intro",
    "ask_place",
    "supports_limit",
    "title_max",
    "body_min",
    "body_max",
    "who",
    "theme",
    "field",
    "idea",
}
IDEA_KEYS = {
    "same_as",
    "key",
    "title",
    "body",
    "lang",
    "theme",
    "author",
    "channel",
    "day",
    "hour",
    "place",
    "fields",
    "supports",
    "status",
    "answer",
    "comment",
}
COMMENT_KEYS = {
    "key",
    "author",
    "text",
    "lang",
    "stance",
    "day",
    "hour",
    "official",
    "reply_to",
}


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


ADMINISTRATIONS = read(CONTENT / "administrations.toml")["administration"]
PEOPLE = {p["key"]: p for p in read(CONTENT / "people.toml")["person"]}
PROJECTS = {p.stem: read(p) for p in sorted((CONTENT / "projects").glob("*.toml"))}

projects = pytest.mark.parametrize("project", PROJECTS.values(), ids=list(PROJECTS))


def boxes() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for project in PROJECTS.values():
        for box in project.get("box", []):
            yield project, box


def ideas() -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    for project, box in boxes():
        for idea in box.get("idea", []):
            yield project, box, idea


def localized(value: Any, languages: tuple[str, ...] = LANGUAGES) -> None:
    assert isinstance(value, dict), value
    for lang in languages:
        assert value.get(lang, "").strip(), f"{lang} is missing: {value}"
    assert set(value) <= set(LANGUAGES), value


def within(project: dict[str, Any], ability: str, day: int, hour: float) -> bool:
    """Whether a phase allows it on that day; phases open at some hour of the morning."""
    return any(
        ability in phase["abilities"]
        and phase["opens"] <= day < phase["closes"]
        and (day > phase["opens"] or hour >= 9)
        for phase in project["phase"]
    )


def moment(thing: dict[str, Any]) -> tuple[int, float]:
    return thing["day"], thing["hour"]


def contrast_on_white(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_administrations() -> None:
    assert [a["kind"] for a in ADMINISTRATIONS].count("region") == 1
    assert [a["kind"] for a in ADMINISTRATIONS].count("commune") == 2
    for administration in ADMINISTRATIONS:
        for key in ("name", "about", "address"):
            localized(administration[key])
        assert administration["email"].endswith("@example.org")
        assert administration["website"].startswith("https://example.org/")
        assert administration["phone"]
        assert contrast_on_white(administration["accent"]) >= 4.5


def test_people() -> None:
    listed = read(CONTENT / "people.toml")["person"]
    assert len(PEOPLE) == len(listed) >= 65
    assert len({p["email"] for p in listed}) == len({p["name"] for p in listed}) == len(listed)
    assert set(PEOPLE) >= MANDATORY_PEOPLE
    for person in listed:
        assert set(person) <= {"key", "name", "lang", "email", "commune", "title"}
        assert person["name"]
        assert person["commune"]
        assert person["lang"] in LANGUAGES
        assert person["email"].endswith("@example.org")
        if "title" in person:
            localized(person["title"])
    for key in ("official", "official2", "official_b", "moderator", "reader", "admin"):
        assert "title" in PEOPLE[key]


def test_counts() -> None:
    found = list(ideas())
    assert len(PROJECTS) >= 6
    assert len(found) >= 90
    assert sum(len(idea.get("comment", [])) for _, _, idea in found) >= 220
    assert sum(len(project.get("box", [])) == 2 for project in PROJECTS.values()) == 1
    assert {idea["channel"] for _, _, idea in found} == CHANNELS
    assert {idea["lang"] for _, _, idea in found} == set(LANGUAGES)
    assert {idea["status"] for _, _, idea in found} == STATUSES


def test_every_kind_of_project() -> None:
    def open_for(project: dict[str, Any], ability: str) -> bool:
        return any(
            ability in p["abilities"] and p["opens"] < 0 < p["closes"] for p in project["phase"]
        )

    published = [p for p in PROJECTS.values() if p["published"]]
    assert any(open_for(p, "submit") and p["administration"] == "tilvaux" for p in published)
    assert any(open_for(p, "submit") and len(p["languages"]) == 4 for p in published)
    assert any(open_for(p, "support") and not open_for(p, "submit") for p in published)
    assert any(p["phase"][-1]["closes"] < 0 for p in published)
    assert any(all(x["opens"] > 0 for x in p["phase"] if x["abilities"]) for p in published)
    assert any(not p["published"] for p in PROJECTS.values())
    finished = [p for p in published if p["phase"][-1]["closes"] < 0]
    for project in finished:
        assert all("answer" in i for box in project["box"] for i in box["idea"])


@projects
def test_project(project: dict[str, Any]) -> None:
    assert set(project) <= PROJECT_KEYS
    assert project["slug"] in PROJECTS
    assert PROJECTS[project["slug"]] is project
    assert project["administration"] in {a["slug"] for a in ADMINISTRATIONS}
    assert isinstance(project["published"], bool)
    assert set(project["languages"]) <= set(LANGUAGES)
    assert project["languages"]
    assert project["contact_email"].endswith("@example.org")
    for key in ("title", "summary", "description"):
        localized(project[key])
    assert all(len(text) <= 200 for text in project["summary"].values())
    promise = project["promise"]
    assert isinstance(promise["by_when_day"], int)
    for key in ("decides", "by_whom", "by_when", "not_open", "feedback"):
        localized(promise[key])
    if "place" in project:
        assert {"lat", "lon", "zoom"} == set(project["place"])
    for question in project.get("question", []):
        assert question["key"] in {"commune", "age_band"}
    for document in project.get("document", []):
        localized(document["title"])
        localized(document["body"])


@projects
def test_phases_follow_each_other(project: dict[str, Any]) -> None:
    phases = project["phase"]
    for phase in phases:
        localized(phase["title"])
        localized(phase["text"])
        assert phase["opens"] < phase["closes"]
        assert set(phase["abilities"]) <= ABILITIES
    for before, after in itertools.pairwise(phases):
        assert before["closes"] <= after["opens"]


def test_boxes() -> None:
    slugs = [box["slug"] for _, box in boxes()]
    assert len(slugs) == len(set(slugs))
    for _, box in boxes():
        assert set(box) <= BOX_KEYS
        for key in ("title", "question", "intro"):
            localized(box[key])
        assert isinstance(box["ask_place"], bool)
        assert box["who"] in {"anyone", "signed_in"}
        assert 0 < box["body_min"] < box["body_max"]
        assert all(isinstance(theme["key"], str) for theme in box["theme"])
        for theme in box["theme"]:
            localized(theme["name"])
        for field in box.get("field", []):
            assert field["kind"] in {"text", "choice", "number", "yesno"}
            assert isinstance(field["required"], bool)
            localized(field["label"])
            if field["kind"] == "choice":
                for option in field["options"]:
                    assert option["value"]
                    localized({k: v for k, v in option.items() if k != "value"})


def test_ideas() -> None:
    for project, box, idea in ideas():
        where = f"{project['slug']}: {idea['key']}"
        assert set(idea) <= IDEA_KEYS, where
        assert idea["lang"] in LANGUAGES, where
        assert idea["theme"] in {t["key"] for t in box["theme"]}, where
        assert idea["channel"] in CHANNELS, where
        assert idea["status"] in STATUSES, where
        if "author" in idea:
            assert idea["author"] in PEOPLE, where
        else:
            assert idea["channel"] in {"paper", "meeting"}, where
        if idea["channel"] == "paper":
            assert "author" not in idea, where
        assert 0 < len(idea["title"]) <= box["title_max"], where
        assert box["body_min"] <= len(idea["body"].strip()) <= box["body_max"], where
        assert idea["day"] < 0 <= idea["hour"] < 24, where
        assert within(project, "submit", idea["day"], idea["hour"]), where
        assert re.fullmatch(r"[a-z0-9-]+", idea["key"]), where
        if "place" in idea:
            assert box["ask_place"], where
            assert idea["place"]["address"], where
            assert 49.4 < idea["place"]["lat"] < 50.9, where
            assert 2.8 < idea["place"]["lon"] < 6.5, where


def test_keys_and_titles_are_unique() -> None:
    for _, box in boxes():
        keys = [idea["key"] for idea in box.get("idea", [])]
        assert len(keys) == len(set(keys))
    titles = [idea["title"].casefold() for _, _, idea in ideas()]
    assert len(titles) == len(set(titles))


def test_own_fields() -> None:
    for project, box, idea in ideas():
        where = f"{project['slug']}: {idea['key']}"
        fields = {f["key"]: f for f in box.get("field", [])}
        given = idea.get("fields", {})
        assert set(given) <= set(fields), where
        for key, field in fields.items():
            assert not field["required"] or key in given, where
        for key, value in given.items():
            kind = fields[key]["kind"]
            if kind == "choice":
                assert value in {o["value"] for o in fields[key]["options"]}, where
            else:
                expected = {"number": int, "yesno": bool, "text": str}[kind]
                assert isinstance(value, expected), where


def test_supports_can_be_given() -> None:
    for project, box in boxes():
        supports = [idea["supports"] for idea in box.get("idea", [])]
        assert all(0 <= n < len(PEOPLE) for n in supports), project["slug"]
        if "supports_limit" in box:
            assert sum(supports) <= box["supports_limit"] * len(PEOPLE)
        if any(supports):
            assert any("support" in p["abilities"] and p["opens"] < 0 for p in project["phase"])


def test_answers() -> None:
    for project, _, idea in ideas():
        where = f"{project['slug']}: {idea['key']}"
        if "answer" not in idea:
            assert idea["status"] == "under_review", where
            continue
        answer = idea["answer"]
        assert set(answer) == {"text", "by", "day"}, where
        localized(answer["text"], tuple({"fr", *project["languages"]}))
        assert "title" in PEOPLE[answer["by"]], where
        assert idea["day"] < answer["day"] < 0, where
        assert idea["status"] != "under_review", where


def test_comments() -> None:
    for project, _, idea in ideas():
        earlier: dict[str, dict[str, Any]] = {}
        for comment in idea.get("comment", []):
            where = f"{project['slug']}: {idea['key']}: {comment['key']}"
            assert set(comment) <= COMMENT_KEYS, where
            assert comment["key"] not in earlier, where
            assert comment["author"] in PEOPLE, where
            assert comment["lang"] in LANGUAGES, where
            assert comment["stance"] in STANCES, where
            assert comment["text"].strip(), where
            assert comment["day"] < 0 <= comment["hour"] < 24, where
            assert moment(comment) > moment(idea), where
            assert within(project, "comment", comment["day"], comment["hour"]), where
            if comment.get("official"):
                assert "title" in PEOPLE[comment["author"]], where
            if "reply_to" in comment:
                assert moment(earlier[comment["reply_to"]]) < moment(comment), where
            earlier[comment["key"]] = comment


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


STATEMENT = ROOT / "participe" / "accessibility" / "content" / "defaults.toml"
LAW = PAGES.with_name("law.toml")
FILES = [*sorted(CONTENT.rglob("*.toml")), PAGES, LAW, STATEMENT]


@pytest.mark.parametrize("path", FILES, ids=[p.stem for p in FILES])
def test_typography(path: Path) -> None:
    for text in strings(read(path)):
        assert "'" not in text, text
        assert "·" not in text, text
        assert not re.search(r" [:;!?»]|« ", text), text
        assert "  " not in text, text


PLACEHOLDERS = {"site_name", "contact_email", "security_contact", "operator"}


def test_site_pages() -> None:
    pages = read(PAGES) | read(LAW)
    assert set(pages) == {
        "help", "privacy", "terms", "source", "contact", "house-rules", "legal", "security",
    }  # fmt: skip
    for page in pages.values():
        assert set(page) == {"title", "body"}
        localized(page["title"])
        localized(page["body"])
        for text in page["body"].values():
            assert set(re.findall(r"\{(.*?)\}", text)) <= PLACEHOLDERS
            assert not re.search(r"(?m)^# ", text), "the title is the only first-level heading"
    assert "EUPL" in pages["source"]["body"]["en"]
