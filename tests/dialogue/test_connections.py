"""What a client or a proxy before the bot may rely on."""

from __future__ import annotations

import http.client
import time

from tests.stack.running_bot import RunningBot

# Clients that pool connections use one again that was idle for so long; httpx, for instance.
_IDLE_SECONDS = 6


def test_a_connection_that_was_idle_carries_the_next_message(bot: RunningBot) -> None:
    connection = http.client.HTTPConnection(bot.url.removeprefix("http://"), timeout=10)
    connection.request("GET", "/healthz")
    connection.getresponse().read()
    kept = connection.sock

    time.sleep(_IDLE_SECONDS)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    assert connection.sock is kept
    connection.close()
