"""What moderators decided in the demonstration, what authors said against it, what is reported."""

from typing import TYPE_CHECKING, Any

from sqlmodel import select

from participe.core import clock, html
from participe.core.db import new_id
from participe.ideas.models import Idea, IdeaVersion, Theme
from participe.moderation.models import (
    Action,
    Appeal,
    Decision,
    ModerationMessage,
    Outcome,
    Report,
    Why,
)
from participe.projects.models import Project, ProjectComponent
from participe.subjects.models import Correction, State, Subject, Visibility

if TYPE_CHECKING:
    from participe.demo.load import Loading

AWAY = {"hide": Visibility.HIDDEN, "hold": Visibility.HELD}


async def make(loading: "Loading", content: dict[str, Any]) -> None:
    for one in content["idea"]:
        subject = await _idea(loading, one)
        await _decisions(loading, subject, one)
    for one in content["report"]:
        found = select(Subject).join(Idea).where(Idea.title == loading.titles[one["idea"]])
        subject = (await loading.db.exec(found)).one()
        loading.db.add_all(
            Report(
                created_at=loading.at(one["day"], 10 + n),
                subject_id=subject.id,
                person_id=loading.people[person].id,
                why=Why(why),
                text=text,
            )
            for n, (person, why, text) in enumerate(
                zip(one["by"], one["why"], one["text"], strict=True)
            )
        )


async def _idea(loading: "Loading", one: dict[str, Any]) -> Subject:
    db = loading.db
    found = select(ProjectComponent).join(Project).where(Project.slug == one["project"])
    box = (await db.exec(found)).first()
    assert box
    theme = select(Theme.id).where(Theme.component_id == box.id, Theme.key == one["theme"])
    away = next((AWAY[key] for key in AWAY if key in one), Visibility.VISIBLE)
    if one.get("appeal", {}).get("outcome") == "overturned":
        away = Visibility.VISIBLE
    because = (one.get("hide") or one["hold"])["why"] if away is not Visibility.VISIBLE else ""
    with clock.stopped_at(loading.at(one["day"], 15)):  # ids sort by the time they were made
        subject = Subject(
            id=new_id(), kind="idea", administration_id=box.administration_id,
            project_id=box.project_id, component_id=box.id,
            author_id=loading.people[one["author"]].id, lang=one["lang"], state=State.SUBMITTED,
            visibility=away, hidden_because=because,
        )  # fmt: skip
    db.add(subject)
    await db.flush()
    words = one.get("correct", one)
    idea = Idea(
        id=subject.id, box_id=box.id, title=words["title"], body=words["body"],
        body_html=html.render(words["body"]), excerpt=html.excerpt(words["body"]),
        theme_id=(await db.exec(theme)).one(),
    )  # fmt: skip
    db.add(idea)
    await db.flush()
    if "correct" in one:
        at = loading.at(words["day"], 11)
        idea.version, idea.edited_at = 2, at
        before = {"title": one["title"], "body": one["body"]}
        db.add(
            IdeaVersion(
                idea_id=idea.id, number=1, written_at=subject.created_at, withheld=True, **before
            )
        )
        db.add(
            Correction(
                created_at=at, subject_id=subject.id, person_id=loading.people[one["author"]].id,
                before="\n\n".join(before.values()),
            )
        )  # fmt: skip
    return subject


async def _decisions(loading: "Loading", subject: Subject, one: dict[str, Any]) -> None:
    db, people = loading.db, loading.people
    for key in AWAY:
        if said := one.get(key):
            decision = Decision(
                created_at=loading.at(said["day"], 9), subject_id=subject.id, action=Action(key),
                why=Why(said["why"]), text=said["text"], by_id=people[said["by"]].id,
            )  # fmt: skip
            db.add(decision)
            await db.flush()
            if appeal := one.get("appeal"):
                await _appeal(loading, subject, decision, appeal)
    for said in one.get("say", []):
        by_author = said["who"] == "author"
        db.add(
            ModerationMessage(
                created_at=loading.at(said["day"], 17), subject_id=subject.id, text=said["text"],
                person_id=people[one["author"] if by_author else said["who"]].id,
                is_by_author=by_author,
            )
        )  # fmt: skip


async def _appeal(
    loading: "Loading", subject: Subject, decision: Decision, one: dict[str, Any]
) -> None:
    assert subject.author_id
    appeal = Appeal(
        created_at=loading.at(one["day"], 18), subject_id=subject.id, decision_id=decision.id,
        person_id=subject.author_id, text=one["text"],
    )  # fmt: skip
    if "outcome" in one:
        judge, at = loading.people[one["by"]].id, loading.at(one["decided"], 10)
        appeal.outcome, appeal.reason = Outcome(one["outcome"]), one["reason"]
        appeal.decided_by_id, appeal.decided_at = judge, at
        if appeal.outcome is Outcome.OVERTURNED:
            loading.db.add(
                Decision(
                    created_at=at, subject_id=subject.id, action=Action.RESTORE,
                    text=one["reason"], by_id=judge,
                )
            )  # fmt: skip
    loading.db.add(appeal)
