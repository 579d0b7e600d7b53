"""The deck of steps that a life of the shop draws from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from bot.aftersales.cases import Event
from bot.aftersales.codes import CaseStatus
from bot.aftersales.views import CaseView
from tests.store.changes import Mover

picks = st.integers(0, 999)
"""Which one of those that are there; taken modulo their number."""

mostly = st.sampled_from([True] * 5 + [False])


@dataclass(frozen=True)
class Done:
    """A command that was carried out and can be asked for again."""

    mover: Mover
    key: str
    case_no: str
    event: Event
    call: Callable[[str], CaseView]


@dataclass(frozen=True)
class Step:
    """Something that somebody may do: when it makes sense, and what has to be chosen for it."""

    possible: Callable[[Any], bool]
    often: int
    choices: st.SearchStrategy[dict[str, Any]]
    do: Callable[..., None]


STEPS: dict[str, Step] = {}
"""By name. One rule chooses among them: Hypothesis leaves rules out of whole lives (swarm
testing), but a case that reaches its end needs everybody."""


def step(
    possible: Callable[[Any], bool], *, often: int = 1, **choices: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Put a step into the deck, ``often`` times."""

    def register(do: Callable[..., None]) -> Callable[..., None]:
        STEPS[do.__name__] = Step(possible, often, st.fixed_dictionaries(choices), do)
        return do

    return register


def some_case(*statuses: CaseStatus) -> Callable[[Any], bool]:
    """Whether a case stands in one of ``statuses``; in any at all when none is named."""
    return lambda life: bool(life.cases(*statuses))
