"""A refusal of the business as buyers hear it: the rule, and the next step there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import structlog
import yaml

from actions.chips import HUMAN, WISHES
from actions.figures import spoken
from actions.speech import Chip, Speech

log = structlog.get_logger()

_CHIPS_FILE = Path(__file__).parent / "refusal_chips.yml"


def say_refusal(speech: Speech, code: str, params: Mapping[str, str | int]) -> None:
    """The sentence for a code; one that says what to do next where the code has none of its own."""
    response = f"utter_refused_{code.lower()}"
    if not speech.words.has(response):
        log.error("code_without_words", code=code)
        response = "utter_refused_other"
    speech.say(response, chips=_next_steps(code.lower(), params), **spoken(params, speech.words))


def _next_steps(code: str, params: Mapping[str, str | int]) -> list[Chip]:
    """The chips of a code, about the case that stands in the way where there is one."""
    wishes = _steps_by_code().get(code)
    if wishes is None:
        return [HUMAN]
    case_no = params.get("case_no")
    named = (("case_no", str(case_no)),) if case_no else ()
    return [
        HUMAN if wish == HUMAN.intent else replace(WISHES[wish], entities=named) for wish in wishes
    ]


@cache
def _steps_by_code() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load(_CHIPS_FILE.read_text(encoding="utf-8"))
    return found
