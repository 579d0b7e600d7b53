"""Puts the stage up: one bot for all scenarios, on a clock that the scenarios set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.chat.logs import configure_logs
from bot.worker import build_worker
from tests.scenarios.driver.conversation import Stage
from tests.scenarios.driver.logs import LogWatch
from tests.scenarios.driver.times import START, PassingTime, set_clock
from tests.stack.running_bot import RunningBot

_ACT_ON_THEIR_OWN = ("worker", "payment")
"""Processes that stand still while scenarios are played: time passes where a scenario says so."""


@contextmanager
def running_stage(folder: Path, *, still: bool = True) -> Iterator[Stage]:
    """Start the bot in ``folder``; it is stopped when the block is left.

    Args:
        still: whether nothing happens but what buyers say and scenarios let happen.
    """
    clock_file = folder / "clock"
    set_clock(clock_file, START)
    bot = RunningBot(folder, clock_file)
    with ExitStack() as stack:
        stack.callback(bot.stop)
        bot.start()
        configure_logs("WARNING")
        worker = build_worker(bot.settings, lambda _conversation: None)
        worker.round()
        for name in _ACT_ON_THEIR_OWN if still else ():
            stack.enter_context(bot.paused(name))
        yield Stage(bot, PassingTime(clock_file, bot.tracker_db, worker), LogWatch(bot))
