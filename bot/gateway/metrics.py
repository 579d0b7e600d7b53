"""What Prometheus may read. No metric names a person."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16)

MESSAGES = Counter("chat_messages_total", "Buyers' messages taken in.")
REFUSALS = Counter("chat_refusals_total", "Buyers' messages refused.", ["code"])
TURNS = Counter("chat_turns_total", "Bot turns by outcome.", ["outcome"])
TURN_SECONDS = Histogram("chat_turn_seconds", "Seconds a bot turn took.", buckets=_BUCKETS)
HANDOFFS = Counter("chat_handoffs_total", "Handoffs to people.", ["why"])
SOCKETS = Gauge("chat_sockets", "Open Socket.IO connections.", ["namespace"])
