"""What stands beside the tables: what the project is, what each column means, under which licence.

`datapackage.json` follows the Data Package of Frictionless Data, version 1
(https://specs.frictionlessdata.io/data-package/).
"""

import json
from dataclasses import dataclass
from typing import Any

from participe.core.i18n import _
from participe.exports.csvs import cell
from participe.exports.fields import OpenField, OpenTable
from participe.exports.source import Source
from participe.exports.tables import TABLES
from participe.insights.queries import RunView

MADE_BY = "participe-export-1"  # by this a folder is known as an earlier export
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}


@dataclass(frozen=True)
class Written:
    """A file that was written, as the package tells it."""

    name: str
    bytes: int
    sha256: str
    rows: int | None = None


def report_name(slug: str) -> str:
    return f"report-{slug}.json"


def as_json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def project_json(source: Source) -> dict[str, Any]:
    """The project in a few facts: promise, phases, boxes, how each analysis was made."""
    project, words = source.project, source.words
    slugs = {one.id: one.slug for one in project.components}
    return {
        "slug": project.slug,
        "url": source.address(f"/projects/{project.slug}"),
        "title": project.title,
        "summary": project.summary,
        "administration": {
            "slug": project.administration.slug,
            "name": project.administration.name,
        },
        "languages": list(project.languages),
        "published_at": cell(project.published_at),
        "exported_at": cell(source.at),
        "licence": LICENCE,
        "promise": {
            "decides": words.decides,
            "by_whom": words.by_whom,
            "by_when": words.by_when.isoformat() if words.by_when else None,
            "not_open": words.not_open,
            "feedback": words.feedback,
        },
        "phases": [
            {
                "title": phase.title,
                "opens_at": cell(phase.opens_at),
                "closes_at": cell(phase.closes_at),
                "opens": sorted(f"{slugs[id_]}:{ability}" for id_, ability in phase.opens),
            }
            for phase in project.phases
        ],
        "boxes": [
            {
                "box": box.component.slug,
                "title": box.component.title,
                "question": box.question,
                "themes": [{"key": theme.key, "name": theme.name} for theme in box.themes],
                "own_questions": [
                    {
                        "key": own.key,
                        "kind": own.kind.value,
                        "label": own.label,
                        "options": {option.value: option.label for option in own.options},
                    }
                    for own in box.fields
                ],
            }
            for box in source.boxes
        ],
        "analyses": [_analysis(one.slug, run) for one, run in source.runs],
    }


def _analysis(slug: str, run: RunView) -> dict[str, Any]:
    return {
        "analysis": run.code,
        "box": slug,
        "report": report_name(slug),
        "made_at": cell(run.done_at),
        "read_at": cell(run.read_at),
        "published_at": cell(run.published_at),
        "received": run.received,
        "read": run.read,
        "left_out": run.excluded,
        "public_now": run.shown,
        "without_topic": run.untold,
        "to_check": run.to_check,
        "topics": run.topics,
        "stability": run.stability,
        "command": run.command(slug),
        "method": run.method,
    }


def data_package(source: Source, written: dict[str, Written]) -> dict[str, Any]:
    """The description that programs read; what was not written yet has neither size nor hash."""
    project = source.project
    return {
        "profile": "data-package",
        "name": project.slug,
        "title": str(project.title),
        "description": str(project.summary),
        "homepage": source.address(f"/projects/{project.slug}"),
        "created": cell(source.at),
        "licenses": [LICENCE],
        "contributors": [{"title": str(project.administration.name), "role": "publisher"}],
        "made_by": MADE_BY,
        "resources": [_resource(table, written.get(table.file)) for table in TABLES],
    }


def _resource(table: OpenTable, file: Written | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": str(table.title),
        "description": str(table.text),
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
    }
    if file is not None:
        found |= {"bytes": file.bytes, "hash": f"sha256:{file.sha256}", "rows": file.rows}
    schema: dict[str, Any] = {
        "fields": [_field(field) for field in table.fields],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.points_to:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": other, "fields": there}}
            for column, other, there in table.points_to
        ]
    return found | {"schema": schema}


def _field(field: OpenField) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "description": str(field.text),
    }
    limits: dict[str, Any] = {}
    if field.required:
        limits["required"] = True
    if field.among:
        limits["enum"] = [str(one) for one in field.among]
    return found | ({"constraints": limits} if limits else {})


def readme(source: Source) -> str:
    """For people who open the folder."""
    project = source.project
    lines = [
        f"# {project.title}",
        "",
        f"**{_('Open data')}**",
        "",
        str(project.summary),
        "",
        _("Published by %(name)s.", name=str(project.administration.name)),
        source.address(f"/projects/{project.slug}"),
        "",
        _("These files hold what is public in this project on %(when)s. Names and e-mail "
          "addresses are not in them, nor anything that is hidden, withdrawn or not sent.",
          when=cell(source.at)),
        "",
        f"## {_('Files')}",
        "",
        *(f"- `{table.file}`, `{table.json_file}`: {table.text}" for table in TABLES),
        f"- `project.json`: {_('The project: promise, steps, boxes, themes, how each analysis was made.')}",
        *(f"- `{report_name(one.slug)}`: {_('The published analysis, as the program wrote it.')}"
          for one, _run in source.runs),
        *(f"- `analysis-{one.slug}…`: {_('What this analysis read, and went on from: all that makes it again.')}"
          for one, _run in source.runs),
        f"- `data-dictionary.md`, `datapackage.json`: {_('What each column means, for people and for programs.')}",
        f"- `SHA256SUMS`: {_('The checksum of each file; the command “sha256sum -c SHA256SUMS” checks them.')}",
        "",
        f"## {_('Make the analysis again')}",
        "",
    ]  # fmt: skip
    if source.runs:
        lines += [f"    {run.command(one.slug)}" for one, run in source.runs]
        lines += ["", again()]
    else:
        lines += [_("No analysis of this project is published.")]
    lines += ["", f"## {_('Licence')}", "", f"{LICENCE['title']} ({LICENCE['name']}): {LICENCE['path']}", "",
              _("You may use these data freely if you name the administration that published them.")]  # fmt: skip
    return "\n".join(lines) + "\n"


def again() -> str:
    return _(
        "With the same versions of the libraries the file is the same, byte for byte, as long as "
        "no idea that was read was changed, hidden or withdrawn since."
    )
