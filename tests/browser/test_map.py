"""The map of ideas: a second view of the list, with points that can be seen and pressed."""

from playwright.async_api import expect

MAP = "/fr/projects/place-de-la-laine/ideas/map?order=newest"


async def test_points_are_drawn_and_lead_to_their_ideas(visit):
    async with visit(width=360) as visitor:
        page = await visitor.go(MAP)
        points = page.locator("path.map-point")
        await expect(points.first).to_be_visible()

        for n in range(await points.count()):
            box = await points.nth(n).bounding_box()
            assert box["width"] >= 20 and box["height"] >= 20
        await points.first.focus()
        await page.keyboard.press("Enter")
        link = page.locator(".leaflet-popup a[href*='/ideas/']").first
        title = await link.inner_text()
        await link.press("Enter")  # the map may still glide under a pointer
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        visitor.clean()


async def test_without_script_the_same_points_are_drawn_by_the_server(visit):
    async with visit(width=360, js=False) as visitor:
        page = await visitor.go(MAP)
        place = page.locator("a.map-place").first
        await expect(place).to_be_visible()
        number = (await place.get_attribute("aria-label")).split(".")[0]

        await place.click()

        await expect(page.locator(f"#{page.url.split('#')[1]}")).to_contain_text(number)
        visitor.clean()
