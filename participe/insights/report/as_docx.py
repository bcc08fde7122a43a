"""The report as a Word document, for those who go on writing in it.

Headings, tables with repeated head rows, links and the language of each text, so that a screen
reader and a spelling checker know them.
"""

import io
from typing import Any

from participe.insights.report.document import (
    Block,
    Document,
    Facts,
    Paragraph,
    Quotes,
    Signatures,
    Table,
    Words,
)

LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
REGIONS = {"fr": "fr-BE", "nl": "nl-BE", "de": "de-BE", "en": "en-GB"}


def make(report: Document) -> bytes:
    """The file; equal documents give equal texts."""
    import docx  # not in every web process: few files are made

    book = docx.Document()
    _language_of(book, report.lang)
    book.core_properties.title, book.core_properties.author = report.title, report.authority
    book.core_properties.language, book.core_properties.comments = report.lang, ""
    book.add_heading(report.title, 0)
    about = book.add_paragraph()
    _write(about, Words(f"{report.authority} · {report.project} · {report.made}"), report.lang)
    _write(book.add_paragraph(), Words(report.address, report.address), report.lang)
    for section in report.sections:
        heading = book.add_heading("", section.level - 1)
        _write(heading, section.title, report.lang)
        for block in section.blocks:
            _block(book, block, report.lang)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _block(book: Any, block: Block, lang: str) -> None:
    match block:
        case Paragraph():
            paragraph = book.add_paragraph()
            for words in block.words:
                _write(paragraph, words, lang, italic=block.is_note)
        case Facts():
            for name, words in block.rows:
                paragraph = book.add_paragraph()
                _write(paragraph, Words(f"{name}: "), lang, bold=True)
                _write(paragraph, words, lang)
        case Table():
            _table(book, block, lang)
        case Quotes():
            for quote in block.quotes:
                _write(book.add_paragraph(style="Intense Quote"), quote.words, lang)
                source = book.add_paragraph()
                _write(source, quote.source, lang)
                if quote.note:
                    _write(source, Words(f" – {quote.note}"), lang)
        case Signatures():
            for lines in block.people:
                for line in lines:
                    _write(book.add_paragraph(), Words(f"{line}: " + "." * 60), lang)
                book.add_paragraph()


def _table(book: Any, block: Table, lang: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    caption = book.add_paragraph(style="Caption")
    _write(caption, Words(block.caption), lang)
    caption.paragraph_format.keep_with_next = True
    table = book.add_table(rows=1, cols=len(block.head), style="Table Grid")
    for cell, title in zip(table.rows[0].cells, block.head, strict=True):
        _write(cell.paragraphs[0], Words(title), lang, bold=True)
    _repeated(table.rows[0])
    numeric = block.numeric
    for row in block.rows:
        # `add_row` looks at the whole table each time; `cells` of one row does not.
        cells = table.add_row().cells
        for column, words in enumerate(row):
            paragraph = cells[column].paragraphs[0]
            _write(paragraph, words, lang, bold=column == 0)
            if numeric[column]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    book.add_paragraph()


def _write(
    paragraph: Any, words: Words, lang: str, *, bold: bool = False, italic: bool = False
) -> None:
    """Add a run, inside a link when it leads somewhere."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    run = paragraph.add_run(words.text)
    run.bold, run.italic = bold or None, italic or None
    if words.lang and words.lang != lang:
        _said_in(run._r.get_or_add_rPr(), words.lang)
    if not words.url:
        return
    run.font.underline = True
    link = OxmlElement("w:hyperlink")
    # Addresses are ours and absolute; Word asks before it opens one.
    link.set(qn("r:id"), paragraph.part.relate_to(words.url, LINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)


def _said_in(properties: Any, lang: str) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    known = properties.find(qn("w:lang"))
    if known is None:
        known = OxmlElement("w:lang")
        properties.append(known)
    known.set(qn("w:val"), REGIONS.get(lang, "x-none" if lang == "und" else lang))


def _language_of(book: Any, lang: str) -> None:
    """The language of every text that does not name its own."""
    from docx.oxml.ns import qn

    defaults = book.styles.element.find(qn("w:docDefaults"))
    _said_in(defaults.find(qn("w:rPrDefault")).find(qn("w:rPr")), lang)


def _repeated(row: Any) -> None:
    """The head row again on each page: it is also what tells readers that it is one."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
