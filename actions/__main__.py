"""``python -m actions``: runs the action server."""

from __future__ import annotations

from functools import partial

from sanic import Sanic
from sanic.worker.loader import AppLoader

from actions.server import build
from bot.chat.logs import configure_logs
from bot.settings import settings_or_exit

settings = settings_or_exit()

if __name__ == "__main__":
    configure_logs(settings.log_level)
    loader = AppLoader(factory=partial(build, settings))
    app = loader.load()
    app.prepare(
        host="127.0.0.1",
        port=settings.actions_port,
        single_process=True,
        access_log=False,
        motd=False,
    )
    Sanic.serve_single(primary=app)
