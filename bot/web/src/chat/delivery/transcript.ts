import type { Message, MessagePage } from "../../protocol/objects";

/**
 * The buyer's messages in order, and how far they are known to be complete.
 *
 * `syncedSeq` is the highest seq up to which everything was fetched. Numbers may be missing on
 * purpose (internal notes), so a gap is no error: it is a reason to ask the server once.
 */
export interface Transcript {
  readonly messages: readonly Message[];
  readonly syncedSeq: number;
}

export const EMPTY: Transcript = { messages: [], syncedSeq: 0 };

/** Adds messages; one already there (same seq) is replaced, never doubled. */
function withMessages(known: readonly Message[], added: readonly Message[]): readonly Message[] {
  if (added.length === 0) return known;
  const bySeq = new Map(known.map((message) => [message.seq, message]));
  for (const message of added) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((one, other) => one.seq - other.seq);
}

/** A message that was pushed: moves `syncedSeq` only when it is the very next one. */
export function withPushed(known: Transcript, message: Message): Transcript {
  const next = message.seq === known.syncedSeq + 1;
  return {
    messages: withMessages(known.messages, [message]),
    syncedSeq: next ? message.seq : known.syncedSeq,
  };
}

/** True when something may lie between what is complete and this message. */
export function leavesGap(known: Transcript, message: Message): boolean {
  return message.seq > known.syncedSeq + 1;
}

/** A page fetched after `syncedSeq`. A full page may be followed by more. */
export function withPage(
  known: Transcript,
  page: MessagePage,
  limit: number,
): { transcript: Transcript; more: boolean } {
  const more = page.messages.length >= limit;
  const reached = page.messages.at(-1)?.seq ?? known.syncedSeq;
  const syncedSeq = Math.max(known.syncedSeq, more ? reached : Math.max(page.last_seq, reached));
  return { transcript: { messages: withMessages(known.messages, page.messages), syncedSeq }, more };
}
