"""The command `participe`: one file for each group of commands."""

import typer

from participe.cli import analysis, audit, exports, imports, opinions, people, run

app = typer.Typer(
    name="participe",
    help="Citizen participation and co-creation for public administrations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
run.add_to(app)
imports.add_to(app)
analysis.add_to(app)
opinions.add_to(app)
exports.add_to(app)
people.add_to(app)
audit.add_to(app)
