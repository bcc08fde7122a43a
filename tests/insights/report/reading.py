"""What stands in the files that we make."""

import io
import zipfile

import docx
import python_calamine


def texts_of_docx(content: bytes) -> list[str]:
    """All texts of a Word document, links included, table cells too."""
    body = docx.Document(io.BytesIO(content)).element.body
    paragraphs = body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    tag = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    return ["".join(text.text or "" for text in one.iter(tag)) for one in paragraphs]


def links_of_docx(content: bytes) -> set[str]:
    part = docx.Document(io.BytesIO(content)).part
    return {one.target_ref for one in part.rels.values() if one.is_external}


def cells(content: bytes) -> tuple[dict[str, list], str]:
    """The rows of each sheet, and the XML of all sheets."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [name for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        xml = "".join(file.read(name).decode() for name in names)
    book = python_calamine.load_workbook(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}, xml
