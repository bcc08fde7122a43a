"""An official reads the report of an analysis, has its groups counted, and takes the files along."""

import io
import zipfile
from pathlib import Path

from playwright.async_api import expect

from tests.browser.visitor import SCRIPT, accessible, follow, press, said

TOPICS = "/en/manage/tilvaux/projects/place-de-la-laine/topics"


@SCRIPT
async def test_a_report_is_read_counted_again_and_downloaded(visit, js):
    async with visit("official", js=js, width=360) as visitor:
        page = await visitor.go(TOPICS)
        await follow(page, "Read the report")
        await expect(page.get_by_text("Only officials see this report")).to_be_visible()
        await expect(page.get_by_text("Every idea received is counted:")).to_be_visible()
        await accessible(visitor, js)

        await press(page, "Count again who speaks of what")
        await said(page, "The groups are being counted.")
        await visitor.until(page.get_by_role("button", name="Count again who speaks of what"))

        await follow(page, "What this report cannot tell")
        assert page.url.endswith("#limits")
        for name, first in (("PDF", b"%PDF"), ("Word document", b"PK"), ("Spreadsheet", b"PK")):
            async with page.expect_download() as waiting:
                await follow(page, name)
            content = Path(await (await waiting.value).path()).read_bytes()
            assert content.startswith(first)
            if first == b"PK":
                assert not zipfile.ZipFile(io.BytesIO(content)).testzip()
        quote = page.locator("figure figcaption a").first
        title = await quote.inner_text()
        await quote.click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        visitor.clean()
