"""The table by behaviour with pass^1 and pass^5, and each failure so that it can be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.scenarios.driver.conversation import Result


def table(results: Sequence[Result]) -> str:
    """One line a folder and one for all; pass^1 is over buyers, pass^5 over scenarios."""
    by_folder: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_folder[result.scenario.split("/")[0]].append(result)
    lines = [f"{'folder':<24}{'scenarios':>10}{'buyers':>8}{'pass^1':>8}{'pass^5':>8}"]
    lines += [_line(folder, some) for folder, some in sorted(by_folder.items())]
    return "\n".join([*lines, _line("all", list(results))])


def failure(result: Result) -> str:
    """What was said, what came, and what differed in the store."""
    head = f"✗ {result.scenario} · {result.buyer}"
    faults = [f"  ! {fault}" for fault in result.faults]
    return "\n".join([head, *result.transcript, *faults])


def pass_1(results: Sequence[Result]) -> float:
    """The share of buyers whose conversation passed."""
    return sum(result.passed for result in results) / len(results)


def pass_5(results: Sequence[Result]) -> float:
    """The share of scenarios that passed with every one of their buyers."""
    whole = list(_by_scenario(results))
    return sum(whole) / len(whole)


def _by_scenario(results: Sequence[Result]) -> Iterator[bool]:
    by_name: defaultdict[str, list[bool]] = defaultdict(list)
    for result in results:
        by_name[result.scenario].append(result.passed)
    return (all(passed) for passed in by_name.values())


def _line(name: str, results: Sequence[Result]) -> str:
    scenarios = len({result.scenario for result in results})
    shares = f"{pass_1(results):>8.2f}{pass_5(results):>8.2f}"
    return f"{name:<24}{scenarios:>10}{len(results):>8}{shares}"
