import { BotAvatar } from "../../people/BotAvatar";

/** Opened without a token: only the app can say who the buyer is. */
export function NoEntry() {
  return (
    <main className="no-entry">
      <BotAvatar size="large" />
      <h1>请从 App 内打开客服</h1>
      <p>在 App 的「我的 → 客服与帮助」或订单详情页点「联系客服」，即可继续之前的对话。</p>
    </main>
  );
}
