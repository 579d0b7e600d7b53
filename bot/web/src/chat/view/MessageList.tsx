import { Fragment, useState } from "react";
import { BotAvatar } from "../../people/BotAvatar";
import { PersonAvatar } from "../../people/PersonAvatar";
import { ArrowDownIcon } from "../../look/icons";
import { moment } from "../../text/time";
import { type ChatState, chipsFrom, segmentToRate } from "../chat-state";
import type { ChatStore } from "../chat-store";
import { MessageRow } from "./MessageRow";
import { PendingRow } from "./PendingRow";
import { RatedSegments } from "./rated-segments";
import { Rating } from "./Rating";
import { startsGroup, startsPeriod } from "./grouping";
import { useStickToEnd } from "../../look/use-stick-to-end";
import { Welcome } from "./Welcome";

const rated = new RatedSegments();

export function MessageList({ state, store }: { state: ChatState; store: ChatStore }) {
  const { messages } = state.transcript;
  const { scroller, content, away, toEnd } = useStickToEnd(messages.length, state.pending.length);
  const [, setRatedNow] = useState<string | null>(null);
  const openFrom = chipsFrom(state);
  const segment = segmentToRate(state, (id) => rated.has(id), Date.now());
  const lastBot = messages.map((message) => message.sender).lastIndexOf("bot");
  const empty = messages.length === 0 && state.pending.length === 0;

  const rate = async (id: string, stars: number) => {
    if (!(await store.rate(stars))) return;
    rated.add(id);
    setRatedNow(id);
  };

  return (
    <div className="scroller" ref={scroller}>
      <div className="scroll-content" ref={content}>
        {state.phase === "starting" && empty && <div className="skeleton" aria-hidden="true" />}
        {state.phase === "ready" && empty && <Welcome onWish={(text) => store.send(text)} />}
        <div
          className="log"
          role="log"
          aria-live="polite"
          aria-label="对话"
          aria-busy={state.phase === "starting"}
        >
          {messages.map((message, index) => (
            <Fragment key={message.seq}>
              {startsPeriod(messages[index - 1], message) && (
                <p className="period">{moment(message.created_at)}</p>
              )}
              <MessageRow
                message={message}
                first={startsGroup(messages[index - 1], message)}
                chipUse={{
                  open: message.seq > openFrom,
                  choose: (chip) => store.choose(chip.label, chip.token),
                }}
                judged={state.judged[message.id]}
                judgeable={index === lastBot && message.seq > openFrom}
                onJudge={(useful) => void store.judge(message.id, useful)}
              />
            </Fragment>
          ))}
          {state.pending.map((message) => (
            <PendingRow
              key={message.client_msg_id}
              message={message}
              onRetry={() => store.retry(message.client_msg_id)}
              onDiscard={() => store.discard(message.client_msg_id)}
            />
          ))}
        </div>
        {segment !== null && (
          <Rating
            name={segment.agent_name ?? "人工客服"}
            onRate={(stars) => void rate(segment.id, stars)}
          />
        )}
        {state.typing !== null && (
          <div className="row row-bot" data-testid="typing">
            {state.typing === "agent" ? (
              <PersonAvatar name={state.conversation?.agent_name ?? "客"} />
            ) : (
              <BotAvatar />
            )}
            <div className="bubble typing" aria-label="正在输入">
              <i />
              <i />
              <i />
            </div>
          </div>
        )}
      </div>
      {away && (
        <button type="button" className="to-end" onClick={toEnd} aria-label="回到最新消息">
          <ArrowDownIcon />
        </button>
      )}
    </div>
  );
}
