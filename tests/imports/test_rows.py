"""What cells mean: in four languages, with every date, and a reason for what means nothing."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participe.comments.models import Stance
from participe.core.errors import Unusable
from participe.ideas.imports import languages, mapping, rows, values, words
from participe.ideas.imports.rows import Item, Refusal, made_title
from participe.ideas.imports.values import Wrong
from participe.ideas.imports.words import Field
from participe.subjects.models import AuthorKind, Channel, Status

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2025-12-31", "2025-12-30T23:00Z"),
        ("2025-12-31T10:00:00Z", "2025-12-31T10:00Z"),
        ("2015-09-26T14:05:04+0200", "2015-09-26T12:05:04Z"),
        ("2019-01-17 10:38:20 +0100", "2019-01-17T09:38:20Z"),
        ("31/12/2025", "2025-12-30T23:00Z"),
        ("31.12.2025 18:00", "2025-12-31T17:00Z"),
        ("1.7.2025, 18:00", "2025-07-01T16:00Z"),
        ("31-12-25 18h30", "2025-12-31T17:30Z"),
        ("2025/7/1", "2025-06-30T22:00Z"),
        ("1651744336822", "2022-05-05T09:52:16.822Z"),
        ("12.09.1848", "1848-09-11T23:42:30Z"),
        ("45046.75", "2023-04-30T16:00Z"),
    ],
)
def test_dates_are_read_as_they_are_written_here(said, instant):
    assert values.moment(said, NOW) == datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    "said", ["32/13/2025", "hier", "12/31/2025", "2026-11-26", "31/12/1066", "2025"]
)
def test_a_date_that_cannot_be_is_refused(said):
    with pytest.raises(Wrong):
        values.moment(said, NOW)


@pytest.mark.parametrize(
    ("said", "number"), [("50.4108", 50.4108), ("50,4108", 50.4108), ("-4,5°", -4.5), ("0", 0)]
)
def test_degrees_take_a_point_or_a_comma(said, number):
    assert values.degrees(said, 90) == number


@pytest.mark.parametrize("said", ["91", "50.41.08", "nord", "1e5", "∞"])
def test_degrees_that_are_none_are_refused(said):
    with pytest.raises(Wrong):
        values.degrees(said, 90)


@pytest.mark.parametrize(
    ("said", "stance"),
    [(word, Stance.PRO) for word in ("for", "Pour", "DAFÜR", "voor", "pro", "1", "+1")]
    + [(word, Stance.CONTRA) for word in ("against", "contre", "dagegen", "tegen", "-1", "contra")]
    + [(word, Stance.NEUTRAL) for word in ("neutral", "neutre", "0", "Remarque")],
)
def test_stances_are_known_in_four_languages(said, stance):
    assert words.stances()[words.sign(said)] is stance


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("under_review", Status.UNDER_REVIEW), ("In Prüfung", Status.UNDER_REVIEW),
        ("accepted", Status.ACCEPTED), ("Angenommen", Status.ACCEPTED),
        ("Abgelehnt", Status.DECLINED), ("refusée", Status.DECLINED),
        ("gerealiseerd", Status.DONE), ("out of scope", Status.OUT_OF_SCOPE),
    ],
)  # fmt: skip
def test_statuses_are_known_by_value_and_by_name(said, status):
    assert words.statuses()[words.sign(said)] is status


@pytest.mark.parametrize(
    ("said", "code"),
    [("fr", "fr"), ("FR-be", "fr"), ("deu", "de"), ("Nederlands", "nl"), ("allemand", "de"),
     ("und", "und"), ("lb", "lb"), ("wln", "wln")],
)  # fmt: skip
def test_languages_are_codes_or_names(said, code):
    assert values.language(said) == code


def test_a_language_is_sought_only_among_ours_and_not_in_scraps():
    assert languages.detect("Nous voudrions davantage de bancs dans le parc communal.") == "fr"
    assert languages.detect("Wir wünschen uns mehr Bänke im Park der Gemeinde.") == "de"
    assert languages.detect("Chcielibyśmy mieć więcej ławek w parku.") in ("fr", "de", "nl", "en")
    assert languages.detect("12 345 !") == "und"


class FewRows:
    def __init__(self, *cells: dict[str, str]) -> None:
        self.cells = cells

    def rows(self):
        from participe.core.tables import Row

        return (Row(n, one) for n, one in enumerate(self.cells, start=2))


def read(*cells: dict[str, str], **mapped: str) -> list[Item | Refusal]:
    columns = {Field(field): column for field, column in mapped.items()}
    columns = columns or words.guess(tuple(cells[0]))
    return list(rows.read(FewRows(*cells), columns, NOW))  # type: ignore[arg-type]


def test_a_row_says_everything_it_can():
    [item] = read(
        {
            "id": "12", "title": "Des  bancs", "text": "À l’ombre.\r\nPrès de l’eau.\x00\x07",
            "lang": "fr", "theme": "Parcs", "place": "Kiosque", "lat": "50,41", "lon": "4,44",
            "created_at": "31/12/2025", "author_kind": "asbl", "channel": "Papier",
            "status": "retenu", "votes": "1 234", "parent": "", "stance": "peu importe",
        }
    )  # fmt: skip

    assert isinstance(item, Item)
    assert (item.title, item.body) == ("Des bancs", "À l’ombre.\nPrès de l’eau.")
    assert (item.lat, item.lon, item.supports) == (50.41, 4.44, 1234)
    assert (item.author_kind, item.channel) == (AuthorKind.ALLY, Channel.PAPER)
    assert (item.status, item.theme, item.place) == (Status.ACCEPTED, "Parcs", "Kiosque")


@pytest.mark.parametrize(
    ("column", "cell", "word"),
    [
        ("created_at", "demain", "date"), ("lat", "50", "missing"), ("lang", "klingon!", "language"),
        ("status", "published", "status"), ("author_kind", "robot", "author"),
        ("channel", "pigeon", "reach"), ("votes", "beaucoup", "supports"), ("votes", "-3", "supports"),
        ("text", "é" * 50_001, "100 kB"), ("text", "", "no text"), ("id", "9" * 201, "characters"),
        ("theme", "t" * 121, "characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(column, cell, word):
    row = {"id": "1", "text": "Bonjour", column: cell}
    for other in ("lat", "lon") if column in ("lat", "lon") else ():
        row.setdefault(other, "")

    [refusal] = read(row)

    assert isinstance(refusal, Refusal)
    assert word in str(refusal.reason)
    assert refusal.number == 2


def test_a_comment_has_a_stance_that_must_be_understood():
    good, bad = read(
        {"id": "2", "text": "Oui", "parent": "1", "stance": "pour"},
        {"id": "3", "text": "Non", "parent": "1", "stance": "bof"},
    )
    assert isinstance(good, Item) and good.stance is Stance.PRO
    assert isinstance(bad, Refusal)


def test_rows_without_number_get_one_that_their_content_decides():
    first = read({"text": "A"}, {"text": "B"}, {"text": "A"})
    again = read({"text": "B"}, {"text": "A"}, {"text": "A"})

    assert len({one.source_id for one in first}) == 3
    assert {one.source_id for one in first} == {one.source_id for one in again}


def test_a_missing_title_is_made_of_the_first_words():
    long = "Il faudrait vraiment planter des arbres le long de toute la chaussée jusqu’à la gare du village"
    [item] = read({"text": long})

    assert isinstance(item, Item) and item.title_is_made
    assert item.title.endswith("…") and len(item.title) <= 91
    assert made_title("Plantons des arbres. Partout.") == "Plantons des arbres"
    assert made_title("Arbres !\nPartout") == "Arbres !"


@given(st.text(min_size=1, max_size=600).filter(lambda text: rows.cleaned(text)))
def test_no_text_is_lost_in_making_its_title(text):
    [item] = read({"text": text})

    assert isinstance(item, Item)
    assert item.title and len(item.title) <= rows.LONGEST_TITLE
    assert rows.cleaned(text) in (item.body, f"{item.title}")


@given(
    st.dictionaries(
        st.sampled_from([field.value for field in Field]), st.text(max_size=40), min_size=1
    )
)
def test_any_row_is_a_contribution_or_a_reason(cells):
    for one in read(cells, **{name: name for name in cells}):
        assert isinstance(one, Item) or str(one.reason)


def test_headers_are_guessed_in_four_languages():
    german = words.guess(("Titel", "Beschreibung", "Thema", "Datum", "Sprache", "Unterstützungen"))
    french = words.guess(("Identifiant", "Titre", "Texte", "Thème", "Date de création", "Langue"))

    assert set(german) == {
        Field.TITLE, Field.BODY, Field.THEME, Field.CREATED_AT, Field.LANG, Field.INHERITED_SUPPORTS,
    }  # fmt: skip
    assert french[Field.BODY] == "Texte" and french[Field.SOURCE_ID] == "Identifiant"


def test_what_is_said_wins_over_what_is_guessed():
    columns = ("id", "text", "theme", "label")

    said = mapping.said(["label=theme", "text=ignore", "theme=title"], columns)

    assert said == {Field.THEME: "label", Field.TITLE: "theme", Field.SOURCE_ID: "id"}


@pytest.mark.parametrize(
    ("pairs", "named"),
    [(["nowhere=theme"], "label"), (["label=colour"], "inherited_supports"),
     (["label=theme", "id=theme"], "theme"), (["text=ignore"], "--map")],
)  # fmt: skip
def test_a_column_or_field_that_is_not_there_is_named_with_those_that_are(pairs, named):
    with pytest.raises(Unusable) as wrong:
        mapping.said(pairs, ("id", "text", "label"))
    assert named in str(wrong.value.message)


def test_a_change_is_written_as_sed_does():
    field, change = mapping.change(r"parent=s/^arg:(\d+)/o\1/")

    assert field is Field.PARENT
    assert change("arg:100") == "o100"
    for wrong in ("parent", "parent=s/a", "nothing=s/a/b/", "parent=s/(/b/", r"parent=s/a/\9/"):
        with pytest.raises(mapping.Unknown):
            mapping.change(wrong)
