import type { Card } from "../protocol/objects";
import { AmountCard } from "./AmountCard";
import { CaseCard } from "./CaseCard";
import type { ChipUse } from "./chip-use";
import { ItemsCard } from "./ItemsCard";
import { OrdersCard } from "./OrdersCard";

/** Draws any card; a kind of a newer server is left out, the message's text says it all. */
export function CardView({ card, use }: { card: Card; use: ChipUse | null }) {
  switch (card.kind) {
    case "items":
      return <ItemsCard items={card.items} use={use} />;
    case "orders":
      return <OrdersCard orders={card.orders} use={use} />;
    case "case":
      return <CaseCard card={card} />;
    case "summary":
    case "amount":
      return <AmountCard card={card} />;
    default:
      return null;
  }
}
