"""The labels that the code itself knows by name; ``data/nlu`` holds them all."""

from __future__ import annotations

TRANSACTIONS = frozenset(
    {
        "apply_refund",
        "apply_exchange",
        "query_refund_status",
        "explain_refund_amount",
        "cancel_refund",
        "modify_refund",
        "submit_return_tracking",
        "add_evidence",
        "apply_intervention",
        "urge_refund",
        "query_order",
        "request_human",
        "complain",
    }
)
OUT_OF_SCOPE, NOT_UNDERSTOOD = "out_of_scope", "nlu_fallback"
INFORM, AFFIRM = "inform", "affirm"
