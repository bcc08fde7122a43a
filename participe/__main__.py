"""`python -m participe` is the command `participe`."""

from participe.cli import app

app()
