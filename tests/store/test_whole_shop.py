"""Ten thousand steps of random shops on each database, and not one invariant violated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.aftersales.cases import Event
from bot.aftersales.policy import Policy
from tests.stack.machine import lacking
from tests.store.machine import Life
from tests.store.machine.arena import Arena

WANTED = 10_000
LIVES = {"sqlite": 108, "postgres": 112}
STEPS_OF_A_LIFE = 100


@dataclass
class Lived:
    """What the lives on all databases came to."""

    steps: Counter[str] = field(default_factory=Counter)
    events: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def lived() -> Lived:
    return Lived()


@pytest.fixture
def arena(url: str) -> Iterator[Arena]:
    arena = Arena(url)
    yield arena
    arena.close()


@pytest.mark.timeout(1800)
def test_nothing_that_anybody_does_breaks_an_invariant(
    arena: Arena, backend: str, policy: Policy, lived: Lived
) -> None:
    given = {"arena": arena, "policy": policy, "steps": 0, "events": lived.events}
    machine = type("LifeOn", (Life,), given)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=LIVES[backend],
            stateful_step_count=STEPS_OF_A_LIFE,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    lived.steps[backend] = machine.steps


def test_at_least_ten_thousand_steps_were_run_and_everything_has_happened(
    lived: Lived, capsys: pytest.CaptureFixture[str]
) -> None:
    if set(lived.steps) != set(LIVES):
        lacking("the steps are counted where both databases ran")
    with capsys.disabled():
        print(f"\nsteps of the whole shop: {dict(lived.steps)}, together {lived.steps.total()}")
    assert min(lived.steps.values()) >= WANTED
    assert lived.events == set(Event)
