"""The report as a workbook: a sheet for each section, numbers as numbers, nothing that runs."""

import io
import re
from typing import Any

from participe.core.i18n import number
from participe.core.tables import harmless
from participe.insights.report.document import (
    Document,
    Facts,
    Paragraph,
    Quotes,
    Section,
    Signatures,
    Table,
    Words,
)

CELL = 32_000  # characters that a cell holds
_NO_NAME = re.compile(r"[\[\]:*?/\\']")
FORMATS = 150  # of numbers; Excel reads about 200
LINKS = 60_000  # of a sheet; Excel reads 65,530


def make(report: Document) -> bytes:
    """The file. Finer sections share the sheet of the one before them of a higher level."""
    import xlsxwriter  # not in every web process: few files are made

    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    book.set_properties({"title": report.title, "author": report.authority, "comments": ""})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "heading": book.add_format({"bold": True, "font_size": 13}),
        "head": book.add_format({"bold": True, "bg_color": "#e3f0f1", "text_wrap": True}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"underline": 1, "font_color": "#0b5a63", "valign": "top"}),
    }
    names: set[str] = set()
    sheet = _Sheet(book, _name(report.sections[0].title.text, names), formats)
    sheet.line(Words(report.title), "title")
    for words in (report.authority, report.project, report.made):
        sheet.line(Words(words))
    sheet.line(Words(report.address, report.address))
    for section in report.sections:
        if section.level == 2 and section.key not in ("asked", "complete"):
            sheet = _Sheet(book, _name(section.title.text, names), formats)
        sheet.section(section)
    book.close()
    return written.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """At most 31 characters, none of those that Excel refuses, each once whatever its case."""
    name = _NO_NAME.sub(" ", title)[:31].strip() or "1"
    again = 2
    while name.casefold() in taken:
        name = f"{name[:27].rstrip()} {again}"
        again += 1
    taken.add(name.casefold())
    return name


class _Sheet:
    """Writes line after line."""

    def __init__(self, book: Any, name: str, formats: dict[str, Any]) -> None:
        self.book, self.sheet = book, book.add_worksheet(name)
        self.formats, self.row, self.links = formats, 0, 0
        self.sheet.set_column(0, 0, 60)
        self.sheet.set_column(1, 20, 22)

    def line(self, words: Words, style: str = "text") -> None:
        self._cell(0, words, style)
        self.row += 1

    def section(self, section: Section) -> None:
        self.row += 1 if self.row else 0
        self.line(section.title, "heading")
        for block in section.blocks:
            match block:
                case Paragraph():
                    link = next((words.url for words in block.words if words.url), "")
                    self.line(Words("".join(words.text for words in block.words), link))
                case Facts():
                    for name, words in block.rows:
                        self._cells((Words(name), words))
                case Table():
                    self._cells(tuple(map(Words, block.head)), "head")
                    for row in block.rows:
                        self._cells(row)
                    self.row += 1
                case Quotes():
                    for quote in block.quotes:
                        self._cells((quote.words, quote.source, Words(quote.note)))
                case Signatures():
                    for lines in block.people:
                        for line in lines:
                            self.line(Words(f"{line}: "))
                        self.row += 1

    def _cells(self, row: tuple[Words, ...], style: str = "text") -> None:
        for column, words in enumerate(row):
            self._cell(column, words, style)
        self.row += 1

    def _shown_with(self, rest: str) -> Any:
        """None when there are as many ways to show a number as Excel reads."""
        key = f"number{rest}"
        if key not in self.formats:
            if len(self.formats) > FORMATS:
                return None
            shown = f'#,##0"{rest}"' if rest else "#,##0"
            self.formats[key] = self.book.add_format(
                {"num_format": shown, "valign": "top", "align": "right"}
            )
        return self.formats[key]

    def _cell(self, column: int, words: Words, style: str) -> None:
        text = harmless(words.text)
        text = text if len(text) <= CELL else text[:CELL] + "…"
        if words.number is not None and words.text.startswith(number(words.number)):
            # What stands after the number becomes a part of how it is shown: the cell can be summed.
            rest = words.text.removeprefix(number(words.number)).replace('"', "")
            shown = self._shown_with(rest)
            if shown:
                self.sheet.write_number(self.row, column, words.number, shown)
            else:
                self.sheet.write_string(self.row, column, text, self.formats["text"])
        elif words.url and self.links < LINKS and len(words.url) < 2000:
            self.links += 1
            self.sheet.write_url(
                self.row, column, words.url, self.formats["link"], string=text or words.url
            )
        elif text:
            self.sheet.write_string(self.row, column, text, self.formats[style])
