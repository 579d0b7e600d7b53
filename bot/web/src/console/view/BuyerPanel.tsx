import { CaseCard } from "../../cards/CaseCard";
import { OrdersCard } from "../../cards/OrdersCard";
import { CloseIcon } from "../../look/icons";
import type { Detail } from "../objects";

/** The buyer's cases and orders, beside the conversation. */
export function BuyerPanel({ detail, onClose }: { detail: Detail | null; onClose: () => void }) {
  return (
    <aside className="buyer-panel" aria-label="订单与售后">
      <button type="button" className="buyer-panel-close" aria-label="收起" onClick={onClose}>
        <CloseIcon />
      </button>
      {detail !== null && (
        <>
          <h2>
            售后单 <span className="tally">{detail.cases.length}</span>
          </h2>
          {detail.cases.map((card) => (
            <CaseCard key={card.case_no} card={card} />
          ))}
          {detail.cases.length === 0 && <p className="queue-none">没有售后单</p>}
          <h2>
            订单 <span className="tally">{detail.orders.length}</span>
          </h2>
          {detail.orders.length > 0 && <OrdersCard orders={detail.orders} use={null} />}
          {detail.orders.length === 0 && <p className="queue-none">没有订单</p>}
        </>
      )}
    </aside>
  );
}
