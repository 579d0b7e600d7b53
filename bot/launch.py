"""``make run``: the database with demo data, the model, all processes, and the page to open.

Processes stand in ``Procfile``; their output goes to ``var/log/<name>.log``. Ctrl-C stops all.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from honcho.environ import parse_procfile

from bot.settings import Settings, settings_or_exit
from bot.training import TrainingError, train

_READY_WITHIN_SECONDS = 120
_STOPS_WITHIN_SECONDS = 10
_LOOK_EVERY_SECONDS = 0.3
_NOT_IN_PRODUCTION = frozenset({"payment"})


class LaunchError(Exception):
    """The bot cannot be started; the message says what to do."""


@dataclass(frozen=True)
class Running:
    """A process of the Procfile."""

    name: str
    process: subprocess.Popen[bytes]


def main() -> int:
    """Start everything, say where, and wait until somebody stops it."""
    settings = settings_or_exit()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _check_ports(settings)
        _prepare(settings)
        with started(settings) as processes:
            _wait_until_ready(settings, processes)
            _say_where(settings)
            _watch(settings, processes)
    except (LaunchError, TrainingError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped")
    return 0


@contextmanager
def started(settings: Settings) -> Iterator[list[Running]]:
    """All processes of the Procfile; they are stopped when the block is left."""
    with ExitStack() as stack:
        running: list[Running] = []
        stack.callback(_stop, running)
        logs = settings.var_dir / "log"
        logs.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, **_rasa_environment(settings)}
        for name, command in parse_procfile(Path("Procfile").read_text()).processes.items():
            if settings.env == "production" and name in _NOT_IN_PRODUCTION:
                continue
            log = stack.enter_context((logs / f"{name}.log").open("wb"))
            words = shlex.split(_filled(command, environment))
            process = subprocess.Popen(
                words, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
            running.append(Running(name, process))
        yield running


def _rasa_environment(settings: Settings) -> dict[str, str]:
    """What ``endpoints.yml`` and the Procfile need to know of the settings."""
    return {
        "RASA_PORT": str(settings.rasa_port),
        "RASA_ACTIONS_URL": f"{settings.actions_url}/webhook",
        "RASA_ACTIONS_TOKEN": settings.service_token.get_secret_value(),
        "RASA_TRACKER_URL": f"sqlite:///{settings.var_dir}/tracker.db",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def _filled(command: str, environment: dict[str, str]) -> str:
    return command.replace("$RASA_PORT", environment["RASA_PORT"])


def _check_ports(settings: Settings) -> None:
    names = {
        settings.gateway_port: "APP_GATEWAY_PORT",
        settings.rasa_port: "APP_RASA_PORT",
        settings.actions_port: "APP_ACTIONS_PORT",
    }
    for port, name in names.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise LaunchError(
                    f"port {port} is taken: stop what listens there, or choose another with "
                    f"{name}=… make run"
                ) from None


def _prepare(settings: Settings) -> None:
    commands = ["init-db"] if settings.env == "production" else ["init-db", "demo"]
    for command in commands:
        if _run_command(command) != 0:
            raise LaunchError(f"`python -m bot {command}` failed")
    train()


def _run_command(*words: str) -> int:
    """``python -m bot …`` in a process of its own: what it loads is not kept while the bot runs."""
    return subprocess.run([sys.executable, "-m", "bot", *words], check=False).returncode


def _wait_until_ready(settings: Settings, processes: list[Running]) -> None:
    print("starting …", flush=True)
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    state: object = "no answer"
    while time.monotonic() < deadline:
        _raise_if_ended(processes, settings)
        try:
            with urlopen(f"{settings.gateway_url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except URLError as error:
            state = error.reason if not hasattr(error, "read") else json.loads(error.read())
        except OSError as error:
            state = error
        time.sleep(_LOOK_EVERY_SECONDS)
    raise LaunchError(
        f"not ready after {_READY_WITHIN_SECONDS} s: {state}; see {settings.var_dir}/log"
    )


def _say_where(settings: Settings) -> None:
    url = settings.gateway_url
    print(f"\nready: {url}/")
    if settings.env != "production":
        print(f"  as a demo buyer:   {url}/chat?buyer=U1   (the first page lists the others)")
        _run_command("token", "--agent", "A1")
        print("  on the terminal:   .venv/bin/python -m bot chat")
    print("Ctrl-C stops everything.", flush=True)


def _watch(settings: Settings, processes: list[Running]) -> None:
    while True:
        _raise_if_ended(processes, settings)
        time.sleep(_LOOK_EVERY_SECONDS)


def _raise_if_ended(processes: list[Running], settings: Settings) -> None:
    for one in processes:
        if one.process.poll() is not None:
            log = settings.var_dir / "log" / f"{one.name}.log"
            raise LaunchError(f"the process {one.name} ended, see {log}")


def _stop(processes: list[Running]) -> None:
    for one in processes:
        if one.process.poll() is None:
            os.killpg(one.process.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOPS_WITHIN_SECONDS
    for one in processes:
        try:
            one.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(one.process.pid, signal.SIGKILL)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
