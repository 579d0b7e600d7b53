import type { Field, Order } from "../protocol/objects";
import { yuan } from "../text/money";
import type { ChipUse } from "./chip-use";
import { FieldRows } from "./FieldRows";
import { ProductTile } from "./ProductTile";

export function OrdersCard({ orders, use }: { orders: Order[]; use: ChipUse | null }) {
  return (
    <div className="card-stack" data-testid="card-orders">
      {orders.map((order) => (
        <OrderCard key={order.order_no} order={order} use={use} />
      ))}
    </div>
  );
}

function OrderCard({ order, use }: { order: Order; use: ChipUse | null }) {
  const { chip } = order;
  return (
    <section className="card card-order" data-order={order.order_no}>
      <header className="card-head">
        <h3 className="card-title">{order.seller_name}</h3>
        <span className="status status-going">{order.status_text}</span>
      </header>
      {order.items.map((item, index) => (
        <div key={index} className="product">
          <ProductTile title={item.title} />
          <span className="product-words">
            <span className="product-title">{item.title}</span>
            <span className="product-detail">
              {[item.attrs, `×${item.qty}`].filter(Boolean).join(" ")}
            </span>
          </span>
        </div>
      ))}
      <FieldRows fields={fieldsOf(order)} />
      <dl className="amounts">
        <div className="total">
          <dt>实付</dt>
          <dd>{yuan(order.paid_fen)}</dd>
        </div>
      </dl>
      {chip !== null && use !== null && (
        <button
          type="button"
          className="chip chip-wide"
          data-testid="chip"
          disabled={!use.open}
          onClick={() => use.choose(chip)}
        >
          {chip.label}
        </button>
      )}
    </section>
  );
}

/** The order's own fields, with number and day in front unless they are among them. */
function fieldsOf(order: Order): Field[] {
  const always = [
    { label: "订单号", value: order.order_no },
    { label: "下单时间", value: order.ordered_on },
  ];
  const told = new Set(order.fields.map((field) => field.label));
  return [...always.filter((field) => !told.has(field.label)), ...order.fields];
}
