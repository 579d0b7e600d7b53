"""What ends a command early."""

from __future__ import annotations


class CommandError(Exception):
    """The command cannot do what was asked; the message is for the terminal, a line or a few."""
