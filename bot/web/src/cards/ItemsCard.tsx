import { ChevronIcon } from "../look/icons";
import type { OrderedItem } from "../protocol/objects";
import { yuan } from "../text/money";
import type { ChipUse } from "./chip-use";
import { ProductTile } from "./ProductTile";

/** The buyer's bought things to pick from. */
export function ItemsCard({ items, use }: { items: OrderedItem[]; use: ChipUse | null }) {
  return (
    <ul className="card card-items" data-testid="card-items">
      {items.map((item) => (
        <li key={`${item.order_no}/${item.item_id}`}>
          <ItemRow item={item} use={use} />
        </li>
      ))}
    </ul>
  );
}

function ItemRow({ item, use }: { item: OrderedItem; use: ChipUse | null }) {
  const chip = item.chip;
  const inside = (
    <>
      <ProductTile title={item.title} />
      <span className="product-words">
        <span className="product-title">{item.title}</span>
        <span className="product-detail">{[item.attrs, `×${item.qty}`].filter(Boolean).join(" ")}</span>
        <span className="product-detail">
          {item.ordered_on} 下单 · {item.status_text}
        </span>
      </span>
      <span className="product-side">
        <span className="price">{yuan(item.paid_fen)}</span>
        {chip !== null && use !== null && (
          <span className="pick">
            {chip.label}
            <ChevronIcon />
          </span>
        )}
      </span>
    </>
  );
  if (chip === null || use === null) return <div className="item-row">{inside}</div>;
  return (
    <button
      type="button"
      className="item-row"
      data-testid="chip"
      disabled={!use.open}
      onClick={() => use.choose(chip)}
    >
      {inside}
    </button>
  );
}
