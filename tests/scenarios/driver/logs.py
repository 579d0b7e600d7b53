"""What the processes have logged since the last look: an exception anywhere is a fault."""

from __future__ import annotations

import re
from pathlib import Path

from tests.stack.running_bot import RunningBot

_FAULT = re.compile(
    r'Traceback|"level": "(?:error|critical)"| ERROR |\bCRITICAL\b|Exception\b|action_failed'
)


class LogWatch:
    """Reads on in every log of the bot."""

    def __init__(self, bot: RunningBot) -> None:
        self._bot = bot
        self._read: dict[Path, int] = {}
        self.faults()

    def faults(self) -> list[str]:
        """Lines that tell of an exception, each with the log it stands in."""
        found = []
        for path in self._bot.log_files():
            with path.open("rb") as log:
                log.seek(self._read.get(path, 0))
                new = log.read()
                self._read[path] = log.tell()
            lines = new.decode(errors="replace").splitlines()
            found += [f"{path.name}: {line[:300]}" for line in lines if _FAULT.search(line)]
        return found
