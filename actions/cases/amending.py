"""Changing a submitted case: amount, reason, destination, description; type and item stay."""

from __future__ import annotations

from datetime import timedelta

from actions.cards.amounts import summary_card
from actions.cases.changes import (
    CHANGE,
    FIELDS,
    changed,
    heard,
    takes_description,
    takes_number,
    unchanged,
)
from actions.cases.command import ConfirmedCommand, SaidAlready
from actions.cases.next_steps import about
from actions.cases.pending import Values
from actions.chips import HUMAN, reasons
from actions.refusals import say_refusal
from actions.speech import Chip, Speech
from actions.turn import Turn
from bot.aftersales.codes import CaseType, Destination
from bot.aftersales.errors import Refused
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView, Quote, RefundDraft, Refusal
from bot.cards.figures import instant
from bot.words import Words

_KEEP = Chip("utter_chip_keep", "deny")
_OF_FIELD = {
    "AMOUNT_TOO_HIGH": "amount",
    "AMOUNT_TOO_LOW": "amount",
    "REASON_NOT_POSSIBLE": "reason",
    "NO_REASON_EXCLUDED": "reason",
    "NO_REASON_WINDOW_OVER": "reason",
    "WINDOW_OVER": "reason",
    "WALLET_NOT_ENABLED": "destination",
    "DESCRIPTION_TOO_LONG": "description",
    "EVIDENCE_TOO_MANY": "evidence",
    "EVIDENCE_UNKNOWN": "evidence",
}
_MOST_CHIPS = 5
_DESCRIPTION_SHOWN = 20


class Amend(ConfirmedCommand):
    """金额改成80."""

    wish = "modify_refund"
    event = "AMEND"
    verbs = "|修?改"
    amounts_say_which = False

    def hear(self, turn: Turn, case: CaseView | None, values: Values, speech: Speech) -> Values:
        """See the parent class."""
        if turn.value("destination") == "other":
            speech.say("utter_third_party_payee")
        after = heard(turn, values)
        if case is None:
            return after
        if not self.waits_for_words(turn, values):
            self._hear_type(turn, case, speech, alone=after == {} == values)
        named = [name for name in FIELDS if name in after and after[name] != values.get(name)]
        if named and changed(case, after) == unchanged(case):
            speech.say("utter_amend_same_already")
            return {name: value for name, value in after.items() if name not in FIELDS}
        return after

    def waits_for_words(self, turn: Turn, values: Values) -> bool:
        """See the parent class."""
        return takes_description(turn, values)

    def takes(self, turn: Turn, values: Values) -> bool:
        """See the parent class."""
        named = any(turn.value(name) for name in ("amount", "reason", "destination"))
        return bool(turn.upload_ids) or named or takes_number(turn, values)

    def ask(self, buyer_id: str, case: CaseView, values: Values, speech: Speech) -> Values | None:
        """See the parent class."""
        values = dict(values)
        while changed(case, values) != unchanged(case) and any(name in values for name in FIELDS):
            quote = self._quote(buyer_id, case, values)
            if not quote.refusals:
                return None
            refusal = quote.refusals[0]
            if refusal.code == "EVIDENCE_MISSING":
                speech.say("utter_ask_evidence", chips=[_KEEP, HUMAN])
                return {**values, "asked": "evidence"}
            field = _OF_FIELD.get(refusal.code)
            if field is None or field not in values:
                raise Refused([refusal])
            _say_why_not(refusal, speech)
            values = {**{n: v for n, v in values.items() if n != field}, "asked": field}
        self._ask_field(buyer_id, case, values.get("asked"), speech)
        return values

    def digest(self, buyer_id: str, case: CaseView, values: Values) -> str:
        """See the parent class."""
        return self._quote(buyer_id, case, values).digest

    def confirm(
        self, buyer_id: str, case: CaseView, values: Values, digest: str, speech: Speech
    ) -> None:
        """See the parent class."""
        quote, policy, now = self._quote(buyer_id, case, values), self.side.policy, self.side.clock
        escalatable = now.now() + timedelta(hours=policy.escalate_after_hours)
        title = speech.words.say("utter_title_amendment")
        speech.say(
            "utter_confirm_modify_refund",
            card={**summary_card(quote, speech.words), "title": title},
            chips=[*self.answers(digest), HUMAN] if quote.large_amount else self.answers(digest),
            case_no=case.case_no,
            item=case.item.title,
            changes=_changes(case, quote, speech.words),
            deadline=instant(quote.seller_deadline_at),
            escalatable=instant(escalatable),
        )

    def carry_out(
        self, buyer_id: str, case_no: str, values: Values, *, digest: str, key: str
    ) -> CaseView:
        """See the parent class."""
        draft = changed(self.door.case(buyer_id, case_no), values)
        return self.door.amend(
            buyer_id, case_no, draft, idempotency_key=key, confirmed_digest=digest
        )

    def _quote(self, buyer_id: str, case: CaseView, values: Values) -> Quote:
        return self.door.quote_amendment(buyer_id, case.case_no, changed(case, values))

    @staticmethod
    def _hear_type(turn: Turn, case: CaseView, speech: Speech, *, alone: bool) -> None:
        """Another type is refused; where nothing else is to be changed, that is all."""
        said = (turn.value("service_type") or "").upper()
        if said == "EXCHANGE":
            response = "utter_exchange_by_human"
        elif said in CaseType.__members__ and said != case.type:
            response = "utter_refused_type_cannot_change"
        else:
            return
        chips = [about("cancel_refund", case), about("modify_refund", case), HUMAN]
        speech.say(response, chips=chips if alone else [])
        if alone:
            raise SaidAlready

    def _ask_field(self, buyer_id: str, case: CaseView, field: str | None, speech: Speech) -> None:
        options = self.door.options(buyer_id, case.item.item_id)
        if field == "reason":
            possible = [one for one in options.reasons.get(case.type, ()) if one != case.reason]
            chips = [*reasons(possible)[: _MOST_CHIPS - 1], _KEEP]
        elif field == "destination":
            chips = [*_destinations(case, speech.words, options.wallet_enabled), _KEEP]
        elif field in FIELDS:
            chips = [_KEEP]
        else:
            chips = [
                Chip(f"utter_chip_change_{name}", "modify_refund", (_of(case), (CHANGE, name)))
                for name in FIELDS
            ]
            chips.append(_KEEP)
        asked = f"_{field}" if field in FIELDS else ""
        most = self._quote(buyer_id, case, {"amount": "all"}).max_fen
        speech.say(
            f"utter_ask_change{asked}",
            chips=chips,
            item=case.item.title,
            case_no=case.case_no,
            amount=format_fen(case.requested_fen),
            most=format_fen(most),
        )


def _of(case: CaseView) -> tuple[str, str]:
    return ("case_no", case.case_no)


def _destinations(case: CaseView, words: Words, wallet: bool) -> list[Chip]:
    possible = [Destination.ORIGINAL, *([Destination.WALLET] if wallet else [])]
    return [
        Chip(f"utter_chip_to_{one.lower()}", "inform", (("destination", one.lower()),))
        for one in possible
        if one is not case.destination
    ]


def _say_why_not(refusal: Refusal, speech: Speech) -> None:
    """Amounts are not replaced by the most possible here: the buyer says another one."""
    if refusal.code == "AMOUNT_TOO_HIGH":
        speech.say("utter_amend_amount_too_high", most=format_fen(int(refusal.params["max_fen"])))
    elif refusal.code == "AMOUNT_TOO_LOW":
        above = format_fen(int(refusal.params["above_fen"]))
        speech.say("utter_amend_amount_too_low", above=above)
    else:
        say_refusal(speech, refusal.code, refusal.params)


def _changes(case: CaseView, quote: Quote, words: Words) -> str:
    before, after = unchanged(case), quote.draft
    amount = (format_fen(case.requested_fen), format_fen(quote.explanation.refund_fen))
    pairs = [("amount", *amount), *_renamed(before, after, words)]
    lines = [
        words.say("utter_change_line", label=words.say(f"utter_label_{name}"), old=old, new=new)
        for name, old, new in pairs
        if old != new
    ]
    if before.description != after.description:
        label = words.say("utter_label_description")
        text = after.description[:_DESCRIPTION_SHOWN]
        lines.append(words.say("utter_change_added", label=label, new=text))
    return "\n".join(lines)


def _renamed(before: RefundDraft, after: RefundDraft, words: Words) -> list[tuple[str, str, str]]:
    def reason(draft: RefundDraft) -> str:
        return words.say(f"utter_reason_{draft.reason.lower()}")

    def destination(draft: RefundDraft) -> str:
        return words.say(f"utter_chip_to_{draft.destination.lower()}")

    return [
        ("reason", reason(before), reason(after)),
        ("destination", destination(before), destination(after)),
    ]
