"""Starts Rasa behind its door: on loopback only, without telemetry and TensorFlow, made faster.

Run by ``make run`` in Rasa's environment, with the arguments of ``rasa run``.
"""

from __future__ import annotations

import os
import sys

from bot.nlu.without_tensorflow import leave_tensorflow_out


def main() -> None:
    """Run ``rasa run`` with this process's arguments."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    leave_tensorflow_out()
    # Only now: both import TensorFlow, and Rasa reads its environment when it is imported.
    from rasa.__main__ import main as rasa_main  # noqa: PLC0415

    from bot.nlu.heard import tell_what_was_heard  # noqa: PLC0415
    from bot.nlu.rasa_patches import patch  # noqa: PLC0415

    patch()
    tell_what_was_heard()
    sys.argv = ["rasa", "run", *sys.argv[1:]]
    rasa_main()


if __name__ == "__main__":
    main()
