"""A real browser: Chromium of the machine, and what a page must never do in it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from bot.gateway.pages import STATIC
from tests.browser.screens import PHONE, OpenPage
from tests.stack.machine import lacking
from tests.stack.running_bot import ROOT, RunningBot

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_REPORTS = ROOT / "reports"
_PATIENCE_MS = 15_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(found).is_file():
        lacking("Chromium is not installed; CHROMIUM=<path> names another one")
    if not (STATIC / "chat.html").is_file():
        lacking("the pages are not built: npm run build in bot/web")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(
    browser: Browser, bot: RunningBot, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Opens a page as a person of its own; complaints of the browser fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(path: str, *, viewport: dict[str, int] = PHONE) -> Page:
        context = browser.new_context(base_url=bot.url, viewport=viewport, locale="zh-CN")
        context.set_default_timeout(_PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.extend(_complaints_in(line)))
        page.goto(path)
        return page

    failed_before = request.session.testsfailed
    yield open_one
    if request.session.testsfailed > failed_before or complaints:
        _keep_pictures(contexts, request.node.name)
    for context in contexts:
        context.close()
    assert not complaints, "the browser complained"


def _complaints_in(line: ConsoleMessage) -> list[str]:
    """Errors in the console; asking who is signed in may be answered with: nobody."""
    asked_who = line.location["url"].endswith("/agent/api/v1/session") and "401" in line.text
    return [f"{line.text} {line.location}"] if line.type == "error" and not asked_who else []


def _keep_pictures(contexts: list[BrowserContext], name: str) -> None:
    _REPORTS.mkdir(exist_ok=True)
    plain = re.sub(r"\W+", "-", name)
    for number, page in enumerate(page for context in contexts for page in context.pages):
        page.screenshot(path=_REPORTS / f"{plain}-{number}.png")
