"""python-socketio without its client half, for the gateway's own process.

Importing it imports its clients (requests, websocket-client) and every queue it could use
(redis). The gateway is a server, and by default the only one: telling the import system for that
moment that these packages are absent, as they may well be, saves 18 MB of the gateway's memory.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_CLIENT_HALF = ("requests", "websocket", "redis")


def import_server_half() -> None:
    """Import python-socketio without what only its clients need.

    To be called before anything else imports it; afterwards it changes nothing.
    """
    with _absent(*_CLIENT_HALF):
        importlib.import_module("socketio")


def redis_manager(url: str) -> Any:
    """What passes events on between gateways, through Redis."""
    import_server_half()
    module = importlib.reload(sys.modules["socketio.async_redis_manager"])
    return module.AsyncRedisManager(url)


@contextmanager
def _absent(*names: str) -> Iterator[None]:
    hidden = [name for name in names if name not in sys.modules]
    # None makes an import fail as if the package were not installed.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
