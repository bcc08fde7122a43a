"""Texts in templates: translated, with values that cannot bring HTML along."""

import pytest

from participe.core import i18n
from participe.core.addresses import Addresses
from participe.core.web import make_environment


@pytest.fixture
def draw():
    environment = make_environment(Addresses([]))

    def drawn(source: str, into: str = "en", **values) -> str:
        with i18n.speaking(into):
            return environment.from_string(source).render(**values)

    return drawn


def test_a_value_is_escaped_and_the_text_is_not(draw):
    said = draw('{{ _("Written by %(name)s.", name=name) }}', name="<b>Ada</b>")

    assert said == "Written by &lt;b&gt;Ada&lt;/b&gt;."


def test_a_number_chooses_its_form_and_a_value_is_escaped(draw):
    source = '{{ ngettext("1 idea of %(who)s", "%(num)s ideas of %(who)s", n, who="<i>") }}'

    assert draw(source, n=1) == "1 idea of &lt;i&gt;"
    assert draw(source, n=3) == "3 ideas of &lt;i&gt;"


def test_each_reader_gets_the_own_language(draw):
    source = '{{ _("Search") }}'

    assert [draw(source, into=one) for one in ("fr", "en", "fr")] == [
        "Rechercher",
        "Search",
        "Rechercher",
    ]


def test_percent_signs_and_number_formats_stay_possible(draw):
    assert draw('{{ _("100%% of us") }}') == "100% of us"
    assert draw('{{ _("%(share)d of us", share=3) }}') == "3 of us"
