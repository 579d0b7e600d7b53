"""Structured logs, one JSON object a line, with personal figures masked."""

from __future__ import annotations

import logging

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot.chat.masking import mask

_OURS = frozenset(
    {"conversation_id", "case_no", "order_no", "upload_id", "timestamp", "level", "event"}
)


def _mask_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if isinstance(value, str) and key not in _OURS:
            event[key] = mask(value)
    return event


def configure_logs(level: str) -> None:
    """Set up logging of this process; ``level`` is a name such as ``INFO``."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            _mask_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(logging.getLevelNamesMapping()[level], logging.WARNING))
