"""Bad input in every state: two thousand random turns of two dozen buyers against the live bot.

``FUZZ_SEED`` chooses another run, ``FUZZ_TURNS`` a longer one.
"""

from __future__ import annotations

import os

import pytest

from tests.scenarios.driver.fuzzing import fuzz
from tests.scenarios.driver.stage import running_stage

_SEED = int(os.environ.get("FUZZ_SEED", "20261110"))
_TURNS = int(os.environ.get("FUZZ_TURNS", "2000"))
_BUYERS = 24
_FAULTS_SHOWN = 20


@pytest.mark.timeout(1200)
def test_random_buyers_are_always_answered_and_break_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    print(f"FUZZ_SEED={_SEED} FUZZ_TURNS={_TURNS}")
    with running_stage(tmp_path_factory.mktemp("fuzz"), still=False) as stage:
        faults = fuzz(stage, seed=_SEED, turns=_TURNS, buyers=_BUYERS)

    shown = "\n".join(faults[:_FAULTS_SHOWN])
    assert not faults, f"FUZZ_SEED={_SEED}: {len(faults)} faults, the first ones:\n{shown}"
