"""Which case is meant: by number, goods, colour, amount, day, shop, place in the list, or 那个."""

from __future__ import annotations

import pytest

from bot.aftersales.views import CaseView
from tests.stack.buyer import Buyer, MakeBuyer
from tests.stack.filed import file_case, now, steps
from tests.stack.stock import Goods, Order

BLACK = Order((Goods("加绒连帽卫衣", 15900, attrs="黑色 XL"),), days=9)
GREY = Order((Goods("加绒连帽卫衣", 14900, attrs="灰色 M"),), days=5)
LAMP = Order((Goods("护眼台灯", 18900),), days=3)


@pytest.fixture
def buyer(make_buyer: MakeBuyer) -> Buyer:
    """A buyer with two hoodies and a lamp."""
    return make_buyer(BLACK, GREY, LAMP)


@pytest.fixture
def cases(buyer: Buyer) -> dict[str, CaseView]:
    """A case for each of them."""
    return {
        "black": file_case(buyer, "黑色"),
        "grey": file_case(buyer, "灰色"),
        "lamp": file_case(buyer, "护眼台灯"),
    }


def withdrawing(buyer: Buyer, said: str, cases: dict[str, CaseView]) -> str | None:
    """Which of the cases the bot would withdraw; None when it asks or refuses."""
    answer = buyer.say(said)
    if "确认撤销" not in answer.labels:
        return None
    return next(name for name, case in cases.items() if case.case_no in answer.text)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("撤销黑色卫衣的退款", "black"),
        ("撤销灰色那件的售后申请", "grey"),
        ("把XL码那件的退款撤销了", "black"),
        ("撤销台灯的退款申请", "lamp"),
        ("撤销149元那笔退款申请", "grey"),
    ],
)
def test_goods_colour_size_and_amount_say_which(
    buyer: Buyer, cases: dict[str, CaseView], said: str, meant: str
) -> None:
    assert withdrawing(buyer, said, cases) == meant


def test_numbers_and_their_last_digits_say_which(buyer: Buyer, cases: dict[str, CaseView]) -> None:
    grey = cases["grey"]
    for said in (
        f"撤销售后 {grey.case_no}",
        f"撤销尾号{grey.case_no[-4:]}的售后申请",
        f"撤销尾号{grey.item.order_no[-4:]}的那笔退款申请",
        f"撤销订单{grey.item.order_no}的退款申请",
    ):
        assert withdrawing(buyer, said, cases) == "grey", said
        buyer.say("算了")


def test_several_fit_and_the_rest_is_asked_for(buyer: Buyer, cases: dict[str, CaseView]) -> None:
    rows = buyer.say("撤销卫衣的退款").card("items")["items"]

    assert {row["attrs"] for row in rows} == {"黑色 XL", "灰色 M"}
    assert cases["grey"].case_no in buyer.say("灰色的").text


def test_a_place_in_the_list_shown_last(buyer: Buyer, cases: dict[str, CaseView]) -> None:
    rows = buyer.say("我的退款都到哪了").card("items")["items"]
    assert len(rows) == 3

    assert rows[1]["attrs"] in str(buyer.say("第二个").card("case"))
    assert rows[2]["attrs"] in str(buyer.say("最后那个").card("case"))


def test_that_one_is_the_one_spoken_of_last(buyer: Buyer, cases: dict[str, CaseView]) -> None:
    buyer.say("台灯的退款到哪了")

    assert withdrawing(buyer, "那个撤销吧", cases) == "lamp"
    buyer.say("算了")
    buyer.say("你们几点上班")
    assert withdrawing(buyer, "撤销刚才那个", cases) == "lamp"


def test_a_tap_in_the_list_says_which(buyer: Buyer, cases: dict[str, CaseView]) -> None:
    rows = buyer.say("撤销申请").card("items")["items"]
    assert len(rows) == 3

    chosen = next(row for row in rows if row["title"] == "护眼台灯")
    assert cases["lamp"].case_no in buyer.tap_token(chosen["chip"]["token"]).text


def test_what_is_not_there_is_answered_like_what_is_somebody_elses(
    buyer: Buyer, cases: dict[str, CaseView], make_buyer: MakeBuyer
) -> None:
    other = make_buyer(LAMP)
    foreign = file_case(other, "护眼台灯")

    answers = {
        buyer.say(f"撤销售后 {foreign.case_no}").text,
        buyer.say("撤销售后 SH200101000000").text,
        buyer.say("撤销电视机的退款").messages[0]["text"],
    }

    assert len(answers) == 1 and "没有在您的账号下找到" in answers.pop()
    assert len(buyer.answer.card("items")["items"]) == len(cases)
    assert steps(other, foreign) == ["SUBMIT"]


def test_a_case_closed_long_ago_is_found_by_its_number(
    buyer: Buyer, cases: dict[str, CaseView]
) -> None:
    buyer.say(f"撤销售后 {cases['lamp'].case_no}")
    buyer.tap("确认撤销")

    answer = buyer.say(f"{cases['lamp'].case_no} 这个售后怎么样了")

    assert "已经撤销" in answer.text and "重新申请" in answer.labels
    assert now(buyer, cases["grey"]).status != now(buyer, cases["lamp"]).status


def test_the_amount_of_a_case_that_was_paid_is_explained(
    buyer: Buyer, cases: dict[str, CaseView]
) -> None:
    answer = buyer.say("台灯那笔为什么只退这么多")

    assert answer.card("amount")["total"]["fen"] == 18900
    assert "护眼台灯" in answer.text
