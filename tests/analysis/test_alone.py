"""The package stands alone: a researcher runs it without the platform, a database or a network."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "participe" / "analysis"
ALLOWED = {
    "numpy",
    "py3langid",
    "python_calamine",
    "scipy",
    "sklearn",
    "snowballstemmer",
    "stopwordsiso",
    "threadpoolctl",
}


def test_it_imports_nothing_of_the_platform_and_nothing_that_reaches_out():
    import sys

    wrong = []
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                first = name.split(".")[0]
                ours = name.startswith("participe.analysis")
                standard = first in sys.stdlib_module_names - {"socket", "urllib", "http"}
                if not (ours or standard or first in ALLOWED):
                    wrong.append(f"{file.name} imports {name}")
    assert not wrong
