import { FieldRows } from "../../cards/FieldRows";
import { UploadList } from "../../cards/UploadList";
import { moment } from "../../text/time";
import { type Packet, reasonOf } from "../objects";

/** What the assistant knows about the case, so that the buyer need not say it again. */
export function PacketPanel({ packet }: { packet: Packet }) {
  const reason = reasonOf(packet.why);
  const known = [
    ...(packet.order_no === null ? [] : [{ label: "订单号", value: packet.order_no }]),
    ...(packet.case_no === null ? [] : [{ label: "售后单号", value: packet.case_no }]),
    ...packet.draft,
  ];
  return (
    <details className="packet" open data-testid="packet">
      <summary>
        <span className={`tag tag-${reason.tone}`}>{packet.why_text || reason.label}</span>
        <span className="tag">{packet.skill}</span>
        <span className="packet-hint">交接信息</span>
        <time dateTime={packet.requested_at}>{moment(packet.requested_at)} 转入</time>
      </summary>
      <div className="packet-body">
        <div className="packet-told">
          <ol className="packet-summary">
            {packet.summary.map((line, index) => (
              <li key={index}>{line}</li>
            ))}
          </ol>
          <UploadList uploads={packet.evidence} />
        </div>
        {known.length > 0 && (
          <div className="packet-known">
            <FieldRows fields={known} />
          </div>
        )}
      </div>
    </details>
  );
}
