import type { Message } from "../protocol/objects";
import type { Agent, CannedReply, Detail, Queue, QueueEntry } from "./objects";

/** A reply the server has not taken yet. */
export interface Reply {
  client_msg_id: string;
  conversation_id: string;
  text: string;
  note: boolean;
  error: string | null;
}

export interface DeskState {
  phase: "starting" | "signed-out" | "signed-in";
  agent: Agent | null;
  queue: Queue;
  canned: CannedReply[];
  selected: string | null;
  detail: Detail | null;
  /** The buyer of the selected conversation is writing. */
  typing: boolean;
  replies: readonly Reply[];
  connected: boolean;
  notice: string | null;
}

export const INITIAL: DeskState = {
  phase: "starting",
  agent: null,
  queue: { waiting: [], mine: [] },
  canned: [],
  selected: null,
  detail: null,
  typing: false,
  replies: [],
  connected: true,
  notice: null,
};

export function isMine(state: DeskState): boolean {
  return state.queue.mine.some((entry) => entry.conversation_id === state.selected);
}

/** The whole queue as it is shown, top to bottom: own conversations first. */
export function inOrder(queue: Queue): QueueEntry[] {
  return [...queue.mine, ...queue.waiting];
}

/** What the title counts: people waiting, and buyers' messages nobody has looked at. */
export function unseen(queue: Queue): number {
  return queue.mine.reduce((sum, entry) => sum + entry.unread, queue.waiting.length);
}

/**
 * The transcript with one more message. By id, not by seq: notes share the seq of the message
 * they stand beside.
 */
export function withMessage(messages: Message[], added: Message): Message[] {
  const others = messages.filter((message) => message.id !== added.id);
  return [...others, added].sort(
    (one, other) => one.seq - other.seq || Date.parse(one.created_at) - Date.parse(other.created_at),
  );
}
