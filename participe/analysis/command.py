"""The analysis of a file, as a command: progress on stderr, the report in a file or on stdout."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from participe.analysis.before import load_report
from participe.analysis.corpus import load
from participe.analysis.corrections import load_corrections
from participe.analysis.errors import AnalysisError
from participe.analysis.options import Options
from participe.analysis.page import LANGUAGES as PAGE_LANGUAGES
from participe.analysis.page import page
from participe.analysis.pipeline import analyse
from participe.analysis.report import Report

STAGES = {
    "reading": "reading the file",
    "languages": "finding languages",
    "families": "finding nearly equal texts",
    "words": "reading words",
    "vectors": "learning what words mean",
    "topics": "finding topics",
    "stability": "trying how stable they are",
    "labels": "naming topics",
    "report": "writing the report",
    "done": "done",
}
BAR = 30  # characters


def analyse_file(
    path: str | Path,
    out: str | Path | None = None,
    *,
    text: str = "text",
    id: str = "id",
    lang: str = "lang",
    author: str = "author",
    only: Mapping[str, str] | None = None,
    topics: int | None = None,
    seed: int = 0,
    languages: Sequence[str] = Options.languages,
    vectors: str = Options.vectors,
    previous: str | Path | None = None,
    corrections: str | Path | None = None,
    html: str | Path | None = None,
    html_lang: str = "en",
    stderr: TextIO | None = None,
) -> Report:
    """Analyse the contributions of a file and write the report as JSON to `out`.

    out: a path, or None to write nothing and only return the report. An existing file is
    replaced in one step, or left as it was when anything fails.
    only: what certain columns must hold for a row to be read.
    previous, corrections: files of the report before, and of what people corrected in it.
    html: where a page of the report goes, in the language `html_lang`.
    stderr: where progress goes; None keeps silent.
    Raises AnalysisError with a sentence that says what to do.
    """
    options = Options(topics=topics, seed=seed, languages=tuple(languages), vectors=vectors)
    progress = Bar(stderr, STAGES)
    for place in (out, html):
        if place is not None:
            check_place(Path(place), Path(path))
    if html_lang not in PAGE_LANGUAGES:
        raise AnalysisError(f"The page can be in {', '.join(PAGE_LANGUAGES)}, not {html_lang}.")
    before = None if previous is None else load_report(previous)
    corrected = None if corrections is None else load_corrections(corrections)
    try:
        progress("reading", 0.0)
        corpus = load(path, text=text, id=id, lang=lang, author=author, only=only)
        report = analyse(corpus, options, progress, previous=before, corrections=corrected)
        if out is not None:
            write(Path(out), report.to_json())
        if html is not None:
            write(Path(html), page(report, Path(path).stem, html_lang))
    finally:
        progress.end()
    return report


def summary(report: Report) -> str:
    """The result in a few lines: what was read, and the topics with their sizes."""
    lines = [
        f"{report.received} received, {report.read} read, {len(report.excluded)} excluded, "
        f"{sum(item.topic is None for item in report.items)} without a topic, "
        f"{sum(item.check for item in report.items)} to check."
    ]
    lines += [f"{topic.id:4}  {topic.size_people:6}  {topic.label}" for topic in report.upper]
    return "\n".join(lines)


def check_place(out: Path, source: Path) -> None:
    """Whether a result can go there, said before the work rather than after it."""
    if out.is_dir():
        raise AnalysisError(f"{out} is a folder. Give the name of a file for the report.")
    if not out.parent.is_dir():
        raise AnalysisError(f"The folder {out.parent} does not exist. Make it first.")
    if out.exists() and source.exists() and out.samefile(source):
        raise AnalysisError(f"The report would replace {source}. Give it another name.")


def write(out: Path, content: str) -> None:
    """Replace a file in one step, or leave it as it was. Raises AnalysisError."""
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        # Bytes, so that lines end the same on every system.
        partial.write_bytes(content.encode())
        partial.replace(out)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise AnalysisError(
            f"{out} cannot be written: {error.strerror}. Choose another place."
        ) from error


class Bar:
    """A line that fills on a terminal; elsewhere one line for each stage."""

    def __init__(self, stream: TextIO | None, stages: Mapping[str, str]) -> None:
        self.stream, self.stages = stream, stages
        self.drawn = bool(stream and stream.isatty())
        self.stage = ""

    def __call__(self, stage: str, done: float) -> None:
        if self.stream is None:
            return
        words = self.stages.get(stage, stage)
        if self.drawn:
            filled = "█" * round(BAR * done)
            self.stream.write(f"\r{filled:░<{BAR}} {done:4.0%} {words:<20}")
        elif stage != self.stage:
            self.stream.write(f"{done:4.0%} {words}\n")
        self.stage = stage
        self.stream.flush()

    def end(self) -> None:
        """Leave the line, so that what follows begins on its own."""
        if self.stream is not None and self.drawn:
            self.stream.write("\n")
            self.stream.flush()


def write_standard(report: Report) -> None:
    """The report on stdout, UTF-8 whatever the terminal's settings."""
    sys.stdout.buffer.write(report.to_json().encode())
    sys.stdout.buffer.flush()
