"""What an idea box lacks before its project can open."""

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.component import Gap
from participe.core.i18n import Localized, _l
from participe.core.rules import Viewer
from participe.ideas.queries import box_in
from participe.projects.checks import missing_words
from participe.projects.queries import ComponentView, ProjectView


async def gaps(
    db: AsyncSession, viewer: Viewer, project: ProjectView, component: ComponentView
) -> list[Gap]:
    box = await box_in(db, project, component)
    languages, place = project.languages, {"box": component.slug}
    found = missing_words(
        component.title, languages, _l("Give the idea box a title."), "manage.box", "title", **place
    )
    found += missing_words(
        box.question, languages, _l("Write the question that the idea box asks."),
        "manage.box", "question", **place,
    )  # fmt: skip
    if box.intro:
        found += missing_words(
            box.intro, languages, _l("Write the introduction of the idea box."),
            "manage.box", "intro", **place,
        )  # fmt: skip
    for theme in box.themes:
        found += missing_words(
            theme.name, languages, _l("Write the name of each theme."),
            "manage.theme", "name", **place, theme=theme.key,
        )  # fmt: skip
    for own in box.fields:
        texts = [("label", own.label), *(("options", option.label) for option in own.options)]
        if own.hint:
            texts.append(("hint", own.hint))
        # One point for each question and field, in the first text that lacks a language.
        seen = set[str]()
        for anchor, words in texts:
            if anchor not in seen and Localized(words).missing(list(languages)):
                seen.add(anchor)
                found += missing_words(
                    words, languages, _l("Complete each question of the idea box."),
                    "manage.question", anchor, **place, question=own.key,
                )  # fmt: skip
    if not any(component.id == id_ for phase in project.phases for id_, _ in phase.opens):
        found.append(
            Gap(
                _l("Say in which phase one can put ideas into the box “%(box)s”.", box=component.title),
                "manage.phases", {}, "phases",
            )
        )  # fmt: skip
    return found
