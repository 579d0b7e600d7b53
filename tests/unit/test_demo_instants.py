"""How the demo shop's file writes instants."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.demo.instants import instant

NOW = datetime.fromisoformat("2026-03-01T09:30:45+08:00")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("-3d 14:20", "2026-02-26T14:20:00+08:00"),
        ("+2d 23:59", "2026-03-03T23:59:00+08:00"),
        ("-50h", "2026-02-27T07:30:00+08:00"),
        ("-90m", "2026-03-01T08:00:00+08:00"),
    ],
)
def test_offsets_count_from_the_moment_of_loading(text: str, meant: str) -> None:
    assert instant(text, NOW) == datetime.fromisoformat(meant)


def test_days_are_those_of_shanghai_wherever_the_machine_stands() -> None:
    late = datetime.fromisoformat("2026-02-28T20:00:00+00:00")
    assert instant("-1d 10:00", late) == datetime.fromisoformat("2026-02-28T10:00:00+08:00")


@pytest.mark.parametrize("text", ["", "3d 14:20", "-3d", "-3d 24:00", "yesterday", "-3d 14:20 "])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an instant"):
        instant(text, NOW)
