"""One of several processes that race: opens a door, waits for the start, acts once, tells.

``python -m tests.store.racer`` reads one job as JSON from standard input, says ``ready``, waits for
another line and answers with the status of its case or the code of its error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.errors import AftersalesError
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.timers import Timers
from bot.aftersales.views import RefundDraft
from tests.store.shop import BUYER, StandingClock

_POLICY = Path(__file__).parents[2] / "policy.toml"


@dataclass(frozen=True)
class Job:
    """What a process is to do: ``does`` names it, ``at`` is its clock."""

    url: str
    at: str
    does: str
    key: str
    case_no: str = ""
    item_id: int = 0
    digest: str = ""

    def as_line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


def run(job: Job, wait: Callable[[], object]) -> str:
    """Do the job once ``wait`` is over; what came of it."""
    store = Store(job.url)
    policy, clock = Policy.load(_POLICY), StandingClock(job.at)
    buyer = BuyerDoor(store, policy, clock)
    seller = BackofficeDoor(store, policy, clock)
    number, key = job.case_no, job.key
    wanted = RefundDraft(job.item_id, 1, CaseType.REFUND_ONLY, Reason.OTHER)
    acts: dict[str, Callable[[], Any]] = {
        "submit": lambda: (
            buyer.submit(BUYER, wanted, idempotency_key=key, confirmed_digest=job.digest).status
        ),
        "withdraw": lambda: buyer.withdraw(BUYER, number, idempotency_key=key).status,
        "approve": lambda: seller.approve(number, actor_id="s", idempotency_key=key).status,
        "reject": lambda: seller.reject(number, "x", actor_id="s", idempotency_key=key).status,
        "timers": lambda: ",".join(Timers(store, policy).run(clock.now()).events) or "NOTHING",
    }
    wait()
    try:
        return str(acts[job.does]())
    except AftersalesError as error:
        return f"refused {error.code}"
    finally:
        store.close()


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    job = Job(**json.loads(sys.stdin.readline()))

    def wait() -> None:
        print("ready", flush=True)
        sys.stdin.readline()

    print(run(job, wait), flush=True)


if __name__ == "__main__":
    main()
