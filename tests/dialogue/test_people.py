"""转人工: in one turn from anywhere, with all that is known, and the bot silent until the end."""

from __future__ import annotations

from tests.gateway.running import AgentAtDesk
from tests.stack.buyer import Buyer, MakeBuyer
from tests.stack.stock import Goods, Order

EARPHONES = Order((Goods("蓝牙耳机 降噪入耳式", 15800),))


def in_the_middle_of_filing(make_buyer: MakeBuyer) -> Buyer:
    """A buyer who has said everything and shown a picture, but not confirmed."""
    buyer = make_buyer(EARPHONES)
    buyer.say("昨天到的蓝牙耳机左耳没声音,我要退货退款")
    buyer.show(buyer.upload())
    return buyer


def test_a_human_is_reached_in_one_turn_from_inside_a_form(
    make_buyer: MakeBuyer, agent: AgentAtDesk
) -> None:
    buyer = in_the_middle_of_filing(make_buyer)

    answer = buyer.say("转人工")

    assert "人工客服" in answer.text and "第" in answer.text
    conversation = buyer.conversation()
    assert conversation["state"] == "queued" and conversation["queue_position"] >= 1
    packet = agent.look(conversation["id"])["packet"]
    draft = {field["label"]: field["value"] for field in packet["draft"]}
    assert draft["商品"].startswith("蓝牙耳机")
    assert (draft["类型"], draft["原因"]) == ("退货退款", "商品质量问题")
    assert packet["order_no"] == buyer.bot.door.orders(buyer.id)[0].order_no
    assert len(packet["evidence"]) == 1
    assert 1 <= len(packet["summary"]) <= 5
    assert packet["why"] == "asked"
    assert buyer.cases() == []


def test_the_bot_is_silent_while_people_serve_and_answers_afterwards(
    make_buyer: MakeBuyer, agent: AgentAtDesk
) -> None:
    buyer = in_the_middle_of_filing(make_buyer)
    buyer.say("我要人工客服")
    conversation_id = buyer.conversation()["id"]

    assert buyer.say("在吗").messages == (), "silent while the buyer waits"

    assert agent.act(conversation_id, "claim").status_code == 200
    assert buyer.conversation()["agent_name"] == agent.name
    assert buyer.say("退款一般几天到账").messages == (), "silent while a person serves"
    reply = agent.act(conversation_id, "reply", client_msg_id="r1", text="您好,我来帮您处理")
    assert reply.status_code == 200
    assert buyer.history()[-1]["text"] == "您好,我来帮您处理"
    assert buyer.history()[-1]["sender"] == "agent"

    assert agent.act(conversation_id, "close", reason="问题已解决").status_code == 200
    assert buyer.conversation()["state"] == "bot"
    assert "个工作日" in buyer.say("退款一般几天到账").text


def test_the_draft_does_not_haunt_the_chat_after_people_have_served(
    make_buyer: MakeBuyer, agent: AgentAtDesk
) -> None:
    buyer = in_the_middle_of_filing(make_buyer)
    confirm = buyer.answer.token("确认提交")
    buyer.say("转人工")
    conversation_id = buyer.conversation()["id"]
    agent.act(conversation_id, "claim")
    agent.act(conversation_id, "close", reason="问题已解决")

    answer = buyer.tap_token(confirm)

    assert "不是最新" in answer.text
    assert buyer.cases() == []


def test_who_leaves_the_queue_is_served_by_the_bot_again(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(EARPHONES)
    buyer.say("转人工")

    left = buyer.http.post("/api/v1/conversation/leave-queue").json()

    assert left["state"] == "bot"
    assert "个工作日" in buyer.say("退款一般几天到账").text


def test_asking_for_a_human_twice_takes_one_place_in_the_queue(
    make_buyer: MakeBuyer, agent: AgentAtDesk
) -> None:
    buyer = make_buyer(EARPHONES)
    buyer.say("转人工")
    buyer.say("转人工")

    mine = [
        entry
        for entry in agent.queue()["waiting"]
        if entry["conversation_id"] == buyer.conversation()["id"]
    ]
    assert len(mine) == 1


def test_an_exchange_is_explained_and_then_a_humans_work(
    make_buyer: MakeBuyer, agent: AgentAtDesk
) -> None:
    buyer = make_buyer(EARPHONES)

    answer = buyer.say("耳机有问题,我想换一个新的")
    assert "换货需要人工客服" in answer.text
    assert buyer.conversation()["state"] == "bot", "the buyer decides"

    buyer.tap("转人工")
    assert buyer.conversation()["state"] == "queued"


def test_not_understood_twice_in_a_row_offers_a_human(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(EARPHONES)

    first = buyer.say("那个啥，怎么说呢")
    second = buyer.say("那个咋弄的来着")

    assert "不太确定" in first.text
    assert 2 <= len(first.labels) <= 5
    assert "转人工" in second.labels and "人工" in second.text


def test_the_angry_are_offered_a_human(make_buyer: MakeBuyer) -> None:
    answer = make_buyer(EARPHONES).say("你们就是骗子公司,太恶心了")

    assert "抱歉" in answer.text
    assert "转人工" in answer.labels
