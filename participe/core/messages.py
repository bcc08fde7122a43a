"""The texts of the interface: collect, bring up to date, compile, check.

`python -m participe.core.messages update | compile | check`. Source strings are English, so
English has an empty catalogue; French, German and Dutch must be complete.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from participe.core.paths import LOCALE, ROOT

TRANSLATED = ("fr", "de", "nl")
KEYWORDS = {
    "_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "_n": (1, 2),
}  # fmt: skip
METHODS = [
    ("participe/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
OPTIONS = {
    "jinja2": {
        "trimmed": "true",
        "extensions": "jinja2.ext.do",
        "silent": "false",
        "encoding": "utf-8",
    }
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def collect() -> Catalog:
    """Every text of the source tree, with the files that use it (no line numbers: they move)."""
    catalog = Catalog(project="Participe", fuzzy=False, charset="utf-8")
    for folder in ("participe", "templates"):
        methods = [(p.removeprefix(f"{folder}/"), m) for p, m in METHODS if p.startswith(folder)]
        options = {p: OPTIONS[m] for p, m in methods if m in OPTIONS}
        found = extract_from_dir(ROOT / folder, methods, options, KEYWORDS, ())
        for name, _, message, comments, context in found:
            catalog.add(
                message, None, [(f"{folder}/{name}", 0)], auto_comments=comments, context=context
            )
    return catalog


def path_of(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "messages.po"


def read(code: str) -> Catalog:
    file = path_of(code)
    if not file.exists():
        return Catalog(locale=code, project="Participe", fuzzy=False)
    return read_po(BytesIO(file.read_bytes()), locale=code)


def update() -> None:
    source = collect()
    for code in TRANSLATED:
        catalog = read(code)
        # A guessed translation is worse than a missing one: nobody looks at it again.
        catalog.update(source, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path_of(code).parent.mkdir(parents=True, exist_ok=True)
        buffer = BytesIO()
        write_po(
            buffer, catalog, sort_output=True, width=96, include_lineno=False, omit_header=False
        )
        path_of(code).write_bytes(_without_dates(buffer.getvalue()))
        print(f"{code}: {len(list(missing(catalog)))} of {len(catalog)} texts to translate")


def _without_dates(po: bytes) -> bytes:
    """A catalogue changes when its texts do, not when somebody looks at it."""
    return re.sub(
        rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator):.*\n',
        b"",
        po,
        flags=re.M,
    )


def compile_all() -> None:
    for code in TRANSLATED:
        if path_of(code).exists():
            with path_of(code).with_suffix(".mo").open("wb") as file:
                write_mo(file, read(code))


def texts(message: Message) -> list[str]:
    found = message.string or ""
    return [found] if isinstance(found, str) else [text or "" for text in found]


def missing(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        if message.id and (not all(texts(message)) or message.fuzzy):
            yield message.id if isinstance(message.id, str) else message.id[0]


def problems() -> Iterator[str]:
    """What keeps the build from passing: one sentence each."""
    source = collect()
    wanted = {_key(m) for m in source if m.id}
    for code in TRANSLATED:
        catalog = read(code)
        have = {_key(m): m for m in catalog if m.id}
        for key in sorted(wanted - have.keys()):
            yield f"{code}: not in the catalogue: {key!r} (run `make messages`)"
        for key in sorted(have.keys() - wanted):
            yield f"{code}: no longer used: {key!r} (run `make messages`)"
        for text in missing(catalog):
            yield f"{code}: not translated: {text!r}"
        for message in have.values():
            yield from _wrong_in(code, message)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _wrong_in(code: str, message: Message) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    names = set(PLACEHOLDER.findall(" ".join(ids)))
    for text in texts(message):
        unknown = set(PLACEHOLDER.findall(text)) - names
        lost = names - set(PLACEHOLDER.findall(text)) - {"num"}
        if text and (unknown or lost):
            yield f"{code}: placeholders differ in {text!r}: {sorted(unknown | lost)}"
        if code == "fr" and re.search(
            r"(?<![\u00a0\u202fp&])(?<!https)(?<!http)(?<!mailto)[:;!?»](?=\s|$)", text
        ):
            yield f"fr: a non-breaking space is missing before : ; ! ? » in {text!r}"


def check() -> int:
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"Texts: {len(found)} problems in {', '.join(TRANSLATED)}.")
    return 1 if found else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["check"]:
            sys.exit(check())
        case _:
            sys.exit("usage: python -m participe.core.messages update | compile | check")
