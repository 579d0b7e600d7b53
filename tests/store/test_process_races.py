"""Processes that race for one case, and processes that are killed half-way."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseStatus
from bot.aftersales.store import Store
from bot.aftersales.views import CaseView
from tests.store.invariants import assert_invariants
from tests.store.racer import Job
from tests.store.shop import BUYER, Shop, StandingClock, draft, submit
from tests.store.snapshot import Snapshot

_ROOT = Path(__file__).parents[2]
_SECONDS = 60


def at_once(*jobs: Job) -> list[str]:
    """Start a process for each job, let them go together; what came of each."""
    with ExitStack() as alive:
        racers = [alive.enter_context(_process("tests.store.racer")) for _ in jobs]
        for racer in racers:
            alive.callback(racer.kill)
        for racer, job in zip(racers, jobs, strict=True):
            _say(racer, job.as_line())
        assert [_hear(racer) for racer in racers] == ["ready"] * len(jobs)
        for racer in racers:
            _say(racer, "go\n")
        return [_hear(racer) for racer in racers]


def killed(job: Job, after_statement: str) -> None:
    """Let a process do the job, and die as soon as a statement of that kind was sent."""
    order = {**asdict(job), "after_statement": after_statement}
    with _process("tests.store.killed") as process:
        told, _ = process.communicate(json.dumps(order) + "\n", timeout=_SECONDS)
    assert (process.returncode, told) == (-signal.SIGKILL, ""), "it was not killed where it should"


def _process(module: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line)
    process.stdin.flush()


def _hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def job(url: str, clock: StandingClock, does: str, key: str, case: CaseView | None = None) -> Job:
    number = case.case_no if case else ""
    return Job(url=url, at=clock.now().isoformat(), does=does, key=key, case_no=number)


def check(store: Store) -> None:
    with store.reading() as session:
        assert_invariants(session)


def sorted_outcomes(outcomes: Sequence[str]) -> tuple[str, set[str]]:
    """The one that won, and what the others heard."""
    won = [outcome for outcome in outcomes if not outcome.startswith("refused ")]
    assert len(won) == 1, outcomes
    return won[0], {outcome for outcome in outcomes if outcome != won[0]}


def test_of_processes_that_submit_the_same_item_exactly_one_wins(
    url: str, shop: Shop, door: BuyerDoor, store: Store, clock: StandingClock
) -> None:
    wanted = draft(door.order(BUYER, shop.order()))
    digest = door.quote(BUYER, wanted).digest
    jobs = [
        replace(job(url, clock, "submit", f"k{turn}"), item_id=wanted.item_id, digest=digest)
        for turn in range(3)
    ]
    won, others = sorted_outcomes(at_once(*jobs))
    assert (won, others) == (CaseStatus.PENDING_SELLER, {"refused OPEN_CASE_EXISTS"})
    assert len(door.cases(BUYER)) == 1
    check(store)


def test_of_an_approval_and_a_withdrawal_in_two_processes_exactly_one_wins(
    url: str, shop: Shop, door: BuyerDoor, store: Store, clock: StandingClock
) -> None:
    case = submit(door, draft(door.order(BUYER, shop.order())))
    outcomes = at_once(
        job(url, clock, "approve", "a", case), job(url, clock, "withdraw", "w", case)
    )
    won, others = sorted_outcomes(outcomes)
    assert others == {"refused NOT_POSSIBLE_NOW"}
    assert door.case(BUYER, case.case_no).status == won
    assert won in {CaseStatus.REFUNDING, CaseStatus.CANCELLED}
    check(store)


def test_of_the_timers_and_the_seller_in_two_processes_exactly_one_wins(
    url: str, shop: Shop, door: BuyerDoor, store: Store, clock: StandingClock
) -> None:
    case = submit(door, draft(door.order(BUYER, shop.order())))
    clock.move(hours=49)
    timers, seller = at_once(job(url, clock, "timers", "t"), job(url, clock, "reject", "r", case))
    assert (timers, seller) in {
        ("AUTO_APPROVE", "refused NOT_POSSIBLE_NOW"),
        ("NOTHING", CaseStatus.SELLER_REJECTED),
    }
    check(store)


def test_timers_in_several_processes_do_each_case_once(
    url: str, shop: Shop, door: BuyerDoor, store: Store, clock: StandingClock
) -> None:
    numbers = [submit(door, draft(door.order(BUYER, shop.order()))).case_no for _ in range(5)]
    clock.move(hours=49)
    at_once(*(job(url, clock, "timers", f"t{turn}") for turn in range(3)))
    for number in numbers:
        steps = [step.event for step in door.case(BUYER, number).timeline]
        assert steps == ["SUBMIT", "AUTO_APPROVE"]
    check(store)


@pytest.mark.parametrize(
    "after_statement",
    [
        "INSERT INTO after_sale_cases",
        "INSERT INTO case_events",
        "UPDATE order_items",
        "UPDATE payments",
        "INSERT INTO idempotency_keys",
    ],
)
def test_a_process_killed_while_it_submits_leaves_nothing_half_done(
    url: str,
    shop: Shop,
    door: BuyerDoor,
    store: Store,
    clock: StandingClock,
    after_statement: str,
) -> None:
    wanted = draft(door.order(BUYER, shop.order()))
    digest = door.quote(BUYER, wanted).digest
    before = look(store)
    killed(
        replace(job(url, clock, "submit", "k"), item_id=wanted.item_id, digest=digest),
        after_statement,
    )
    assert look(store) == before
    again = door.submit(BUYER, wanted, idempotency_key="k", confirmed_digest=digest)
    assert again.status is CaseStatus.PENDING_SELLER
    check(store)


@pytest.mark.parametrize(
    ("does", "after_statement"),
    [
        ("approve", "UPDATE after_sale_cases"),
        ("approve", "INSERT INTO refunds"),
        ("approve", "INSERT INTO audit_log"),
        ("withdraw", "UPDATE after_sale_cases"),
        ("withdraw", "UPDATE payments"),
        ("timers", "INSERT INTO case_events"),
    ],
)
def test_a_process_killed_while_it_decides_leaves_the_case_as_it_was(
    url: str,
    shop: Shop,
    door: BuyerDoor,
    store: Store,
    clock: StandingClock,
    does: str,
    after_statement: str,
) -> None:
    case = submit(door, draft(door.order(BUYER, shop.order())))
    clock.move(hours=49)
    before = look(store)
    order = job(url, clock, does, "k", case)
    killed(order, after_statement)
    assert look(store) == before
    assert at_once(order) != [""]
    assert door.case(BUYER, case.case_no).status is not CaseStatus.PENDING_SELLER
    check(store)


def look(store: Store) -> Snapshot:
    with store.engine.connect() as connection:
        return Snapshot.take(connection)
