"""Labelled lines reach ``data/nlu`` only with a model that is not worse for them."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from bot.chat.database import open_store
from bot.cli import review as command
from bot.cli.errors import CommandError
from bot.learning.errors import TrainingFailedError
from bot.learning.lines import as_line
from bot.learning.models import Lesson
from bot.learning.teaching import Figures
from bot.nlu.corpus import read_corpus
from bot.nlu.development import read_development_set
from bot.settings import Settings
from tests.gateway.talk import Shop
from tests.stack.machine import lacking

_ROOT = Path(__file__).parents[2]
_BEFORE = {
    "accuracy": 0.95,
    "transaction_precision": 0.98,
    "false_transactions": 0.01,
    "out_of_scope_recall": 0.9,
}
_ODD = [
    "[耳机](product)坏了{x}",
    "- 破折号开头: #不是注释",
    "换行\n第二行\t😀 \"引号\" 'x' \\n",
    "说:是 | >",
]


@dataclass
class FakeTrainer:
    """Answers with figures as told, and remembers what it was given to learn from."""

    after: Figures = field(default_factory=lambda: dict(_BEFORE))
    fails: bool = False
    seen: list[str] = field(default_factory=list)
    kept: bool = False

    def figures_now(self) -> Figures:
        return _BEFORE

    def figures_with(self, nlu: Path) -> Figures:
        if self.fails:
            raise TrainingFailedError("see the log")
        self.seen = [line.text for line in read_corpus(nlu / "learned")]
        return self.after

    def keep(self) -> None:
        self.kept = True

    def drop(self) -> None:
        pass


@dataclass
class Desk:
    """An operator at a terminal, in a copy of the product's data."""

    shop: Shop
    settings: Settings
    root: Path

    def runs(self, *words: str, trainer: FakeTrainer | None = None) -> None:
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        command.run(parser.parse_args(["--by", "小林", *words]), self.settings, trainer)

    def labels(self, text: str, label: str) -> int:
        message_id = self.shop.buyer().types(text)
        self.runs("label", str(message_id), label)
        return message_id

    def learnt(self) -> list[tuple[str, str]]:
        return [(line.label, line.text) for line in read_corpus(self.root / "data/nlu/learned")]


@pytest.fixture
def desk(
    make_settings: Callable[..., Settings],
    tmp_path: Path,
    domain_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    shutil.copytree(_ROOT / "data" / "nlu", tmp_path / "data" / "nlu")
    for judges in ("tests/nlu/development", "tests/nlu/conversations"):
        shutil.copytree(_ROOT / judges, tmp_path / judges)
    settings = make_settings(f"sqlite:///{tmp_path / 'bot.db'}", 1)
    store = open_store(settings.database_url)
    monkeypatch.chdir(tmp_path)
    yield Desk(Shop(store, domain_file), settings, tmp_path)
    store.close()


def test_a_rejected_message_becomes_a_line_of_the_corpus(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    message_id = desk.shop.buyer().types("内嘎达东西跑哪旮旯去了捏")
    desk.runs("list")
    assert "内嘎达东西跑哪旮旯去了捏" in capsys.readouterr().out
    desk.runs("label", str(message_id), "query_order")
    trainer = FakeTrainer({**_BEFORE, "accuracy": 0.96})

    desk.runs("apply", trainer=trainer)

    written = (desk.root / "data/nlu/learned/orders.yml").read_text(encoding="utf-8")
    assert "- intent: query_order\n  examples: |\n    - 内嘎达东西跑哪旮旯去了捏\n" in written
    assert desk.learnt() == [("query_order", "内嘎达东西跑哪旮旯去了捏")]
    assert trainer.seen == ["内嘎达东西跑哪旮旯去了捏"]
    assert trainer.kept
    assert "0.9500   0.9600" in capsys.readouterr().out
    assert desk.shop.review.pending() == []


def test_a_worse_model_is_refused_and_the_data_stay_as_they_were(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.labels("内嘎达东西跑哪旮旯去了捏", "query_order")
    before = _contents(desk.root)
    trainer = FakeTrainer({**_BEFORE, "out_of_scope_recall": 0.85})

    with pytest.raises(CommandError, match="worse"):
        desk.runs("apply", trainer=trainer)

    assert not trainer.kept
    assert _contents(desk.root) == before
    assert "out_of_scope_recall" in capsys.readouterr().out
    assert len(desk.shop.review.pending()) == 1


@pytest.mark.parametrize(
    ("figure", "after", "refused"),
    [
        ("accuracy", 0.949, False),
        ("accuracy", 0.947, True),
        ("transaction_precision", 0.974, True),
        ("false_transactions", 0.011, False),
        ("false_transactions", 0.013, True),
        ("out_of_scope_recall", 0.88, True),
        ("out_of_scope_recall", 0.95, False),
    ],
)
def test_a_figure_may_not_get_worse_than_noise(
    desk: Desk, figure: str, after: float, refused: bool
) -> None:
    desk.labels("内嘎达东西跑哪旮旯去了捏", "query_order")
    trainer = FakeTrainer({**_BEFORE, figure: after})

    with pytest.raises(CommandError) if refused else nullcontext():
        desk.runs("apply", trainer=trainer)

    assert trainer.kept is not refused


def test_when_training_fails_nothing_changes(desk: Desk) -> None:
    desk.labels("内嘎达东西跑哪旮旯去了捏", "query_order")
    before = _contents(desk.root)

    with pytest.raises(CommandError, match="see the log"):
        desk.runs("apply", trainer=FakeTrainer(fails=True))

    assert _contents(desk.root) == before
    assert len(desk.shop.review.pending()) == 1


def test_a_line_of_the_development_set_is_never_learnt(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    judged = next(
        line
        for line in read_development_set(desk.root / "tests/nlu/development")
        if 12 <= len(line.text) <= 30 and line.text.isprintable() and not line.entities
    )
    desk.labels(judged.text, judged.labels[0])
    desk.labels(f"{judged.text}!!", judged.labels[0])
    desk.labels(_sentence_of_a_conversation(desk.root), "inform")

    trainer = FakeTrainer()
    desk.runs("apply", trainer=trainer)

    assert (trainer.kept, trainer.seen, desk.learnt()) == (False, [], [])
    assert capsys.readouterr().out.count("the development set has it") == 3


def test_what_the_corpus_knows_is_not_written_again(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    known = next(
        line for line in read_corpus(desk.root / "data/nlu") if line.label == "urge_refund"
    )
    same = desk.labels(known.text, "urge_refund")
    other = desk.labels(known.text + "?!", "query_order")

    desk.runs("apply", trainer=FakeTrainer())

    out = capsys.readouterr().out
    assert f"known already: {same} " in out
    assert f"not learnt: {other} " in out
    assert desk.learnt() == []
    assert [one.message_id for one in desk.shop.review.pending()] == [other]


def test_lines_join_those_learnt_before_in_a_file_of_their_group(desk: Desk) -> None:
    desk.labels("内嘎达东西跑哪旮旯去了捏", "query_order")
    desk.labels("寄回来滴钱算谁脑壳上噻", "faq_return_shipping_fee")
    desk.runs("apply", trainer=FakeTrainer())
    desk.labels("俺滴包裹是让狗叼走咧么", "query_order")
    desk.runs("apply", trainer=FakeTrainer())

    assert sorted(desk.learnt()) == [
        ("faq_return_shipping_fee", "寄回来滴钱算谁脑壳上噻"),
        ("query_order", "俺滴包裹是让狗叼走咧么"),
        ("query_order", "内嘎达东西跑哪旮旯去了捏"),
    ]
    assert (desk.root / "data/nlu/learned/faq/returning.yml").is_file()


def test_odd_characters_come_back_as_they_were_written(desk: Desk) -> None:
    for text in _ODD:
        desk.labels(text, "out_of_scope")

    desk.runs("apply", trainer=FakeTrainer())

    assert [text for _, text in desk.learnt()] == [as_line(text) for text in _ODD]
    assert desk.learnt()[0][1] == "［耳机］(product)坏了｛x｝"
    _assert_rasa_reads(desk.root / "data/nlu/learned", [as_line(text) for text in _ODD])


def test_every_lesson_is_kept_with_its_figures(desk: Desk) -> None:
    desk.labels("内嘎达东西跑哪旮旯去了捏", "query_order")
    with pytest.raises(CommandError):
        desk.runs("apply", trainer=FakeTrainer({**_BEFORE, "accuracy": 0.5}))
    desk.runs("apply", trainer=FakeTrainer())

    with desk.shop.store.reading() as session:
        lessons = session.query(Lesson).order_by(Lesson.id).all()
    assert [(one.given_by, one.kept, one.lines) for one in lessons] == [
        ("小林", False, 1),
        ("小林", True, 1),
    ]
    assert (lessons[0].before["accuracy"], lessons[0].after["accuracy"]) == (0.95, 0.5)


def test_several_messages_are_labelled_ignored_and_reopened_at_once(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = [str(desk.shop.buyer().types(text)) for text in ("啦啦啦嘿嘿", "内个啥咋整滴")]

    desk.runs("label", *ids, "out_of_scope")
    desk.runs("ignore", *ids)
    desk.runs("list", "--decided")
    assert capsys.readouterr().out.count("小林  ignore") == 2
    desk.runs("reopen", *ids)

    assert len(desk.shop.review.groups(30)) == 2


def test_a_wrong_label_or_message_is_named(desk: Desk) -> None:
    message_id = str(desk.shop.buyer().types("啦啦啦嘿嘿"))

    with pytest.raises(CommandError, match="UNKNOWN_LABEL: refunds"):
        desk.runs("label", message_id, "refunds")
    with pytest.raises(CommandError, match="NOT_FOUND: 4711"):
        desk.runs("ignore", "4711")


def test_the_command_ends_with_a_line_and_a_code_when_it_cannot(desk: Desk) -> None:
    environ = {**os.environ, "DATABASE_URL": desk.settings.database_url, "PYTHONPATH": str(_ROOT)}
    finished = subprocess.run(
        [sys.executable, "-m", "bot", "review", "label", "4711", "query_order"],
        cwd=desk.root,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.returncode, finished.stderr) == (2, "NOT_FOUND: 4711\n")


def _sentence_of_a_conversation(root: Path) -> str:
    path = next((root / "tests/nlu/conversations").glob("*.yml"))
    turns = (
        str(turn["text"])
        for conversation in yaml.safe_load(path.read_text(encoding="utf-8"))
        for turn in conversation["turns"]
    )
    return next(text for text in turns if len(text) > 12 and not re.search(r"\d{7}", text))


def _contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (root / "data").rglob("*") if path.is_file()}


def _assert_rasa_reads(folder: Path, lines: list[str]) -> None:
    python = _ROOT / ".venv-rasa" / "bin" / "python"
    if not python.exists():
        lacking("Rasa's environment is missing: run `make environments`")
    program = (
        "import json, sys; from rasa.shared.nlu.training_data.loading import load_data; "
        "examples = load_data(sys.argv[1]).intent_examples; "
        "print(json.dumps([[one.get('text'), one.get('entities') or []] for one in examples]))"
    )
    finished = subprocess.run(
        [python, "-W", "ignore", "-c", program, folder],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(finished.stdout.splitlines()[-1]) == [[line, []] for line in lines]
