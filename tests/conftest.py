"""The order of the tests, and the whole bot for those that talk to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack.running_bot import RunningBot

_TESTS = Path(__file__).parent
_FAST_FIRST = ("unit", "nlu", "store", "backoffice", "gateway", "actions", "dialogue", "browser")
_NEEDS_THE_BOT = "bot"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is quick goes first: a slip shows before the slow ones begin."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    folder = item.path.relative_to(_TESTS).parts[0]
    return _FAST_FIRST.index(folder) if folder in _FAST_FIRST else len(_FAST_FIRST)


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    """The whole bot, started once."""
    running = RunningBot(tmp_path_factory.mktemp("bot"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A test that fails while it talks to the bot shows the ends of the bot's logs."""
    outcome = yield
    report = outcome.get_result()
    running = getattr(item, "funcargs", {}).get(_NEEDS_THE_BOT)
    if report.when == "call" and report.failed and running is not None:
        report.sections.append(("the bot's logs", running.log_tails()))
