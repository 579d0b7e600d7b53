"""``python -m bot.gateway``: serves HTTP and Socket.IO on the address of the settings."""

from __future__ import annotations

import socket
import sys

import uvicorn

from bot.aftersales.errors import PolicyError
from bot.chat.logs import configure_logs
from bot.gateway.limits import BODY_BYTES
from bot.gateway.server_half import import_server_half
from bot.settings import Settings, settings_or_exit

_BACKLOG = 512
# Longer than proxies and clients keep idle connections (nginx: 60 s), so that it is never the
# gateway that closes one under a message.
_KEEP_ALIVE_S = 75


def main() -> None:
    """Serve until told to stop; a port that is taken ends the start with one line."""
    settings = settings_or_exit()
    configure_logs(settings.log_level)
    listener = _listen(settings)
    import_server_half()
    from bot.gateway.app import create_app  # noqa: PLC0415

    try:
        app = create_app(settings)
    except (OSError, PolicyError) as error:
        print(f"gateway: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        ws_max_size=BODY_BYTES,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.gateway_host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.gateway_host, settings.gateway_port))
    except OSError as error:
        where = f"{settings.gateway_host}:{settings.gateway_port}"
        print(f"gateway: cannot listen on {where}: {error.strerror}", file=sys.stderr)
        raise SystemExit(2) from None
    listener.listen(_BACKLOG)
    return listener


if __name__ == "__main__":
    main()
