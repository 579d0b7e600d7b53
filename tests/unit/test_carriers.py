"""Carriers by their names, and that the chat and the business know the same ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.aftersales.carriers import CARRIERS, carrier_name, parcel_number
from bot.aftersales.models.cases import CARRIER_LENGTH
from bot.nlu.carriers import CARRIERS as HEARD
from bot.words import Words


def test_every_carrier_the_chat_hears_is_known_to_the_business() -> None:
    assert [code for code in HEARD if carrier_name(code) is None] == []


def test_a_carriers_own_name_is_the_one_the_chat_says() -> None:
    words = Words.load(Path(__file__).parents[2] / "domain.yml")
    said = {code: f"utter_carrier_{code.lower()}" for code in HEARD}
    spoken = {code: words.say(name) for code, name in said.items() if words.has(name)}
    assert len(spoken) > 10
    assert spoken == {code: carrier_name(code) for code in spoken}


def test_no_name_stands_for_two_carriers() -> None:
    for code, names in CARRIERS.items():
        assert {carrier_name(name) for name in (code, *names)} == {names[0]}
        assert len(names[0]) <= CARRIER_LENGTH


@pytest.mark.parametrize("said", ["", " ", "某某快递", "顺丰顺丰", "S"])
def test_what_is_no_carrier_is_none(said: str) -> None:
    assert carrier_name(said) is None


@pytest.mark.parametrize(
    ("said", "number"),
    [("sf1234", "SF1234"), (" SF 12-34 ", "SF1234"), ("ＳＦ１２", "SF12")],
)
def test_a_number_is_read_however_it_is_written(said: str, number: str) -> None:
    assert parcel_number(said) == number


@pytest.mark.parametrize("said", ["", "  ", "SF12单", "SF12/3", "٣٣"])
def test_what_is_no_number_is_none(said: str) -> None:
    assert parcel_number(said) is None
