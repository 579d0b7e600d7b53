"""Which items a message means: one, one of several that fit, or several together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.filing.draft import Draft
from actions.filing.taking import Remark
from actions.item_reference import Rows, by_place, hint_in, hints_apart, names_an_item, words_apart
from actions.turn import NOT_UNDERSTOOD, Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.views import ItemHint, ItemView
from bot.clock import Clock

ALL = "all"
_ALL = re.compile(
    "全部|全都|都退|都要退|都给我退|都不要|都不想要|统统|通通|所有|整单|整个订单|一起退|一块儿?退"
    "|[两俩仨三四五六几]\\s?[件个样双条](?:商品|东西)?(?:都|全|一起|一块)|一键退"
)
_WHOLE_AMOUNT = re.compile("全额|全款|全部(?:的?钱|金额|货款)|所有的?钱")
_ADDS = re.compile("也|还有|加上|连同|再加|另外")
_SO_MANY = re.compile("[两俩仨三四五六几]\\s?[件个样双条]|整[单张]|整个订单|这一?单.{0,4}(?:全|都)")
_TOGETHER = re.compile("都|[统通]统|一起|一块儿?|全|也")
_COLOUR = re.compile("([黑白红蓝绿黄灰粉紫棕橙咖金银])(?:色|的)")
_CORRECTS = re.compile("不对|[说搞弄记打选点]错|不是")
_WHOLLY_ABOUT_GOODS = frozenset({"apply_refund", NOT_UNDERSTOOD})
_TAKEN_BACK = re.compile("不对|[说搞弄记打选点]错了?|不?是")
_POINTS = re.compile("刚才|刚刚|就[这那]|[这那上][个件单条双面]|它")
_TAKES_OUT = re.compile("除了|不退|别退|留着|不要退|不用退|先不动")


@dataclass(frozen=True)
class Choice:
    """Ids of items. ``together`` says that all of them are wanted, not one of them."""

    items: tuple[int, ...] = ()
    together: bool = False


class Chooser:
    """Reads which of the buyer's items a message means.

    Args:
        door: what the buyer may look at.
        clock: what 昨天 counts from.
    """

    def __init__(self, door: BuyerDoor, clock: Clock) -> None:
        self._door = door
        self._clock = clock

    def choose(self, draft: Draft, turn: Turn, listed: Rows, remarks: list[Remark]) -> Choice:
        """The items that the message, or else the draft, is about.

        Args:
            draft: what is known.
            turn: the message.
            listed: the list shown last.
            remarks: takes what there is to say about it.
        """
        if self._wants_all(turn):
            return self._all(draft, turn, listed)
        picked = _picked(draft, turn, listed)
        if picked.items:
            return picked
        known = _known(draft)
        if known.items and takes_back(turn):
            known = self._corrected(known, turn)
        if known.items and not names_an_item(turn):
            return self._without(known, turn)
        named = self._named_apart(turn)
        if len(named) > 1:
            return Choice(named, together=True)
        found = [item.item_id for item in self._named(draft, turn, remarks)]
        if turn.requested_slot == "refund_item":
            found = [item for item in found if any(item in row for row in listed)] or found
        if not known.items:
            return Choice(tuple(found))
        return _changed(known, found[0], turn) if len(found) == 1 else known

    def _corrected(self, known: Choice, turn: Turn) -> Choice:
        """不对,是炒锅: the item named behind what is taken back, recognised as goods or not."""
        found = self._find(turn, ItemHint(text=_TAKEN_BACK.split(turn.plain)[-1]))
        return Choice((found[0].item_id,)) if len(found) == 1 else known

    def leaves_one(self, draft: Draft, turn: Turn) -> bool:
        """毛衣不退了, while the draft is about several items: the others stay."""
        known = _known(draft)
        if not known.together or not takes_out(turn):
            return False
        return names_an_item(turn) or self._without(known, turn) != known

    def _without(self, known: Choice, turn: Turn) -> Choice:
        """What is left of several where the words name one to keep, recognised as goods or not."""
        if not known.together or turn.pressed or not takes_out(turn):
            return known
        found = {item.item_id for item in self._find(turn, ItemHint(text=turn.plain))}
        kept = [item for item in known.items if item in found]
        return _changed(known, kept[0], turn) if len(kept) == 1 else known

    @staticmethod
    def _wants_all(turn: Turn) -> bool:
        if turn.value("ordinal") == ALL:
            return True
        if turn.pressed or _WHOLE_AMOUNT.search(turn.plain):
            return False
        return bool(_ALL.search(turn.plain))

    def _all(self, draft: Draft, turn: Turn, listed: Rows) -> Choice:
        """All of what is named, else of what was listed, else of the order, else of everything."""
        taken_out = set(self._named_apart(turn)) if takes_out(turn) else set()
        pool = [] if taken_out else self._named_together(turn)
        if len(pool) == 1 and _SO_MANY.search(turn.plain):
            pool = self._order_with(turn, pool[0])
        if len(pool) == 1 and draft.item is None:
            return Choice(tuple(pool))
        if not pool and draft.item is None:
            pool = [item for row in listed for item in row]
        if not pool and draft.item is not None:
            pool = self._order_with(turn, draft.item)
        pool = pool or [item.item_id for item in self._find(turn, ItemHint())]
        left = [item for item in pool if item not in taken_out]
        return Choice(tuple(left), together=len(left) > 1)

    def _named_together(self, turn: Turn) -> list[int]:
        """All that the message names: each thing apart, or everything of an order or a day."""
        named = self._named_apart(turn)
        if len(named) > 1:
            return list(named)
        hint = hint_in(turn, self._clock.now(), whole_message=False)
        found = self._find(turn, hint) if hint else []
        # 裙子打底裤统统退: one after the other, only one of them recognised as goods.
        spoken = self._find(turn, ItemHint(text=turn.plain)) if len(found) == 1 else []
        return list(dict.fromkeys(item.item_id for item in (*found, *spoken)))

    def _named_apart(self, turn: Turn) -> tuple[int, ...]:
        """The items of each product or number named, where each fits exactly one.

        Of several bought together the one that comes up again is what the story is about; after
        哦不对 only the last one counts.
        """
        found: list[int] = []
        hints = hints_apart(turn)
        if len(hints) < 2 and _TOGETHER.search(turn.plain):
            hints += words_apart(turn)
        for hint in hints[-1:] if _CORRECTS.search(turn.plain) else hints:
            fitting = self._find(turn, hint)
            if len(fitting) == 1:
                found.append(fitting[0].item_id)
        if found and len(set(found)) > 1 and found.count(found[-1]) > 1:
            return (found[-1],)
        return tuple(dict.fromkeys(found))

    def _named(self, draft: Draft, turn: Turn, remarks: list[Remark]) -> Sequence[ItemView]:
        free = draft.item is None and (
            turn.intent in _WHOLLY_ABOUT_GOODS or turn.requested_slot == "refund_item"
        )
        hint = hint_in(turn, self._clock.now(), whole_message=free)
        found = self._find(turn, hint) if hint else []
        if len(found) > 1 and not turn.pressed:
            found = self._narrowed(found, turn)
        if not found and turn.value("order_no"):
            remarks.append(Remark("utter_refused_order_not_found"))
        elif not found and draft.item is None and (product := turn.words("product")):
            remarks.append(Remark("utter_no_item_like_that", (("product", product),)))
        return found

    def _narrowed(self, found: list[ItemView], turn: Turn) -> list[ItemView]:
        """Those of several that fit what else was said: a colour, a size, a shop."""
        colours = [match[1] for match in _COLOUR.finditer(turn.plain)]
        coloured = [
            item for item in found if any(one in item.title + item.attrs for one in colours)
        ]
        if coloured:
            return coloured
        fitting = {item.item_id for item in self._find(turn, ItemHint(text=turn.plain))}
        return [item for item in found if item.item_id in fitting] or found

    def names_something(self, turn: Turn) -> bool:
        """Whether the words of an answer to "which one" fit any item at all."""
        hint = hint_in(turn, self._clock.now(), whole_message=True)
        return hint is not None and bool(self._find(turn, hint))

    def _find(self, turn: Turn, hint: ItemHint) -> list[ItemView]:
        return self._door.find_items(turn.buyer_id, hint)

    def _order_with(self, turn: Turn, item_id: int) -> list[int]:
        """All the items of the order that an item belongs to."""
        number = self._door.item(turn.buyer_id, item_id).order_no
        return [item.item_id for item in self._door.order(turn.buyer_id, number).items]


def takes_back(turn: Turn) -> bool:
    """Whether the message says that something was named wrongly: 不对,是炒锅."""
    return not turn.pressed and bool(_CORRECTS.search(turn.plain))


def takes_out(turn: Turn) -> bool:
    """Whether the message says of what it names that it is to be kept: 除了毛衣, 毛衣不退了."""
    return bool(_TAKES_OUT.search(turn.plain))


def _picked(draft: Draft, turn: Turn, listed: Rows) -> Choice:
    """What was tapped, or named by its place in the list shown last; what was shown alone."""
    chosen = turn.value("item_id")
    if chosen is not None:
        return Choice((int(chosen),))
    rows = by_place(turn, listed)
    if not rows and len(listed) == 1 and not names_an_item(turn):
        rows = list(listed) if draft.item is None or _POINTS.search(turn.plain) else []
    return Choice(tuple(item for row in rows for item in row), together=len(rows) > 1)


def _known(draft: Draft) -> Choice:
    return Choice(tuple(draft.items), together=bool(draft.several))


def _changed(known: Choice, named: int, turn: Turn) -> Choice:
    """The choice after another item was named: added, taken out, or instead of the others."""
    if takes_out(turn) and named in known.items:
        left = tuple(item for item in known.items if item != named)
        return Choice(left, together=len(left) > 1) if left else known
    if named in known.items:
        return known
    if _ADDS.search(turn.plain):
        return Choice((*known.items, named), together=True)
    return Choice((named,))
