"""`python -m participe` is the command `participe`."""

import sys

if sys.argv[1:2] == ["web"]:
    # The process above the web processes does nothing but start them: without the commands, which
    # know the whole platform, it stays a third of the size.
    import typer

    from participe.server import web

    del sys.argv[1]
    typer.run(web)
else:
    from participe.cli import app

    app()
