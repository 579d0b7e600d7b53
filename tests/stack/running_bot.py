"""The whole bot as ``make run`` starts it, on ports and in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.settings import Settings
from tests.gateway.running import free_port

ROOT = Path(__file__).parents[2]
_READY_WITHIN_SECONDS = 420  # training included, where nothing has been trained yet
_STOPS_WITHIN_SECONDS = 20
_TAIL_LINES = 40
_PROCESSES = {
    "rasa": "bot.nlu.rasa_server",
    "actions": "actions",
    "gateway": "bot.gateway",
    "worker": "bot.worker",
    "payment": "bot.demo.payment_provider",
}


class RunningBot:
    """Gateway, Rasa, actions and worker, started and stopped by ``python -m bot.launch``.

    Args:
        folder: where the database, the uploads and the logs go.
        clock_file: holds the instant that it is for all of the bot; None for the machine's clock.
    """

    def __init__(self, folder: Path, clock_file: Path | None = None) -> None:
        self._folder = folder
        self.tracker_db = folder / "tracker.db"
        given = {
            "APP_ENV": "test",
            "APP_VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
            "APP_GATEWAY_PORT": str(free_port()),
            "APP_RASA_PORT": str(free_port()),
            "APP_ACTIONS_PORT": str(free_port()),
            "APP_MESSAGES_PER_MINUTE": "100000",
            **({"CLOCK_FILE": str(clock_file)} if clock_file else {}),
        }
        self._environment = {**_without_settings(os.environ), **given}
        self.settings = Settings(**given)
        self.url = self.settings.gateway_url
        self.clock = self.settings.clock()
        self.policy = Policy.load(ROOT / self.settings.policy_file)
        self.store = Store(self.settings.database_url)
        self.door = BuyerDoor(self.store, self.policy, self.clock)
        self.backoffice = BackofficeDoor(self.store, self.policy, self.clock)
        self._launcher: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything and wait until it is ready.

        Raises:
            AssertionError: it did not become ready; the message holds the ends of the logs.
        """
        with (self._folder / "launch.log").open("wb") as log:
            self._launcher = subprocess.Popen(
                [sys.executable, "-m", "bot.launch"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while not self.is_ready():
            alive = self._launcher.poll() is None and time.monotonic() < deadline
            assert alive, f"the bot did not start\n{self.log_tails()}"
            time.sleep(0.3)

    def stop(self) -> None:
        """Stop everything."""
        self.store.close()
        if self._launcher is None:
            return
        self._launcher.send_signal(signal.SIGTERM)
        try:
            self._launcher.wait(_STOPS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            for process in psutil.Process(self._launcher.pid).children(recursive=True):
                process.kill()
            self._launcher.kill()

    def is_ready(self) -> bool:
        """Whether every part answers."""
        try:
            with self.http() as http:
                return http.get("/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def http(self, **headers: str) -> httpx.Client:
        """A client of the gateway."""
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)

    @contextmanager
    def paused(self, name: str) -> Iterator[None]:
        """One of the processes hangs: it keeps its port and answers nobody."""
        process = self._process(name)
        process.suspend()
        try:
            yield
        finally:
            process.resume()

    def log_tails(self) -> str:
        """The ends of all logs."""
        logs = [self._folder / "launch.log", *sorted((self._folder / "log").glob("*.log"))]
        return "\n".join(f"--- {log.name}\n{_tail(log)}" for log in logs if log.is_file())

    def log_files(self) -> list[Path]:
        """Everything that is logged to."""
        return sorted(self._folder.rglob("*.log"))

    def log_text(self) -> str:
        """All that has been logged."""
        return "\n".join(log.read_text(errors="replace") for log in self.log_files())

    def _process(self, name: str) -> psutil.Process:
        assert self._launcher is not None
        for process in psutil.Process(self._launcher.pid).children():
            if _PROCESSES[name] in process.cmdline():
                return process
        raise LookupError(name)


def _without_settings(environ: os._Environ[str]) -> dict[str, str]:
    """The environment without what would reach the bot from the shell the tests run in."""
    others = {"DATABASE_URL", "REDIS_URL", "CLOCK_FILE"}
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith("APP_") and name not in others
    }


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-_TAIL_LINES:])
