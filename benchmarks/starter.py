"""Rasa's own starter project, made, trained and run as ``rasa init`` leaves it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from benchmarks.measure import TURNS_EACH, Turn

_PORT = 5105
_URL = f"http://127.0.0.1:{_PORT}/webhooks/rest/webhook"
_LINES = (
    "hi",
    "I am feeling great",
    "I am sad today",
    "hello",
    "are you a bot?",
    "thanks, goodbye",
)
_RASA = Path(".venv-rasa/bin/python").absolute()
_ENVIRONMENT = {
    **os.environ,
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
_READY_WITHIN_SECONDS = 120


def prepare(folder: Path) -> None:
    """Make and train the starter in ``folder`` unless it is there."""
    if any((folder / "models").glob("*.tar.gz")):
        return
    folder.mkdir(parents=True, exist_ok=True)
    _rasa(folder, "init", "--no-prompt", "--init-dir", ".")


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """The starter's server; yields its process id."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [str(_RASA), "-m", "rasa", "run", "--port", str(_PORT), "--interface", "127.0.0.1"],
            cwd=folder, env=_ENVIRONMENT, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait()
            yield process.pid
        finally:
            process.terminate()
            process.wait(20)


def conversation(number: int) -> list[Turn]:
    """Somebody who says the starter's kind of lines."""
    http = requests.Session()
    name = f"talker-{number}"
    return [_line(http, name, _LINES[at % len(_LINES)]) for at in range(TURNS_EACH)]


def _line(http: requests.Session, name: str, text: str) -> Turn:
    def say() -> None:
        answer = http.post(_URL, json={"sender": name, "message": text}, timeout=30)
        answer.raise_for_status()
        if not answer.json():
            raise RuntimeError(f"the starter has no answer to {text!r}")

    return say


def _rasa(folder: Path, *arguments: str) -> None:
    with (folder / "setup.log").open("ab") as log:
        subprocess.run(
            [str(_RASA), "-m", "rasa", *arguments],
            cwd=folder, env=_ENVIRONMENT, stdout=log, stderr=subprocess.STDOUT, check=True,
        )  # fmt: skip


def _wait() -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            if requests.get(f"http://127.0.0.1:{_PORT}/", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.5)
    raise TimeoutError("the starter did not start")
