"""What our own table of ideas writes, in any language, is known again when it comes back."""

import pytest

from participe.core.i18n import LANGUAGES, speaking
from participe.ideas.imports import words
from participe.ideas.imports.words import Field
from participe.ideas.manage import export
from participe.ideas.queries import Box
from participe.subjects.models import AUTHOR_NAMES, CHANNEL_NAMES, STATUS_NAMES

KNOWN = {
    Field.SOURCE_ID, Field.TITLE, Field.BODY, Field.LANG, Field.THEME, Field.PLACE, Field.LAT,
    Field.LON, Field.CREATED_AT, Field.CHANNEL, Field.AUTHOR_KIND, Field.STATUS,
    Field.INHERITED_SUPPORTS,
}  # fmt: skip


class WithoutQuestions:
    fields = ()


@pytest.mark.parametrize("code", LANGUAGES)
def test_its_columns_are_guessed(code):
    box: Box = WithoutQuestions()  # type: ignore[assignment]
    with speaking(code):
        columns = export.columns(box)

    guessed = words.guess(tuple(columns))

    assert guessed.keys() >= KNOWN, KNOWN - guessed.keys()
    assert guessed[Field.TITLE] == columns[2]
    assert guessed[Field.INHERITED_SUPPORTS] == columns[18]


@pytest.mark.parametrize("code", LANGUAGES)
def test_its_values_are_known(code):
    with speaking(code):
        for names, known in (
            (STATUS_NAMES, words.statuses()),
            (CHANNEL_NAMES, words.channels()),
            (AUTHOR_NAMES, words.author_kinds()),
        ):
            for value, name in names.items():
                assert known[words.sign(str(name))] == value, name
