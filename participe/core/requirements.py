"""Compile `requirements/*.txt` with hashes from pyproject.toml: `make requirements`.

No address of an index is written into them: pip asks whichever the machine is set up for.
"""

import os
import subprocess
import sys
import tomllib

from participe.core.paths import ROOT

FOLDER = ROOT / "requirements"


def compile_into(name: str, wanted: list[str], constraint: str = "") -> None:
    """Resolve for every platform we run on, from Python 3.11 on."""
    command = [
        os.path.join(os.path.dirname(sys.executable), "uv"), "pip", "compile", "-", "--universal",
        "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet",
        "--no-emit-index-url", "--no-emit-find-links", "--output-file", str(FOLDER / name),
    ]  # fmt: skip
    if constraint:
        command += ["--constraint", str(FOLDER / constraint)]
    subprocess.run(command, input="\n".join(wanted), text=True, check=True, cwd=ROOT)
    print(f"requirements/{name}: {len(wanted)} packages asked for")


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    run = project["project"]["dependencies"]
    compile_into("pip.txt", groups["pip"])
    compile_into("run.txt", run)
    compile_into("node.txt", groups["node"], "run.txt")
    compile_into("dev.txt", groups["dev"], "run.txt")


if __name__ == "__main__":
    main()
