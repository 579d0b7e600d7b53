"""A process that is killed in the middle of a transaction.

``python -m tests.store.killed`` reads a job as ``tests.store.racer`` does, and kills itself with
SIGKILL when the statement it was told about has been sent: nothing is cleaned up.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from tests.store.racer import Job, run


def main() -> None:
    order = json.loads(sys.stdin.readline())
    statement = order.pop("after_statement")
    job = Job(**order)

    @event.listens_for(Engine, "after_cursor_execute")
    def die(_connection: Any, _cursor: Any, sent: str, *_: Any) -> None:
        if sent.startswith(statement):
            os.kill(os.getpid(), signal.SIGKILL)

    run(job, lambda: None)
    print("survived", flush=True)


if __name__ == "__main__":
    main()
