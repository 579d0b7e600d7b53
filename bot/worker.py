"""``python -m bot.worker``: what must happen without anybody asking.

Timers of the cases, notices into the conversations, turns that a dead process left behind, and a
warning before the calendar of working days runs out.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

import structlog

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.coverage_watch import CoverageWatch
from bot.aftersales.errors import PolicyError
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.timers import Timers
from bot.chat.database import open_store
from bot.chat.logs import configure_logs
from bot.chat.notices import Notices
from bot.chat.turns import Turns
from bot.clock import Clock
from bot.settings import Settings, settings_or_exit
from bot.words import Words

_log = structlog.get_logger(__name__)
_PAUSE_SECONDS = 1.0
_BATCH = 100
_WAKE_SECONDS = 3.0

Wake = Callable[[str], None]


@dataclass(frozen=True)
class Worker:
    """One round of everything that is due.

    Args:
        clock: what time it is for the cases; the turns' leases follow the machine's.
        wake: tells the gateway that something was written into a conversation.
    """

    timers: Timers
    coverage: CoverageWatch
    notices: Notices
    turns: Turns
    clock: Clock
    wake: Wake

    def round(self) -> None:
        """Do what is due; a failing part does not stop the others."""
        for part in (
            self._run_timers,
            self._deliver,
            self._find_abandoned_turns,
            self._look_at_the_calendar,
        ):
            try:
                part()
            except Exception:
                _log.exception("round_failed")

    def _run_timers(self) -> None:
        more = True
        while more:
            more = self.timers.run(self.clock.now()).more

    def _deliver(self) -> None:
        for conversation_id in self.notices.deliver(_BATCH):
            self.wake(conversation_id)

    def _find_abandoned_turns(self) -> None:
        for conversation_id in self.turns.abandoned(_BATCH):
            self.wake(conversation_id)

    def _look_at_the_calendar(self) -> None:
        self.coverage.look(self.clock.now())


class GatewayBell:
    """Wakes the gateway. When it is away nothing is lost: clients ask for what they missed."""

    def __init__(self, gateway_url: str, service_token: str) -> None:
        self._url = f"{gateway_url}/internal/v1/wake"
        self._headers = {"Content-Type": "application/json", "X-Service-Token": service_token}
        self._opener = build_opener(ProxyHandler({}))

    def __call__(self, conversation_id: str) -> None:
        """Tell that something was written into a conversation."""
        body = json.dumps({"conversation_id": conversation_id}).encode()
        request = Request(self._url, data=body, headers=self._headers, method="POST")
        try:
            with self._opener.open(request, timeout=_WAKE_SECONDS):
                pass
        except (URLError, OSError) as error:
            _log.warning("gateway_away", conversation_id=conversation_id, error=str(error))


def build_worker(settings: Settings, wake: Wake) -> Worker:
    """Put the worker together.

    Raises:
        OSError: a file named in the settings cannot be read.
        PolicyError: the rules cannot be used.
    """
    clock = settings.clock()
    business, chat = Store(settings.database_url), open_store(settings.database_url)
    policy = Policy.load(settings.policy_file)
    words = Words.load(settings.domain_file)
    return Worker(
        timers=Timers(business, policy),
        coverage=CoverageWatch(business),
        notices=Notices(chat, BuyerDoor(business, policy, clock), words, clock),
        turns=Turns(chat, clock, owner="worker"),
        clock=clock,
        wake=wake,
    )


def main() -> None:
    """Work until told to stop."""
    settings = settings_or_exit()
    configure_logs(settings.log_level)
    bell = GatewayBell(settings.gateway_url, settings.service_token.get_secret_value())
    try:
        worker = build_worker(settings, bell)
    except (OSError, PolicyError) as error:
        print(f"worker: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.is_set():
        worker.round()
        stopping.wait(_PAUSE_SECONDS)


if __name__ == "__main__":
    main()
