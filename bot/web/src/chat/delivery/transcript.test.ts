import { describe, expect, it } from "vitest";
import type { Message } from "../../protocol/objects";
import { message } from "./message.sample";
import { EMPTY, leavesGap, withPage, withPushed } from "./transcript";

const seqs = (messages: readonly Message[]) => messages.map((one) => one.seq);

describe("the transcript", () => {
  it("is in order and holds nothing twice, however messages arrive", () => {
    let known = EMPTY;
    for (const seq of [2, 1, 3, 2, 3]) known = withPushed(known, message(seq));
    expect(seqs(known.messages)).toEqual([1, 2, 3]);
  });

  it("does not count as complete past a gap", () => {
    const known = withPushed(withPushed(EMPTY, message(1)), message(4));
    expect(known.syncedSeq).toBe(1);
    expect(leavesGap(known, message(4))).toBe(true);
    expect(leavesGap(known, message(2))).toBe(false);
  });

  it("is complete to the server's last seq after a page that is not full", () => {
    const { transcript, more } = withPage(EMPTY, { messages: [message(1)], last_seq: 3 }, 200);
    expect(transcript.syncedSeq).toBe(3);
    expect(more).toBe(false);
  });

  it("asks for more after a full page", () => {
    const page = { messages: [message(1), message(2)], last_seq: 9 };
    const { transcript, more } = withPage(EMPTY, page, 2);
    expect(transcript.syncedSeq).toBe(2);
    expect(more).toBe(true);
  });
});
