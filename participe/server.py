"""The web server: one small process above the web processes, which load the application."""

from typing import Annotated

import typer

Port = Annotated[int, typer.Option(help="Port of the web server.", min=1, max=65535)]
Host = Annotated[str, typer.Option(help="Address to listen on.")]


def web(host: Host = "127.0.0.1", port: Port = 8000, workers: int = 1) -> None:
    """The web processes themselves; `serve` and `demo` start this with a full environment."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "participe.asgi:make_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        backpressure=256,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()
