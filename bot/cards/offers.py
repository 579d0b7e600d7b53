"""How a buyer answers a seller's counter-offer by tapping: in the status and in the notice."""

from __future__ import annotations

import json

from bot.aftersales.views import CaseView
from bot.words import Words

ACCEPT, DECLINE = "accept_offer", "decline_offer"
OFFER_ANSWER = "offer_answer"
INTENT = "modify_refund"


def offer_buttons(case: CaseView, words: Words) -> list[tuple[str, str]]:
    """Label and payload of each answer that ``case`` allows; none where no offer waits."""
    return [
        (
            words.say(f"utter_chip_{answer}"),
            f"/{INTENT}{json.dumps({'case_no': case.case_no, OFFER_ANSWER: answer})}",
        )
        for answer in (ACCEPT, DECLINE)
        if answer.upper() in case.allowed
    ]
