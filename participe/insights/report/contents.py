"""What a report says, in the reader's language: from what was read of a run to a document."""

from participe.core.i18n import _, date_text, datetime_text, locale, number
from participe.insights.report import crossed, voices
from participe.insights.report.document import (
    Document,
    Facts,
    Section,
    Signatures,
    Table,
    Words,
    said,
)
from participe.insights.report.source import Source
from participe.insights.report.wording import Links, count, section, stable


def document(source: Source, links: Links) -> Document:
    """Sections without material are left out."""
    project = source.project
    sections = [
        _asked(source, links),
        _complete(source),
        _method(source),
        *voices.topics(source, links),
        voices.campaigns(source, links),
        voices.rare(source, links),
        *crossed.sections(source, links.topic),
        _limits(source),
        _signatures(source),
    ]
    return Document(
        title=_("Report on the topics of the ideas"),
        lang=locale(),
        authority=str(project.administration.name.said()),
        project=str(project.title.said()),
        address=links.here,
        made=datetime_text(source.run.done_at),
        sections=tuple(section for section in sections if section),
    )


def _asked(source: Source, links: Links) -> Section:
    project, title, summary = (
        source.project,
        source.project.title.said(),
        source.project.summary.said(),
    )
    rows = [
        (_("Project"), Words(title.text, links.project, title.lang)),
        (_("Administration"), Words(str(project.administration.name.said()))),
    ]
    if summary:
        rows.append((_("What it is about"), Words(summary.text, lang=summary.lang)))
    box = source.component.title.said()
    rows.append((_("Idea box"), Words(box.text, lang=box.lang)))
    if phases := project.phases:
        opened, closed = min(p.opens_at for p in phases), max(p.closes_at for p in phases)
        dates = _("from %(opens)s to %(closes)s", opens=date_text(opened), closes=date_text(closed))
        rows.append((_("Open"), Words(dates)))
    return section("asked", _("What was asked"), Facts(tuple(rows)))


def _complete(source: Source) -> Section:
    run = source.run
    rows = [
        (Words(_("Received")), count(run.received)),
        (Words(_("Read by the program")), count(run.read)),
        *((Words(_("Left out: %(reason)s", reason=reason)), count(many)) for reason, many in run.reasons),
    ]  # fmt: skip
    if run.untold:
        rows.append((Words(_("Read, but too short to be in a topic")), count(run.untold)))
    if run.gone:
        rows.append((Words(_("Read, but no longer public")), count(run.gone)))
    sentence = _(
        "Every idea received is counted: %(received)s received = %(read)s read + %(left)s left out.",
        received=number(run.received), read=number(run.read), left=number(run.left_out),
    )  # fmt: skip
    head = (_("Ideas"), _("Number"))
    return section(
        "complete", _("Is everything here?"), said(sentence),
        Table(_("What was received and read"), head, tuple(rows)),
    )  # fmt: skip


def _method(source: Source) -> Section:
    run = source.run
    how = _("number asked for") if run.was_asked_for else _("number found by a rule")
    libraries = ", ".join(f"{name} {version}" for name, version in run.method["libraries"].items())
    rows = (
        (_("Topics"), Words(f"{number(run.topics)} ({how})", number=run.topics)),
        (_("Ideas to check"), count(run.to_check)),
        (_("Stability"), Words(stable(run.stability))),
        (_("Made on"), Words(datetime_text(run.done_at))),
        (_("Version of the method"), Words(run.version)),
        (_("Seed of the random draws"), Words(str(run.seed))),
        (_("Fingerprint of what was read (SHA-256)"), Words(run.fingerprint)),
        (_("Libraries"), Words(libraries)),
    )
    return section(
        "method", _("How it was made"),
        said(_(
            "A program read the ideas and put those together that use words with a like meaning, "
            "each language on its own. It ran on the server of this platform; nothing was sent "
            "anywhere. It judged no person and no idea, and it decides nothing."
        )),
        said(_(
            "Names of topics are made of words that people wrote. Quotes are the words of people, "
            "unchanged, in their own language; some are typical, one of each topic is drawn by chance."
        )),
        Facts(rows),
        said(_(
            "Stability: the analysis is made again with a tenth of the ideas left out. It tells "
            "which share of a topic comes back. To check: almost as near to another topic."
        ), note=True),
    )  # fmt: skip


def _limits(source: Source) -> Section:
    texts = [
        _("People who took part chose to do so: they do not stand for the whole population. A large "
          "topic is one that many of them spoke of, not one that most people want."),
        _("A program makes mistakes. Some ideas speak of several things and are in one topic only; "
          "some could as well be in the next one. So read the ideas themselves: each is one click "
          "away."),
        _("Ideas in different languages are in different topics, even when they ask for the same."),
        _("This report shows what is public today: what was withdrawn or hidden since is not in it."),
    ]  # fmt: skip
    return section("limits", _("What this report cannot tell"), *map(said, texts))


def _signatures(source: Source) -> Section:
    run = source.run
    facts = [(_("Analysis"), Words(run.code)), (_("Made on"), Words(datetime_text(run.done_at)))]
    if run.published_at:
        facts.append((_("Made public on"), Words(datetime_text(run.published_at))))
    facts.append((_("Fingerprint of what was read (SHA-256)"), Words(run.fingerprint)))
    lines = (_("Name and office"), _("Date"), _("Signature"))
    return section(
        "signatures", _("Signatures"),
        said(_("Read and compared with the ideas by:")),
        Signatures((lines, lines)), Facts(tuple(facts)),
    )  # fmt: skip
