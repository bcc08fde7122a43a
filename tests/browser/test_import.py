"""A project manager brings a file in: with script and without, on a phone and on a desk."""

import re

import pytest

PROJECT = "/fr/manage/tilvaux/projects/budget-participatif"
FILE = (
    "id;Titre;Texte;Thème;parent;avis\n1;Un banc de plus;Devant la gare, à l’ombre.;Gare;;\n"
    "2;;Une fontaine d’eau potable près du terrain de jeux.;Eau;;\n3;;Très bien !;;1;pour\n4;;;;;\n"
)


@pytest.mark.parametrize(("js", "width"), [(True, 1280), (False, 360)])
async def test_a_file_is_tried_imported_and_taken_back(visit, js, width):
    async with visit("official", js=js, width=width) as visitor:
        page = await visitor.go(f"{PROJECT}/imports")
        await page.set_input_files(
            "#file", {"name": "avis.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
        )
        await page.fill("#source", f"Enquête {width}")
        await page.click("form[enctype] button")
        await page.wait_for_url(re.compile("/columns$"))
        assert await page.input_value("#c4") == "parent"
        await page.select_option("#c5", "stance")
        if js:
            assert not await visitor.axe()
        await page.click(".import-columns ~ .buttons button")

        await _until(page, ".stats", js)
        assert "3" in await page.inner_text(".stats")
        if js:
            assert not await visitor.axe()
        await page.click("form[action$='/import'] button")
        await _until(page, "a[href$='/undo']", js)
        await page.click("a[href$='/undo']")
        await page.click(".btn--danger")
        await _until(page, "#import:not(:has(progress)) .notice--info", js)

        width_of_page = await page.evaluate("document.documentElement.scrollWidth")
        assert width_of_page <= width
        visitor.clean()


async def _until(page, selector: str, js: bool) -> None:
    """Wait for a job; without script one looks again oneself."""
    for _ in range(1 if js else 40):
        if js:
            await page.wait_for_selector(selector, timeout=30_000)
        elif await page.locator(selector).count():
            return
        else:
            await page.wait_for_timeout(500)
            await page.reload()
    assert await page.locator(selector).count()
