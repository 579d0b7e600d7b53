import { BotAvatar } from "../../people/BotAvatar";
import {
  CalendarIcon,
  OrdersIcon,
  ParcelIcon,
  ProgressIcon,
  RefundIcon,
  ScalesIcon,
} from "./wish-icons";

const WISHES = [
  { text: "我要申请退款", detail: "仅退款、退货退款", Picture: RefundIcon },
  { text: "我的退款到哪了", detail: "进度与到账时间", Picture: ProgressIcon },
  { text: "查看我的订单", detail: "物流与签收", Picture: OrdersIcon },
  { text: "填写退货单号", detail: "寄回后登记", Picture: ParcelIcon },
  { text: "退款几天到账", detail: "各支付方式", Picture: CalendarIcon },
  { text: "卖家拒绝怎么办", detail: "平台介入", Picture: ScalesIcon },
];

/** An empty conversation: who is here, and what can be asked with one tap. */
export function Welcome({ onWish }: { onWish: (text: string) => void }) {
  return (
    <section className="welcome">
      <BotAvatar size="large" />
      <h2>您好，我是您的售后助手</h2>
      <p>退款、退货、查进度，直接告诉我就行。</p>
      <ul>
        {WISHES.map(({ text, detail, Picture }) => (
          <li key={text}>
            <button type="button" className="wish" onClick={() => onWish(text)}>
              <Picture />
              <span>
                {text}
                <small>{detail}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
