import { expect, it } from "vitest";
import type { Message } from "../../protocol/objects";
import { CatchUp } from "./catch-up";
import { EMPTY, type Transcript } from "./transcript";
import { message } from "./message.sample";

/** A server with so many messages, and what the page knows of them. */
function page(stored: Message[]) {
  const asked: number[] = [];
  const known: { transcript: Transcript } = { transcript: EMPTY };
  const catchUp = new CatchUp({
    fetchAfter: async (seq, limit) => {
      asked.push(seq);
      return {
        messages: stored.filter((one) => one.seq > seq).slice(0, limit),
        last_seq: stored.length,
      };
    },
    read: () => known.transcript,
    write: (transcript) => {
      known.transcript = transcript;
    },
  });
  return { asked, known, catchUp };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => message(index + 1));

it("fetches a long history page by page", async () => {
  const { asked, known, catchUp } = page(numbered(450));
  await catchUp.run();
  expect(asked).toEqual([0, 200, 400]);
  expect(known.transcript.messages).toHaveLength(450);
});

it("looks once more when a wish comes during a run", async () => {
  const stored = numbered(1);
  const { known, catchUp } = page(stored);
  const first = catchUp.run();
  stored.push(message(2));
  await Promise.all([first, catchUp.run(), catchUp.run()]);
  expect(known.transcript.syncedSeq).toBe(2);
});
