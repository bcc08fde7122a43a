"""How long a trained official takes for a sheet of five fields: `python -m benchmarks.entry`.

A real browser on a platform of the demonstration; keys come at the pace of somebody who types all
day (Card, Moran and Newell, The Keystroke-Level Model, 1980: 0.12 to 0.20 s a key). What is left
when the keys are taken off is the share of our pages, the server and the browser.
"""

import asyncio
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.async_api import async_playwright

from benchmarks.__main__ import free_port

KEY = 0.16  # seconds
SHEETS = 10
PILE = "/en/manage/tilvaux/projects/place-de-la-laine/paper/new"
FIELDS = (
    "Benches in the shade",
    "Two benches under the lime trees, near the pharmacy.",
    "2",
    "Rue de la Carde",
)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


async def _type_sheets(address: str) -> tuple[float, int]:
    """Seconds for all sheets, and keys pressed for one."""
    async with async_playwright() as playwright:
        path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = await browser.new_context(locale="fr-BE")
        page = await context.new_page()
        await context.request.post(
            f"{address}/demo/sign-in", form={"person": "official"}, headers={"Origin": address}
        )
        await page.goto(address + PILE)
        await page.locator("#name").fill("Measured")
        await page.locator("#announced").fill(str(SHEETS))
        await page.get_by_role("button", name="Open it and type in the first sheet").click()
        begin, keys = time.monotonic(), 0
        for number in range(1, SHEETS + 1):
            keys = 0
            for text in FIELDS:
                await page.keyboard.type(text, delay=KEY * 1000)
                await asyncio.sleep(KEY)
                await page.keyboard.press("Tab")
                keys += len(text) + 1
            # The fifth field, the code on the form, is empty; its language and day stay.
            await asyncio.sleep(2 * KEY)
            await page.keyboard.press("Control+Enter")
            keys += 2
            await page.get_by_text(re.compile(f"^Sheet {number} is kept")).wait_for()
        seconds = time.monotonic() - begin
        await browser.close()
        return seconds, keys


def main() -> None:
    home, port = Path(tempfile.mkdtemp(prefix="participe-entry-")), free_port()
    demo = subprocess.Popen(
        [sys.executable, "-m", "participe", "demo", "--port", str(port)],
        env={
            "PARTICIPE_HOME": str(home),
            "PATH": "/usr/bin:/bin:/usr/local/bin",
            "HOME": str(home),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert demo.stdout
        for line in demo.stdout:
            if "ready" in line:
                break
        seconds, keys = asyncio.run(_type_sheets(f"http://127.0.0.1:{port}"))
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(20)
        shutil.rmtree(home, ignore_errors=True)
    each = seconds / SHEETS
    print(f"A sheet of five fields: {each:.1f} s, {keys} keys at {KEY} s = {keys * KEY:.1f} s, "
          f"pages and server {each - keys * KEY:.1f} s. Bound: 20 s.")  # fmt: skip


if __name__ == "__main__":
    main()
