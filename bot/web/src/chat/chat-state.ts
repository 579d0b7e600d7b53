import type { Conversation, Message } from "../protocol/objects";
import type { Outgoing } from "./delivery/outgoing";
import { EMPTY, type Transcript } from "./delivery/transcript";

export interface ChatState {
  /** "no-token": only the app can open the chat. "expired": the token ran out and cannot be renewed. */
  phase: "starting" | "ready" | "no-token" | "expired";
  transcript: Transcript;
  pending: readonly Outgoing[];
  conversation: Conversation | null;
  typing: "bot" | "agent" | null;
  connected: boolean;
  /** A sentence to show for a moment, such as a refusal of the server. */
  notice: string | null;
  /** What the buyer said about answers in this visit, by message id. */
  judged: Readonly<Record<string, boolean>>;
}

export const INITIAL: ChatState = {
  phase: "starting",
  transcript: EMPTY,
  pending: [],
  conversation: null,
  typing: null,
  connected: true,
  notice: null,
  judged: {},
};

/**
 * The seq after which chips may still be used: the buyer's last word. Chips of the bot's messages
 * after it belong to the present turn. Infinity while a message waits, and while a person is on the way or there.
 */
export function chipsFrom(state: ChatState): number {
  const standing = state.conversation?.state;
  if (state.pending.length > 0 || standing === "queued" || standing === "agent") return Infinity;
  return lastSeqOf(state.transcript.messages, "buyer");
}

/** The last message of a human segment that is over and not rated yet; null when there is none. */
export function segmentToRate(
  state: ChatState,
  rated: (segment: string) => boolean,
  now: number,
): Message | null {
  const standing = state.conversation?.state;
  if (standing !== "bot" && standing !== "closed") return null;
  const seq = lastSeqOf(state.transcript.messages, "agent");
  const last = state.transcript.messages.find((message) => message.seq === seq) ?? null;
  if (last === null || rated(last.id)) return null;
  return now - new Date(last.created_at).getTime() < RATING_OPEN_MS ? last : null;
}

const RATING_OPEN_MS = 24 * 3_600_000;

function lastSeqOf(messages: readonly Message[], sender: Message["sender"]): number {
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message?.sender === sender) return message.seq;
  }
  return 0;
}
