"""Every scenario with every buyer: the store ends as it should, and no law is broken on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.driver.conversation import Stage, play
from tests.scenarios.driver.report import failure
from tests.scenarios.driver.scenario import LEAST_BUYERS, Scenario, read_scenarios
from tests.scenarios.driver.stage import running_stage
from tests.store.invariants import assert_invariants

_SCENARIOS = read_scenarios(Path(__file__).parent)
_FOLDERS = {
    "happy_path", "prefilled", "corrections", "change_of_mind", "digressions", "several_wishes",
    "ambiguous_reference", "cancellations", "refusals", "other_peoples_orders",
    "claims_and_injection", "bad_input", "people", "not_understood", "resume_later", "idempotency",
}  # fmt: skip
_LEAST_SCENARIOS = 60


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with running_stage(tmp_path_factory.mktemp("scenarios")) as up:
        yield up


@pytest.mark.parametrize(
    ("scenario", "buyer"),
    [
        pytest.param(one, buyer, id=f"{one.name}-{buyer}")
        for one in _SCENARIOS
        for buyer in one.buyers
    ],
)
def test_the_buyer_ends_with_what_was_meant(stage: Stage, scenario: Scenario, buyer: str) -> None:
    result = play(stage, scenario, buyer)

    assert result.passed, failure(result)


def test_the_store_is_sound_after_all_of_them(stage: Stage) -> None:
    with stage.bot.store.reading() as session:
        assert_invariants(session)


def test_every_behaviour_has_scenarios_and_every_scenario_five_buyers() -> None:
    assert {one.folder for one in _SCENARIOS} == _FOLDERS
    assert len(_SCENARIOS) >= _LEAST_SCENARIOS
    for one in _SCENARIOS:
        assert len(one.buyers) >= LEAST_BUYERS
        openings = [persona.turns[0] for persona in one.buyers.values()]
        said = [opening.say for opening in openings if opening.say]
        assert len(set(said)) == len(said), f"{one.name}: two buyers begin alike"
