"""Taking a case back, and asking the platform to rule."""

from __future__ import annotations

from typing import Any

from actions.cases.command import ConfirmedCommand
from actions.cases.next_steps import next_steps
from actions.cases.pending import Values
from actions.speech import Speech
from bot.aftersales.views import CaseView
from bot.cards.cases import case_card


class Withdraw(ConfirmedCommand):
    """撤销申请."""

    wish = "cancel_refund"
    event = "WITHDRAW"
    verbs = "|撤[销回]?"

    def carry_out(
        self, buyer_id: str, case_no: str, values: Values, *, digest: str, key: str
    ) -> CaseView:
        """See the parent class."""
        return self.door.withdraw(buyer_id, case_no, idempotency_key=key)

    def say_done(self, case: CaseView, speech: Speech) -> None:
        """See the parent class."""
        speech.say(
            "utter_done_cancel_refund",
            card=case_card(case, speech.words),
            chips=next_steps(case),
            case_no=case.case_no,
            item=case.item.title,
        )


class Escalate(ConfirmedCommand):
    """申请平台介入."""

    wish = "apply_intervention"
    event = "ESCALATE"
    verbs = "|申请|介入"

    def figures(
        self, buyer_id: str, case: CaseView, values: Values, speech: Speech
    ) -> dict[str, Any]:
        """How long a ruling takes."""
        policy = self.side.policy
        return {"least": policy.ruling_workdays_min, "most": policy.ruling_workdays_max}

    def carry_out(
        self, buyer_id: str, case_no: str, values: Values, *, digest: str, key: str
    ) -> CaseView:
        """See the parent class."""
        return self.door.escalate(buyer_id, case_no, idempotency_key=key)
