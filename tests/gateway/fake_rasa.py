"""A stand-in for the Rasa process: real HTTP, answers as told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = list[dict[str, Any]]
Script = Callable[[dict[str, Any]], Answer]


def echo(question: dict[str, Any]) -> Answer:
    return [{"recipient_id": question["sender"], "text": f"您说:{question['message']}"}]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A gateway that was killed hangs up on us: nothing to report."""


class FakeRasa:
    """Says ``script``'s answer to each question, and remembers the questions."""

    def __init__(self, port: int = 0) -> None:
        self.script: Script = echo
        self.questions: list[dict[str, Any]] = []
        rasa = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                self._send(200, b'"Hello from Rasa"')

            def do_POST(self) -> None:
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                rasa.questions.append(question)
                try:
                    answer = rasa.script(question)
                except ConnectionAbortedError:
                    self.close_connection = True
                    return
                except Exception:
                    self._send(500, b"{}")
                    return
                self._send(200, json.dumps(answer).encode())

            def _send(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def said(self, conversation_id: str) -> list[str]:
        return [each["message"] for each in self.questions if each["sender"] == conversation_id]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
