import type { KeyboardEvent } from "react";

/**
 * True when this Enter means "send".
 *
 * While Chinese is composed Enter only accepts the candidate. Safari fires compositionend before
 * that keydown, so isComposing is already false there; its keyCode is still 229.
 */
export function sendsOnEnter(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || event.shiftKey || event.altKey) return false;
  return !event.nativeEvent.isComposing && event.nativeEvent.keyCode !== 229;
}
