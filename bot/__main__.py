"""Makes ``python -m bot`` run a command."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.cli.main import main

# What a command prints is for people and pipes: the log keeps to warnings, on stderr.
structlog.configure(
    wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    logger_factory=structlog.PrintLoggerFactory(sys.stderr),
)
sys.exit(main())
