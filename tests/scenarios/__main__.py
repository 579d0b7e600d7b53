"""``python -m tests.scenarios [NAME …]``: plays all, or those that are named.

Prints a table by behaviour and every failure; exits 1 when something failed.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.scenarios.driver.conversation import Result, play
from tests.scenarios.driver.report import failure, pass_1, pass_5, table
from tests.scenarios.driver.scenario import Scenario, read_scenarios
from tests.scenarios.driver.stage import running_stage

_FOLDER = Path(__file__).parent
_REPORT = Path("reports/scenarios.json")


def main(names: list[str]) -> int:
    """Play and report."""
    scenarios = [one for one in read_scenarios(_FOLDER) if _is_wanted(one, names)]
    if not scenarios:
        print(f"no scenario is named like {' '.join(names)}", file=sys.stderr)
        return 2
    results: list[Result] = []
    with (
        tempfile.TemporaryDirectory(prefix="scenarios") as folder,
        running_stage(Path(folder)) as stage,
    ):
        for scenario in scenarios:
            for buyer in scenario.buyers:
                results.append(play(stage, scenario, buyer))
                if not results[-1].passed:
                    print(failure(results[-1]), end="\n\n", flush=True)
    print(table(results))
    _write_down(results)
    return 0 if all(result.passed for result in results) else 1


def _is_wanted(scenario: Scenario, names: list[str]) -> bool:
    return not names or any(name in scenario.name for name in names)


def _write_down(results: list[Result]) -> None:
    _REPORT.parent.mkdir(exist_ok=True)
    content = {
        "pass^1": pass_1(results),
        "pass^5": pass_5(results),
        "failed": [
            {"scenario": one.scenario, "buyer": one.buyer, "faults": one.faults}
            for one in results
            if not one.passed
        ],
    }
    _REPORT.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
