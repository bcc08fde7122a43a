"""import, analyse, export: data in and out, without a browser."""

import typer


def add_to(app: typer.Typer) -> None:
    """Commands are added by the slices' own command files."""
