"""What is missing before a project can open: each point a sentence, and where it is filled in."""

from collections.abc import Sequence

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.accessibility import queries as accessibility
from participe.administrations import queries as administrations
from participe.administrations import rules as administration_rules
from participe.core import component
from participe.core.component import Gap
from participe.core.i18n import LANGUAGES, LazyText, Localized, _l
from participe.core.rules import Viewer
from participe.projects.models import Document, Project
from participe.projects.queries import ProjectView

TEXTS: tuple[tuple[str, LazyText, str], ...] = (
    ("title", _l("Write the title."), "manage.project_text"),
    ("summary", _l("Write the summary, one or two sentences."), "manage.project_text"),
    ("description", _l("Write the description."), "manage.project_text"),
    ("decides", _l("Promise: say what will be decided."), "manage.project_promise"),
    ("by_whom", _l("Promise: say who decides."), "manage.project_promise"),
    ("not_open", _l("Promise: say what is not open to discussion."), "manage.project_promise"),
    ("feedback", _l("Promise: say how people will be answered."), "manage.project_promise"),
)


def missing_words(
    words: Localized,
    languages: Sequence[str],
    sentence: LazyText,
    route: str,
    anchor: str,
    **params: str,
) -> list[Gap]:
    """One point when a text lacks some of the required languages; it leads to the first of them."""
    missing = words.missing(list(languages))
    if not missing:
        return []
    if len(languages) > 1:
        names = ", ".join(LANGUAGES[code] for code in missing)  # each in its own name
        sentence = _l("%(what)s Missing in: %(languages)s.", what=sentence, languages=names)
    return [Gap(sentence, route, params, f"{anchor}-{missing[0]}")]


async def gaps(db: AsyncSession, viewer: Viewer, project: ProjectView) -> list[Gap]:
    """Every point, in the order of the screens; an empty list means that it can open."""
    row = (await db.exec(select(Project).where(Project.id == project.id))).one()
    languages, found = list(project.languages), list[Gap]()
    for name, sentence, route in TEXTS:
        found += missing_words(getattr(row, name), languages, sentence, route, name)
    if row.by_when is None:
        found.append(
            Gap(_l("Promise: say by when it is decided."), "manage.project_promise", {}, "by_when")
        )
    if not row.contact_email:
        found.append(
            Gap(
                _l("Give the e-mail address where people can ask."),
                "manage.project_settings", {}, "contact_email",
            )
        )  # fmt: skip
    if row.image_key and row.image_alt.missing(languages):
        found += missing_words(
            row.image_alt, languages, _l("Describe the picture for those who do not see it."),
            "manage.project_settings", "image_alt",
        )  # fmt: skip
    found += _gaps_of_phases(project, viewer)
    known = component.known()
    for one in project.components:
        if one.kind in known and (gaps_of := known[one.kind].gaps):
            found += await gaps_of(db, viewer, project, one)
    if not project.components:
        found.append(Gap(_l("Add a way to take part, such as an idea box."), "manage.boxes"))
    documents = await db.exec(select(Document).where(Document.project_id == project.id))
    for document in documents.all():
        found += missing_words(
            document.title, languages, _l("Give each document a title."),
            "manage.document", "title", document=document.code,
        )  # fmt: skip
        if document.file_key is None:
            found += missing_words(
                document.body, languages, _l("Write the text of each note."),
                "manage.document", "body", document=document.code,
            )  # fmt: skip
    return found + await _gaps_of_administration(db, viewer, project)


async def _gaps_of_administration(
    db: AsyncSession, viewer: Viewer, project: ProjectView
) -> list[Gap]:
    """The law asks for a whole accessibility statement; who may not write it reads what there is."""
    found = list[Gap]()
    here = project.administration.id
    if await administrations.is_closed(db, here):
        found.append(Gap(administration_rules.CLOSED, "manage.project"))
    if await accessibility.is_complete(db, here):
        return found
    if administration_rules.administer.allows(viewer, project):
        sentence = _l("Complete the accessibility statement of your administration.")
        return [*found, Gap(sentence, "manage.accessibility")]
    sentence = _l(
        "Ask an administrator of your administration to complete its accessibility statement."
    )
    slug = project.administration.slug
    return [*found, Gap(sentence, "accessibility.statement", {"slug": slug})]


def _gaps_of_phases(project: ProjectView, viewer: Viewer) -> list[Gap]:
    found = list[Gap]()
    for phase in project.phases:
        found += missing_words(
            phase.title, project.languages, _l("Give each phase a title."),
            "manage.phase", "title", phase=phase.code,
        )  # fmt: skip
        if phase.text:
            found += missing_words(
                phase.text, project.languages, _l("Write what one can do in each phase."),
                "manage.phase", "text", phase=phase.code,
            )  # fmt: skip
    opening = [phase for phase in project.phases if phase.opens]
    if not opening:
        found.append(
            Gap(_l("Add a phase in which people can do something."), "manage.phases", {}, "phases")
        )
    elif all(phase.closes_at <= viewer.now for phase in opening):
        found.append(
            Gap(
                _l("All phases in which people can do something are over: choose later dates."),
                "manage.phase", {"phase": opening[0].code}, "opens_at",
            )
        )  # fmt: skip
    return found
