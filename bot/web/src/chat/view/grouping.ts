import type { Message } from "../../protocol/objects";

const PERIOD_MS = 5 * 60_000;

/** True when a time is to be shown above this message. */
export function startsPeriod(before: Message | undefined, message: Message): boolean {
  return before === undefined || between(before, message) > PERIOD_MS;
}

/** True when someone else begins to speak, so that the avatar is shown. */
export function startsGroup(before: Message | undefined, message: Message): boolean {
  return before?.sender !== message.sender || startsPeriod(before, message);
}

function between(before: Message, message: Message): number {
  return new Date(message.created_at).getTime() - new Date(before.created_at).getTime();
}
