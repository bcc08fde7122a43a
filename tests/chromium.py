"""A Chromium for the browser tests: found on the machine, else installed, else a clear word.

`python -m tests.chromium` makes sure that there is one; `path()` tells where it is.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
HELP = (
    "The browser tests need Chromium, and none was found or could be installed.\n"
    "Install it (Debian: apt-get install chromium), or set CHROMIUM to its path, "
    "or run `.venv/bin/playwright install chromium`."
)
ARGUMENTS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    # Only root needs it: Chromium's sandbox refuses to run as root.
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]  # fmt: skip


def path() -> str | None:
    """CHROMIUM, else one on the PATH, else the one Playwright installed; None when there is none."""
    if given := os.environ.get("CHROMIUM"):
        return given
    for name in NAMES:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if os.path.exists(own) else None


def install() -> None:
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"stdout": subprocess.DEVNULL, "env": environment}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], **quiet
        )
        if path():
            return
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], stdout=subprocess.DEVNULL
    )


if __name__ == "__main__":
    if path() is None:
        print("No Chromium on this machine: installing one for the browser tests.")
        install()
    if path() is None:
        sys.exit(HELP)
