import { useEffect, useState } from "react";
import { ChevronIcon, HeadsetIcon } from "../look/icons";
import { BotAvatar } from "../people/BotAvatar";
import { PersonAvatar } from "../people/PersonAvatar";
import { sentenceOf } from "../protocol/api-error";
import { requestJson } from "../protocol/request";
import { THINGS_TO_TRY } from "./things-to-try";

interface DemoBuyer {
  buyer_id: string;
  display_name: string;
  hint: string;
}

/** The door of the demo: pick a buyer, or sit down at the agents' desk. */
export function LandingPage() {
  return (
    <main className="landing">
      <header className="hero">
        <BotAvatar size="large" />
        <h1>旺商聊售后助手</h1>
        <p>退款、退货、查进度，一句话说清楚；说不清的，随时转人工。</p>
      </header>
      <section>
        <h2>选一位买家开始聊天</h2>
        <BuyerList />
      </section>
      <section>
        <h2>客服一侧</h2>
        <a className="entry entry-desk" href="/agent" target="_blank" rel="noopener">
          <span className="entry-mark">
            <HeadsetIcon />
          </span>
          <span className="entry-words">
            <strong>客服工作台</strong>
            <span>排队、接入、看草稿与凭证、回复买家。建议和买家窗口并排打开。</span>
          </span>
          <ChevronIcon />
        </a>
      </section>
      <section>
        <h2>可以试试</h2>
        <ul className="tries">
          {THINGS_TO_TRY.map((thing) => (
            <li key={thing.say}>
              <q>{thing.say}</q>
              <span>{thing.shows}</span>
            </li>
          ))}
        </ul>
      </section>
    </main>
  );
}

function BuyerList() {
  const [buyers, setBuyers] = useState<DemoBuyer[] | null>(null);
  const [error, setError] = useState<string | null>(null);

  const load = () => {
    setError(null);
    requestJson<DemoBuyer[]>("/demo/api/v1/buyers")
      .then(setBuyers)
      .catch((problem: unknown) => setError(sentenceOf(problem)));
  };
  useEffect(load, []);

  if (error !== null) {
    return (
      <p className="landing-error" role="alert">
        {error}
        <button type="button" onClick={load}>
          重试
        </button>
      </p>
    );
  }
  return (
    <ul className="entries" aria-busy={buyers === null}>
      {(buyers ?? []).map((buyer) => (
        <li key={buyer.buyer_id}>
          <a
            className="entry"
            href={`/chat?buyer=${encodeURIComponent(buyer.buyer_id)}`}
            data-testid="demo-buyer"
          >
            <PersonAvatar name={buyer.display_name} />
            <span className="entry-words">
              <strong>{buyer.display_name}</strong>
              <span>{buyer.hint}</span>
            </span>
            <ChevronIcon />
          </a>
        </li>
      ))}
    </ul>
  );
}
