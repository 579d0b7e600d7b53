import type { CaseCardData } from "../protocol/objects";
import { CopyButton } from "./CopyButton";
import { FieldRows } from "./FieldRows";
import { ProductTile } from "./ProductTile";
import { toneOf } from "./status-tone";
import { Timeline } from "./Timeline";

/** An after-sale case: what it is about, where it stands, what comes next. */
export function CaseCard({ card }: { card: CaseCardData }) {
  return (
    <section className="card card-case" data-testid="card-case" data-case={card.case_no}>
      <header className="card-head">
        <h3 className="card-title">{card.title}</h3>
        <span className={`status status-${toneOf(card.status)}`}>{card.status_text}</span>
      </header>
      <div className="product">
        <ProductTile title={card.product} />
        <p className="product-title">{card.product}</p>
      </div>
      <Timeline steps={card.steps} />
      <FieldRows fields={card.fields} />
      <p className="card-number">
        <span>
          售后单号 <span className="number">{card.case_no}</span>
        </span>
        <CopyButton value={card.case_no} label="复制售后单号" />
      </p>
    </section>
  );
}
