"""What the bot may have misunderstood is found, grouped, and decided on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.aftersales.store import Store
from bot.chat.database import open_store
from bot.chat.masking import disguise
from bot.chat.models import ChatBase
from bot.chat.views import ChipOffer
from bot.cli.review_asking import ask_about
from bot.desk.models import Why
from bot.learning.errors import UnknownLabelError, UnknownMessageError
from bot.learning.findings import Reason
from bot.learning.labels import label_groups
from bot.learning.models import Verdict
from bot.learning.review import ReviewGroup
from bot.nlu.corpus import read_corpus
from bot.settings import Settings
from tests.gateway.talk import Shop

_ROOT = Path(__file__).parents[2]
_ORDER_CHIP = (ChipOffer("查订单", "/query_order"),)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def store(
    request: pytest.FixtureRequest,
    make_settings: Callable[..., Settings],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path_factory.mktemp('review') / 'bot.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    make_settings(url, 1)
    store = open_store(url)
    yield store
    store.close()


@pytest.fixture
def shop(store: Store, domain_file: Path) -> Shop:
    """A shop in which nobody has said anything yet."""
    with store.transaction() as session:
        for table in reversed(ChatBase.metadata.sorted_tables):
            session.execute(table.delete())
    return Shop(store, domain_file)


def _found(shop: Shop) -> dict[str, tuple[Reason, ...]]:
    return {group.text: group.reasons for group in shop.review.groups(days=30)}


def _only(shop: Shop) -> ReviewGroup:
    (group,) = shop.review.groups(days=30)
    return group


def test_what_was_not_understood_is_shown_with_what_the_bot_thought(shop: Shop) -> None:
    message_id = shop.buyer().types("内个啥咋整滴", answer="您是想查订单吗?")

    group = _only(shop)

    assert (group.message_id, group.text, group.count) == (message_id, "内个啥咋整滴", 1)
    assert group.reasons == (Reason.REJECTED,)
    assert group.heard.likeliest == (("query_order", 0.4), ("urge_refund", 0.3))
    assert group.answer == "您是想查订单吗?"


def test_what_was_understood_and_left_alone_is_not_shown(shop: Shop) -> None:
    talk = shop.buyer()
    talk.types("退款到哪了", heard_as="query_refund_status")
    talk.types("谢谢", heard_as="thank")

    assert _found(shop) == {}


def test_a_line_that_the_buyer_corrects_is_shown_with_what_was_meant(shop: Shop) -> None:
    talk = shop.buyer()
    talk.types("那个钱的事", heard_as="apply_refund", answer="好的,为您申请退款。")
    talk.types("不是要退款,我问什么时候到账", heard_as="query_refund_status")

    group = _only(shop)

    assert (group.text, group.reasons) == ("那个钱的事", (Reason.CORRECTED,))
    assert group.hint == "query_refund_status"
    assert group.following == "不是要退款,我问什么时候到账"


def test_a_bare_no_to_a_question_of_the_bot_is_no_correction(shop: Shop) -> None:
    talk = shop.buyer()
    talk.types("退耳机", heard_as="apply_refund", answer="是昨天到的那副吗?")
    talk.types("不是", heard_as="deny")

    assert _found(shop) == {}


def test_a_chip_tapped_after_a_rejection_tells_what_was_meant(shop: Shop) -> None:
    talk = shop.buyer()
    talk.types("我那东西嘞", chips=_ORDER_CHIP)
    talk.taps("查订单", '/query_order{"order_no": "1"}')

    group = _only(shop)

    assert group.reasons == (Reason.REJECTED, Reason.CORRECTED)
    assert group.hint == "query_order"


def test_a_value_tapped_after_a_rejection_tells_nothing(shop: Shop) -> None:
    talk = shop.buyer()
    talk.types("我那东西嘞")
    talk.taps("蓝牙耳机", '/inform{"item_id": "7"}')

    group = _only(shop)

    assert (group.reasons, group.hint) == ((Reason.REJECTED,), None)


def test_the_question_behind_a_disliked_answer_is_shown(shop: Shop) -> None:
    talk = shop.buyer()
    talk.types("退款到哪了", heard_as="query_refund_status")
    talk.dislikes_the_answer_to("寄回去谁掏钱", "faq_return_process")

    assert _found(shop) == {"寄回去谁掏钱": (Reason.THUMBED_DOWN,)}


@pytest.mark.parametrize(
    ("why", "blamed"),
    [
        (Why.ASKED, ["第二句话在这里"]),
        (Why.MISUNDERSTOOD, ["第二句话在这里", "首先是另外一件事"]),
        (Why.ANGRY, ["第二句话在这里", "首先是另外一件事"]),
        (Why.LARGE_AMOUNT, []),
    ],
)
def test_what_came_before_a_person_was_called_is_shown(
    shop: Shop, why: Why, blamed: list[str]
) -> None:
    talk = shop.buyer()
    talk.types("更早的不算在内", heard_as="query_order")
    talk.types("首先是另外一件事", heard_as="query_order")
    talk.types("第二句话在这里", heard_as="apply_refund")
    talk.is_handed_over(why)

    assert _found(shop) == {text: (Reason.LED_TO_PEOPLE,) for text in blamed}


def test_near_copies_are_one_group_and_the_frequent_come_first(shop: Shop) -> None:
    shop.buyer().types("这单咋还没个说法呀急死人")
    shop.buyer().types("完全是另外一回事")
    shop.buyer().types("这单咋还没个说法呀,急死人!!")

    first, second = shop.review.groups(days=30)

    assert (first.count, first.text) == (2, "这单咋还没个说法呀急死人")
    assert first.others == ("这单咋还没个说法呀,急死人!!",)
    assert second.count == 1


def test_private_figures_are_masked_where_people_look(shop: Shop) -> None:
    shop.buyer().types("打我电话 138 1234 5678 嘞", answer="您的电话是13812345678吗?")

    group = _only(shop)

    assert "1234" not in group.text + group.answer
    assert group.text == "打我电话 138****5678 嘞"


def test_private_figures_do_not_reach_a_line_to_learn(shop: Shop) -> None:
    text = "电话13812345678,单号2026111552341234,身份证110101199003071234,住浦东新区张杨路58号"
    message_id = shop.buyer().types(text)

    shop.review.label([message_id], "inform", "a_1")

    (one,) = shop.review.pending()
    assert one.line == disguise(text)
    for private in ("13812345678", "52341234", "110101", "张杨路"):
        assert private not in one.line
    assert "单号20261115" in one.line, "an order number stays one"


def test_a_labelled_line_and_its_near_copies_are_shown_no_more(shop: Shop) -> None:
    message_id = shop.buyer().types("这单咋还没个说法呀急死人")
    shop.review.label([message_id], "urge_refund", "a_1")

    shop.buyer().types("这单咋还没个说法呀,急死人啊")

    assert _found(shop) == {}
    (one,) = shop.review.pending()
    assert (one.line, one.label, one.decided_by) == (
        "这单咋还没个说法呀急死人",
        "urge_refund",
        "a_1",
    )


def test_an_ignored_line_is_shown_no_more_and_never_learnt(shop: Shop) -> None:
    message_id = shop.buyer().types("啦啦啦嘿嘿")

    shop.review.ignore([message_id], "a_1")

    assert (_found(shop), shop.review.pending()) == ({}, [])


def test_a_decision_can_be_changed_and_taken_back(shop: Shop) -> None:
    message_id = shop.buyer().types("我那东西嘞")
    shop.review.label([message_id], "urge_refund", "a_1")
    shop.review.label([message_id], "query_order", "a_2")
    assert [one.label for one in shop.review.pending()] == ["query_order"]

    shop.review.reopen([message_id], "a_1")

    assert list(_found(shop)) == ["我那东西嘞"]
    assert shop.review.decided() == []


def test_who_decided_what_and_when_is_kept(shop: Shop) -> None:
    message_id = shop.buyer().types("我那东西嘞")
    shop.review.ignore([message_id], "a_7")

    (one,) = shop.review.decided()

    assert (one.verdict, one.decided_by, one.message_id) == (Verdict.IGNORE, "a_7", message_id)
    assert one.decided_at.startswith("2026-11-20T")


def test_unknown_labels_and_messages_are_refused_and_nothing_is_decided(shop: Shop) -> None:
    talk = shop.buyer()
    message_id = talk.types("我那东西嘞")
    chip_id = talk.taps("查订单", "/query_order")

    with pytest.raises(UnknownLabelError):
        shop.review.label([message_id], "nlu_fallback", "a_1")
    for stranger in (chip_id, 10_000):
        with pytest.raises(UnknownMessageError):
            shop.review.label([message_id, stranger], "query_order", "a_1")
    assert shop.review.pending() == []


def test_on_a_terminal_one_group_after_another_is_asked_about(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in ("啦啦啦嘿嘿", "完全是另外一回事", "内个啥咋整滴", "我那东西嘞"):
        shop.buyer().types(text)
    answers = iter(["refunds", "1", "i", "out_of_scope", "q"])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(answers))

    ask_about(shop.review, days=30, by="小林")

    assert "refunds: no such label" in capsys.readouterr().out
    decided = {one.line: (one.verdict, one.label) for one in shop.review.decided()}
    assert decided == {
        "我那东西嘞": (Verdict.LEARN, "query_order"),
        "内个啥咋整滴": (Verdict.IGNORE, None),
        "完全是另外一回事": (Verdict.LEARN, "out_of_scope"),
    }


def test_what_is_older_than_asked_for_is_not_shown(shop: Shop) -> None:
    shop.buyer().types("内个啥咋整滴")
    shop.clock.pass_days(10)

    assert shop.review.groups(days=7) == []
    assert len(shop.review.groups(days=30)) == 1


def test_the_labels_to_choose_from_are_those_of_the_corpus_in_its_files() -> None:
    folder = _ROOT / "data" / "nlu"
    chosen = {(label, group.name) for group in label_groups() for label in group.labels}
    written = {
        (line.label, str(line.path.relative_to(folder).with_suffix("")))
        for line in read_corpus(folder)
        if "learned" not in line.path.parts
    }
    assert chosen == written
