"""``review``: what the bot may have misunderstood; people say what was meant, and it learns."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.chat.database import open_store
from bot.cli.errors import CommandError
from bot.cli.review_asking import ask_about
from bot.cli.review_lines import group_lines, taught_lines
from bot.cli.rooms import opened
from bot.learning.errors import LearningError
from bot.learning.labels import label_groups, title_of
from bot.learning.rasa_trainer import RasaTrainer
from bot.learning.review import Review
from bot.learning.teaching import Trainer, teach
from bot.settings import Settings

_DAYS = 30


def arguments(parser: argparse.ArgumentParser) -> None:
    """Without an action: one group after another, asked on the terminal."""
    parser.add_argument("--by", help="who decides; the user of this terminal without")
    parser.add_argument("--days", type=int, default=_DAYS, help=f"how far back, {_DAYS} without")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    listing = actions.add_parser("list", help="what nobody has decided on yet")
    listing.add_argument("--decided", action="store_true", help="what was decided, and by whom")
    listing.add_argument("--limit", type=int, default=50, help="how many groups at the most")
    actions.add_parser("labels", help="the labels there are")
    labelling = actions.add_parser("label", help="say what buyers wanted")
    labelling.add_argument("ids", type=int, nargs="+", metavar="ID")
    labelling.add_argument("label", metavar="LABEL")
    for name, does in (("ignore", "learn nothing from them"), ("reopen", "take decisions back")):
        other = actions.add_parser(name, help=does)
        other.add_argument("ids", type=int, nargs="+", metavar="ID")
    actions.add_parser("apply", help="teach the bot what was labelled; refuses a worse model")


def run(options: argparse.Namespace, settings: Settings, trainer: Trainer | None = None) -> None:
    """Do one thing with the review.

    Args:
        trainer: trains and measures; Rasa's where none is given.

    Raises:
        CommandError: a label or a message is unknown, training failed, or the model is worse.
    """
    by = options.by or f"terminal:{getpass.getuser()}"
    with _review(settings) as review:
        try:
            _do(options, review, by, trainer or RasaTrainer())
        except LearningError as error:
            raise CommandError(f"{error.code}: {error}") from error


def _do(options: argparse.Namespace, review: Review, by: str, trainer: Trainer) -> None:
    if options.action == "list" and options.decided:
        _list_decided(review)
    elif options.action == "list":
        _list(review, options.days, options.limit)
    elif options.action == "labels":
        for group in label_groups():
            print(f"{group.title} ({group.name})")
            print("\n".join(f"  {name:28} {title}" for name, title in group.labels.items()))
    elif options.action == "label":
        print(f"labelled: {review.label(options.ids, options.label, by)}")
    elif options.action == "ignore":
        print(f"ignored: {review.ignore(options.ids, by)}")
    elif options.action == "reopen":
        print(f"reopened: {review.reopen(options.ids, by)}")
    elif options.action == "apply":
        _apply(review, trainer, by)
    elif sys.stdin.isatty():
        ask_about(review, options.days, by)
    else:
        raise CommandError("review: name an action, or run it on a terminal (see --help)")


def _list(review: Review, days: int, limit: int) -> None:
    groups = review.groups(days)
    for group in groups[:limit]:
        print("\n".join(group_lines(group)))
    print(f"{len(groups)} groups to look at, {len(review.pending())} lines labelled to be applied")


def _list_decided(review: Review) -> None:
    for one in review.decided():
        label = f"{one.label} ({title_of(one.label)})" if one.label else ""
        state = "applied" if one.lesson_id else "pending" if one.label else ""
        print(
            f"{one.message_id:>8}  {one.decided_at}  {one.decided_by}  "
            f"{one.verdict} {label} {state}\n          {one.line}"
        )


def _apply(review: Review, trainer: Trainer, by: str) -> None:
    def progress(line: str) -> None:
        print(line, flush=True)

    taught = teach(review, trainer, Path(), by, progress)
    print("\n".join(taught_lines(taught)))
    if taught.broken:
        raise CommandError("the candidate is worse: data and model are as they were")


@contextmanager
def _review(settings: Settings) -> Iterator[Review]:
    with opened(settings):
        store = open_store(settings.database_url)
    try:
        yield Review(store, settings.clock())
    finally:
        store.close()
