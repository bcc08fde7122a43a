"""Long work as officials see it: topics of ideas, and a job that failed."""

import json

import psycopg
from playwright.async_api import expect

from participe.core import embedded, jobs
from participe.core.db import new_code, new_id
from tests.browser.visitor import SCRIPT, accessible, follow, press, said

MANAGE = "/en/manage/tilvaux"


@SCRIPT
async def test_topics_are_found_published_and_taken_back(visit, js):
    project = "projects/lumieres-de-la-nuit"
    async with visit("official", js=js) as visitor:
        page = await visitor.go(f"{MANAGE}/{project}/topics")
        runs = await page.locator("#earlier ~ ul li").count() or 1
        await page.get_by_label("Number of topics").fill("1")
        await page.locator("#start ~ form button").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await page.get_by_label("Number of topics").fill("3")
        await page.locator("#start ~ form button").click()
        await expect(page.get_by_role("heading", name="An analysis is running")).to_be_visible()
        await expect(page.locator("progress")).to_be_visible()
        more = page.locator("#earlier ~ ul li").nth(runs)
        if js:
            await more.wait_for()
        await visitor.until(more)
        await expect(page.get_by_text("Only officials see this")).to_be_visible()
        await follow(page, "Read 16 contributions before you publish")
        await expect(page.get_by_text("Read by a person: 0 of 16")).to_be_visible()
        for tick in await page.locator(".board-tick").all():
            await tick.check()
        await press(page, "I have read them")
        await expect(page.get_by_text("Read by a person: 16 of 16")).to_be_visible()
        await visitor.go(f"{MANAGE}/{project}/topics")
        await press(page, "Publish these topics")
        await follow(page, "See the public page")
        await expect(page.get_by_role("heading", name="3 topics")).to_be_visible()
        visitor.clean()

        async with visit(js=js, width=360) as stranger:
            public = await stranger.go(f"/en/{project}/topics")
            await expect(public.get_by_role("heading", name="3 topics")).to_be_visible()
            await public.locator(".card h3 a").first.click()
            await expect(public.get_by_role("heading", level=1)).to_be_visible()
            stranger.clean()

            await page.go_back()
            await press(page, "Take back from the public")
            await expect(page.get_by_text("Only officials see this")).to_be_visible()
            answer = await public.goto(f"{stranger.site}/en/{project}/topics?box=")
            assert answer.status == 404
        await press(page, "Publish these topics")
        await expect(page.get_by_text("Public since")).to_be_visible()
        visitor.clean()


@SCRIPT
async def test_a_failed_job_says_why_and_is_tried_again(visit, live, redis_url, js):
    code, nothing = new_code(), str(new_id())
    change = "UPDATE job SET arguments = jsonb_set(arguments, '{component}', to_jsonb(%s::text))"
    with _superuser(live) as db:
        box, administration, project = db.execute(
            "SELECT c.id, c.administration_id, c.project_id FROM component c"
            " JOIN project p ON p.id = c.project_id WHERE p.slug = 'budget-participatif'"
        ).fetchone()
        arguments = {
            "component": nothing, "kind": "idea", "options": {"topics": None},
            "place": {"locale": "en", "administration": "tilvaux",
                      "project": "budget-participatif", "box": "projets-quartiers"},
        }  # fmt: skip
        db.execute(
            "INSERT INTO job (id, created_at, code, name, administration_id, project_id, arguments,"
            " state, stage, share, result, error, starts)"
            " VALUES (%s, now(), %s, 'insights.analyse', %s, %s, %s, 'waiting', '', 0, '{}', '', 0)",
            [new_id(), code, administration, project, json.dumps(arguments)],
        )
    bell = jobs.Bell(redis_url)
    await bell.ring()
    await bell.close()

    async with visit("official", js=js) as visitor:
        page = await visitor.go(f"{MANAGE}/jobs/{code}")
        again = page.get_by_role("button", name="Try again")
        if js:
            await again.wait_for(timeout=30_000)
        await visitor.until(again)
        await expect(page.locator(".job .field-error")).not_to_be_empty()
        await accessible(visitor, js)
        reason = await page.locator(".job .field-error span").inner_text()
        assert "parameters" not in reason, "An error must not quote what people wrote."
        for screen in (f"{MANAGE}/jobs", MANAGE):
            await visitor.go(screen)
            await expect(page.get_by_text(reason).first).to_be_visible()

        with _superuser(live) as db:
            db.execute(f"{change} WHERE code = %s", [str(box), code])
        await visitor.go(f"{MANAGE}/jobs/{code}")
        await again.click()
        await said(page, "It begins again")
        result = page.get_by_role("link", name="See the result")
        if js:
            await result.wait_for(timeout=30_000)
        await (await visitor.until(result)).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Topics")
        visitor.clean()


def _superuser(live: embedded.Database) -> psycopg.Connection:
    name = live.url.split("@/")[1].split("?")[0]
    return psycopg.connect(embedded.as_role(live.url, "postgres", name))
