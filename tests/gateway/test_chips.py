"""Chips: only what this server offered, in this conversation, within a day."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.chips import ChipSigner
from bot.chat.views import ChipOffer
from bot.clock import SystemClock
from bot.settings import DEMO_SECRET
from tests.gateway.fake_rasa import FakeRasa
from tests.gateway.running import Buyer, RunningGateway, code_of

_OFFER = ChipOffer("确认提交", "/affirm")


def _offered(buyer: Buyer, rasa: FakeRasa) -> str:
    rasa.script = lambda _question: [
        {"text": "确认吗?", "buttons": [{"title": _OFFER.title, "payload": _OFFER.payload}]}
    ]
    token: str = buyer.say("退款")["replies"][0]["chips"][0]["token"]
    return token


def test_a_tapped_chip_reads_as_its_label_and_reaches_rasa_as_its_payload(
    buyer: Buyer, rasa: FakeRasa
) -> None:
    tapped = buyer.post({"chip": _offered(buyer, rasa)}, wait=True).json()

    assert tapped["message"]["text"] == "确认提交"
    assert rasa.said(tapped["message"]["conversation_id"])[-1] == "/affirm"


def test_a_forged_chip_is_refused(buyer: Buyer, rasa: FakeRasa) -> None:
    token = _offered(buyer, rasa)

    for forged in (token[:-2] + "xx", "garbage", ""):
        refused = buyer.post({"chip": forged})
        assert (refused.status_code, code_of(refused)) == (400, "CHIP_INVALID")


def test_a_chip_of_another_conversation_is_refused(
    buyer: Buyer, rasa: FakeRasa, gateway: RunningGateway
) -> None:
    refused = Buyer.of(gateway).post({"chip": _offered(buyer, rasa)})

    assert (refused.status_code, code_of(refused)) == (400, "CHIP_INVALID")


def test_a_chip_expires_after_a_day(buyer: Buyer) -> None:
    conversation = buyer.conversation()["id"]
    now = SystemClock().now()
    signer = ChipSigner(DEMO_SECRET)
    fresh = signer.sign(conversation, _OFFER, now - timedelta(hours=23, minutes=59))
    stale = signer.sign(conversation, _OFFER, now - timedelta(hours=24, minutes=1))

    assert buyer.post({"chip": fresh}).status_code == 201
    refused = buyer.post({"chip": stale})
    assert (refused.status_code, code_of(refused)) == (409, "CHIP_EXPIRED")
