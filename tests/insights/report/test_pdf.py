"""Whatever people write, the report stays a tagged PDF, and no sign becomes an empty box."""

import pytest

from participe.insights.report import as_pdf
from participe.insights.report.document import Document, Quote, Quotes, Section, Words, said


def report(text: str) -> Document:
    quote = Quote(Words(text, lang="fr"), Words("Idée", "https://x.be/i"))
    return Document(
        "Report", "en", "Commune", "Project", "https://x.be/r", "today",
        (Section("one", Words("One"), (said(text), Quotes((quote,)))),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Déjà vu : « œuf » … 10 €", "Déjà vu : « œuf » … 10 €"),
        ("Bravo 👍🏽👏 !", "Bravo [emoji] !"),
        ("une famille 👨‍👩‍👧 ici", "une famille [emoji] ici"),
        ("Władysław Őry, Gülşen", "Wladyslaw Ory, Gülsen"),
        ("A → B, x ≥ 3 ✓", "A [rightwards arrow] B, x [greater-than or equal to] 3 [emoji]"),
        ("un\u202fespace\u00a0fine", "un espace\u00a0fine"),
        ("ﬁn ２０", "fin 20"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_what_the_font_has_not_is_said_in_other_signs(written, printed):
    assert as_pdf.printable(written) == printed


@pytest.mark.parametrize(
    "text", ["👍🏽 Bravo ✓ → Őry", "#let x = 1 $a$ *b* _c_ \\ @x <y> // z", "x" * 5000]
)
async def test_it_is_tagged_whatever_is_quoted(text):
    made = await as_pdf.make(report(text))

    assert b"pdfuaid" in made and b"/StructTreeRoot" in made


async def test_letters_of_other_scripts_do_not_stop_it():
    assert (await as_pdf.make(report("Здравствуйте مرحبا"))).startswith(b"%PDF")
