"""Who may import whom, how long a file may be, and that every seam and setting is told."""

import ast
import re
from pathlib import Path

from participe.core.settings import Settings

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "participe"
# A package imports only from layers above its own line, never sideways.
LAYERS = [
    {"core"},
    {"people"},
    {"administrations"},
    {"accessibility"},
    {"projects"},
    {"subjects"},
    {"comments", "votes", "follows", "attachments", "answers", "moderation", "duplicates"},
    {"ideas", "consultations"},
    {"casework", "insights", "paper"},
    {"notifications", "search", "me", "pages", "contact"},
    {"exports"},
    {"manage"},
    {"models", "slices"},
    {"demo"},
    {"app", "worker", "job", "server"},
    {"asgi", "cli"},
    {"__main__"},
]
# Seen by name only: a page of a lower layer that shows what the layer above offers.
ALLOWED = {
    ("administrations", "projects"),  # the page of an authority lists its projects
    ("projects", "follows"),  # the page of a project says whether one follows it
}
PRIVATE = re.compile(r"\.(routes|forms|handlers|_\w+)(\.|$)")
LONG = {PACKAGE: 350, ROOT / "tests": 450}  # lines; tests hold tables of cases


def imported_names(file: Path) -> list[str]:
    """Dotted names under `participe` that a file imports, in either form of import."""
    names = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in names if name.startswith("participe.")]


def test_imports_point_one_way():
    level = {package: depth for depth, layer in enumerate(LAYERS) for package in layer}
    level["analysis"] = -1
    wrong = []
    for file in PACKAGE.rglob("*.py"):
        own = file.relative_to(PACKAGE).with_suffix("").parts[0]
        if own == "__init__":
            continue
        for name in imported_names(file):
            other = name.split(".")[1]
            if other in (own, "__version__") or (own, other) in ALLOWED:
                continue
            if level[other] >= level[own]:
                wrong.append(f"{file.relative_to(PACKAGE)} imports {name}")
    assert not wrong


def test_only_insights_and_the_command_line_know_the_analysis():
    users = {
        file.relative_to(PACKAGE).parts[0]
        for file in PACKAGE.rglob("*.py")
        for name in imported_names(file)
        if name.split(".")[1] == "analysis"
    }
    assert users <= {"analysis", "insights", "consultations", "cli"}


def test_the_analysis_is_a_library_of_its_own():
    for file in (PACKAGE / "analysis").rglob("*.py"):
        assert all(name.startswith("participe.analysis") for name in imported_names(file)), file


def test_one_file_knows_the_queue():
    users = [
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if re.search(r"^\s*(from|import) arq", file.read_text(), re.MULTILINE)
    ]
    assert sorted(users) == ["core/jobs.py", "worker.py"]


def test_no_file_is_too_long_to_find_a_line_in():
    long = {
        file.relative_to(ROOT).as_posix(): lines
        for folder, most in LONG.items()
        for file in folder.rglob("*.py")
        if (lines := file.read_text().count("\n")) > most
    }
    assert not long


def test_every_setting_is_documented():
    told = (ROOT / "docs" / "operations.md").read_text()
    missing = [name.upper() for name in Settings.model_fields if f"`{name.upper()}`" not in told]
    assert not missing


def test_htmx_attributes_are_written_by_the_macro_only():
    bare = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in (ROOT / "templates").rglob("*.html")
        for line in file.read_text().splitlines()
        if re.search(r"\shx-(?!config)[a-z-]+=", line)
    ]
    assert not bare


def test_templates_have_no_inline_style_or_handler():
    wrong = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in (ROOT / "templates").rglob("*.html")
        if "emails" not in file.parts
        for line in file.read_text().splitlines()
        if re.search(r"\s(style|on[a-z]+)=", re.sub(r"\{\{.*?\}\}", "", line))
        or re.search(r"\|\s*safe\b(?!_)", line)
    ]
    assert not wrong


def test_the_repository_names_no_registry_and_no_path_of_a_machine():
    # In halves, so that this file does not name them either.
    hosts = [r"\.".join(name) for name in (("registry", "npmjs"), ("pypi", "org"))]
    told = re.compile("|".join([*hosts, "python" + "hosted", r"(^|[^\w./])/(work|farm)/"]))
    wrong = []
    for pattern in ("*.toml", "*.json", "*.md", "Makefile", "requirements/*.txt", ".ci/run"):
        for file in ROOT.glob(pattern):
            wrong += [
                f"{file.name}: {line}"
                for line in file.read_text().splitlines()
                if told.search(line)
            ]
    assert not wrong
