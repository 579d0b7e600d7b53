import type { AmountCardData } from "../protocol/objects";
import { yuan } from "../text/money";
import { FieldRows } from "./FieldRows";

/** An amount with every line it is made of; as "summary", the refund that is about to be filed. */
export function AmountCard({ card }: { card: AmountCardData }) {
  return (
    <section className={`card card-${card.kind}`} data-testid={`card-${card.kind}`}>
      <h3 className="card-title">{card.title}</h3>
      <FieldRows fields={card.fields} />
      <dl className="amounts">
        {card.lines.map((line, index) => (
          <div key={index} className={line.fen < 0 ? "deduction" : ""}>
            <dt>{line.label}</dt>
            <dd>{yuan(line.fen)}</dd>
          </div>
        ))}
        <div className="total">
          <dt>{card.total.label}</dt>
          <dd>{yuan(card.total.fen)}</dd>
        </div>
      </dl>
    </section>
  );
}
