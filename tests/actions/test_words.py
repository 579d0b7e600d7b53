"""Everything the code says has words, and the words get every value they need."""

from __future__ import annotations

import re
from string import Formatter

import pytest
import yaml

from actions.cases.command import ConfirmedCommand
from actions.cases.wishes import COMMANDS
from actions.chips import START, WISHES
from bot.aftersales.cases import Event
from bot.aftersales.codes import (
    CaseStatus,
    CaseType,
    Destination,
    FreightPayer,
    LineCode,
    OrderStatus,
    PaymentMethod,
    Reason,
)
from bot.chat.errors import ChatError
from bot.desk.errors import DeskError
from bot.desk.models import Why
from tests.actions.spoken import codes_in, spoken_in
from tests.stack.running_bot import ROOT

SPEAKING = (
    "actions",
    "bot/cards",
    "bot/chat",
    "bot/desk",
    "bot/gateway",
    "bot/worker.py",
)
# What the back office alone can meet, and what only a broken program can.
NOT_FOR_BUYERS = {
    "REFUND_NOT_FOUND",
    "AMOUNT_NOT_POSSIBLE",
    "AMOUNT_INVALID",
    "NO_FURTHER_OFFER",
    "SIGNATURE_USED",
    "REASON_INVALID",
    "NO_CASE_NUMBER_FREE",
    "IDEMPOTENCY_KEY_INVALID",
    "BUYER_NOT_FOUND",
    "EVIDENCE_NOT_FOUND",
    "QUOTE_CHANGED",
    "POLICY_INVALID",
    "CALENDAR_INVALID",
}
CONFIRMED = [wish for wish, command in COMMANDS.items() if issubclass(command, ConfirmedCommand)]
MAKERS = ("Refusal", "NotFound", "AftersalesError", "__init__")


@pytest.fixture(scope="module")
def responses() -> dict[str, str]:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return {name: texts[0]["text"] for name, texts in domain["responses"].items()}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_response_the_code_names_exists(responses: dict[str, str]) -> None:
    missing = {
        f"{spoken.name} ({spoken.where})"
        for spoken in spoken_in(ROOT, *SPEAKING)
        if spoken.name not in responses
    }

    assert not missing


def test_every_response_gets_the_values_it_needs(responses: dict[str, str]) -> None:
    lacking = {
        f"{spoken.name} ({spoken.where}) lacks {sorted(missing)}"
        for spoken in spoken_in(ROOT, *SPEAKING)
        if spoken.given is not None
        and (missing := placeholders(responses.get(spoken.name, "")) - spoken.given)
    }

    assert not lacking


@pytest.mark.parametrize(
    ("prefix", "codes"),
    [
        ("utter_status_", CaseStatus),
        ("utter_order_status_", OrderStatus),
        ("utter_type_", CaseType),
        ("utter_reason_", Reason),
        ("utter_destination_", Destination),
        ("utter_method_", PaymentMethod),
        ("utter_freight_payer_", FreightPayer),
        ("utter_line_", LineCode),
        ("utter_event_", Event),
        ("utter_desk_why_", Why),
        ("utter_confirm_", CONFIRMED),
        ("utter_done_", CONFIRMED),
        ("utter_not_now_", COMMANDS),
        ("utter_chip_confirm_", CONFIRMED),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_code_has_its_words(
    responses: dict[str, str], prefix: str, codes: type[CaseStatus]
) -> None:
    assert not [code for code in codes if f"{prefix}{code.lower()}" not in responses]


def test_every_wish_has_a_label(responses: dict[str, str]) -> None:
    assert not [chip.label for chip in (*WISHES.values(), *START) if chip.label not in responses]


def test_every_state_of_a_case_can_be_told(responses: dict[str, str]) -> None:
    told = {f"utter_stands_{status.lower()}" for status in CaseStatus}

    assert told | {"utter_stands_pending_seller_auto"} <= set(responses)


def test_every_refusal_a_buyer_can_meet_has_words(responses: dict[str, str]) -> None:
    codes = codes_in(ROOT, "bot/aftersales", *MAKERS)
    buyers = {code: file for code, file in codes.items() if code not in NOT_FOR_BUYERS}

    assert len(buyers) > 20, "the codes were found"
    wordless = {
        f"{code} ({file})"
        for code, file in buyers.items()
        if f"utter_refused_{code.lower()}" not in responses
    }
    assert not wordless


def test_no_refusal_has_words_without_ever_being_met(responses: dict[str, str]) -> None:
    codes = codes_in(ROOT, "bot/aftersales", *MAKERS)
    spoken = {name for name in responses if name.startswith("utter_refused_")}

    assert spoken - {f"utter_refused_{code.lower()}" for code in codes} == {"utter_refused_other"}


def test_every_error_of_the_gateway_has_words(responses: dict[str, str]) -> None:
    codes = set(codes_in(ROOT, "bot/gateway", "ApiError"))
    codes |= {error.code for base in (ChatError, DeskError) for error in base.__subclasses__()}
    codes -= {"USERNAME_TAKEN"}  # met on the command line only

    assert len(codes) > 15, "the codes were found"
    assert not {code for code in codes if f"utter_error_{code.lower()}" not in responses}


def test_no_response_shows_the_inside_of_the_program(responses: dict[str, str]) -> None:
    shown = [
        name
        for name, text in responses.items()
        if re.search(r"utter_|[A-Z]{3,}_[A-Z]|None\b", re.sub(r"\{\w+\}", "", text))
    ]

    assert not shown


def test_no_two_variations_of_a_response_say_different_numbers() -> None:
    """The first variation is used outside Rasa: more than one would not always be said."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))

    assert not [name for name, texts in domain["responses"].items() if len(texts) != 1]
