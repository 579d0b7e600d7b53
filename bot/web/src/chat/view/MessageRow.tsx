import { CardView } from "../../cards/CardView";
import type { ChipUse } from "../../cards/chip-use";
import { UploadList } from "../../cards/UploadList";
import { BotAvatar } from "../../people/BotAvatar";
import { PersonAvatar } from "../../people/PersonAvatar";
import type { Message } from "../../protocol/objects";
import { RichText } from "../../text/RichText";
import { Chips } from "./Chips";
import { Feedback } from "./Feedback";

interface Props {
  message: Message;
  first: boolean;
  chipUse: ChipUse;
  judged: boolean | undefined;
  judgeable: boolean;
  onJudge: (useful: boolean) => void;
}

export function MessageRow({ message, first, chipUse, judged, judgeable, onJudge }: Props) {
  const { sender, card, text } = message;
  const name = message.agent_name ?? "人工客服";
  const asking = card?.kind === "summary" || card?.kind === "items";
  return (
    <article
      className={`row row-${sender}${first ? " row-first" : ""}`}
      data-testid="message"
      data-sender={sender}
      data-seq={message.seq}
      aria-label={SPEAKERS[sender]}
    >
      {sender === "bot" && (first ? <BotAvatar /> : <span className="avatar" />)}
      {sender === "agent" && (first ? <PersonAvatar name={name} /> : <span className="avatar" />)}
      <div className="said">
        {sender === "agent" && first && <p className="speaker">{name}</p>}
        {text !== "" && (
          <div className="bubble">
            <RichText text={text} />
          </div>
        )}
        {card !== null && <CardView card={card} use={chipUse} />}
        <UploadList uploads={message.uploads} />
        <Chips chips={message.chips} use={chipUse} leading={card?.kind === "summary"} />
        {sender === "bot" && !asking && (judgeable || judged !== undefined) && (
          <Feedback judged={judged} onJudge={onJudge} />
        )}
      </div>
    </article>
  );
}

const SPEAKERS = { buyer: "我", bot: "售后助手", agent: "人工客服", system: "系统", note: "备注" };
