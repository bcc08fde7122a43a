"""python -m participe.analysis FILE -o report.json"""

import argparse
import sys
from collections.abc import Sequence

from participe.analysis.command import analyse_file, summary, write_standard
from participe.analysis.errors import AnalysisError
from participe.analysis.options import Options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the report is written, 1 with a sentence on stderr when not."""
    parser = argparse.ArgumentParser(
        prog="python -m participe.analysis",
        description="Group the contributions of a file into topics and write a report as JSON.",
    )
    parser.add_argument("file", help="CSV, XLSX or JSON Lines, one contribution a row")
    parser.add_argument("-o", "--out", help="where the report goes; without it, to stdout")
    parser.add_argument("--text", default="text", help="column of the text (default: text)")
    parser.add_argument("--id", default="id", help="column of the id (default: id)")
    parser.add_argument("--lang", default="lang", help="column of the language (default: lang)")
    parser.add_argument("--author", default="author", help="column of the author (default: author)")
    parser.add_argument("--topics", type=int, help="how many; without it, a rule decides")
    parser.add_argument("--seed", type=int, default=0, help="of random draws (default: 0)")
    parser.add_argument(
        "--languages",
        default=",".join(Options.languages),
        help="sought where none is declared (default: %(default)s)",
    )
    parser.add_argument("--vectors", default="own", help="own, a plug-in, or own+ and its name")
    parser.add_argument("--previous", help="the report before, whose topics go on")
    parser.add_argument("--corrections", help="what people decided about its topics, as JSON")
    parser.add_argument("--html", help="where a page of the report goes")
    parser.add_argument("--html-lang", default="en", help="of that page: de, en, fr or nl")
    parser.add_argument("--quiet", action="store_true", help="no progress, no summary")
    asked = parser.parse_args(arguments)
    try:
        report = analyse_file(
            asked.file,
            asked.out,
            text=asked.text,
            id=asked.id,
            lang=asked.lang,
            author=asked.author,
            topics=asked.topics,
            seed=asked.seed,
            languages=[code.strip() for code in asked.languages.split(",") if code.strip()],
            vectors=asked.vectors,
            previous=asked.previous,
            corrections=asked.corrections,
            html=asked.html,
            html_lang=asked.html_lang,
            stderr=None if asked.quiet else sys.stderr,
        )
    except AnalysisError as error:
        print(error, file=sys.stderr)
        return 1
    if asked.out is None:
        write_standard(report)
    elif not asked.quiet:
        print(summary(report), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
