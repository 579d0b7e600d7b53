"""What the bot understands of a message is kept with its turn, for the review."""

from __future__ import annotations

from sqlalchemy import select

from bot.chat.models import Conversation, Turn
from tests.stack.buyer import Buyer, MakeBuyer
from tests.stack.running_bot import RunningBot


def _turns(bot: RunningBot, buyer: Buyer) -> list[Turn]:
    with bot.store.reading() as session:
        mine = select(Conversation.id).where(Conversation.buyer_id == buyer.id)
        return list(
            session.scalars(select(Turn).where(Turn.conversation_id.in_(mine)).order_by(Turn.seq))
        )


def test_the_intent_and_the_likeliest_guesses_of_what_was_typed_are_kept(
    bot: RunningBot, make_buyer: MakeBuyer
) -> None:
    buyer = make_buyer()
    buyer.say("退款一般几天到账")

    (turn,) = _turns(bot, buyer)

    assert turn.heard_as == "faq_refund_arrival_time"
    guesses = turn.likeliest or []
    assert len(guesses) == 3
    assert guesses[0] == ["faq_refund_arrival_time", turn.confidence]
    assert [share for _, share in guesses] == sorted((s for _, s in guesses), reverse=True)


def test_of_a_chip_nothing_is_kept(bot: RunningBot, make_buyer: MakeBuyer) -> None:
    buyer = make_buyer()
    buyer.say("你能做什么")
    buyer.tap(buyer.answer.labels[0])

    assert _turns(bot, buyer)[-1].heard_as is None
