import { describe, expect, it } from "vitest";
import { ApiError, offlineError } from "../../protocol/api-error";
import type { Message } from "../../protocol/objects";
import { Outbox } from "./outbox";
import type { Outgoing, OutboxStorage } from "./outgoing";
import { message } from "./message.sample";

class Shelf implements OutboxStorage {
  readonly kept = new Map<string, Outgoing>();
  async load(buyerId: string) {
    return [...this.kept.values()].filter((one) => one.buyer_id === buyerId);
  }
  async put(one: Outgoing) {
    this.kept.set(one.client_msg_id, one);
  }
  async remove(id: string) {
    this.kept.delete(id);
  }
}

/** A page whose server gives these answers, one a try; afterwards it takes everything. */
function page(shelf: Shelf, answers: (ApiError | "taken")[] = []) {
  const tried: string[] = [];
  const delivered: Message[] = [];
  const pauses: number[] = [];
  let shown: readonly Outgoing[] = [];
  const outbox = new Outbox({
    storage: shelf,
    post: async (one) => {
      tried.push(one.client_msg_id);
      const answer = answers.shift() ?? "taken";
      if (answer !== "taken") throw answer;
      return message(tried.length, { sender: "buyer", client_msg_id: one.client_msg_id });
    },
    delivered: (one) => delivered.push(one),
    changed: (pending) => {
      shown = pending;
    },
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  });
  return { outbox, tried, delivered, pauses, shown: () => shown };
}

const written = (id: string, at: number): Outgoing => ({
  client_msg_id: id,
  buyer_id: "U1",
  created_at: at,
  shown: id,
  body: { text: id },
  state: "sending",
  error: null,
  refused: false,
});

const gone = (times: number) => Array.from({ length: times }, offlineError);

describe("the outbox", () => {
  it("sends in the order written and forgets what was acknowledged", async () => {
    const shelf = new Shelf();
    const { outbox, tried, shown } = page(shelf);
    await Promise.all(["a", "b", "c"].map((id, index) => outbox.add(written(id, index))));
    expect(tried).toEqual(["a", "b", "c"]);
    expect(shown()).toEqual([]);
    expect(shelf.kept.size).toBe(0);
  });

  it("tries again under the same id when the network fails for a moment", async () => {
    const { outbox, tried, delivered } = page(new Shelf(), gone(2));
    await outbox.add(written("a", 1));
    expect(tried).toEqual(["a", "a", "a"]);
    expect(delivered).toHaveLength(1);
  });

  it("keeps everything, marked as failed, when the network stays away", async () => {
    const shelf = new Shelf();
    const { outbox, shown } = page(shelf, gone(4));
    await Promise.all([outbox.add(written("a", 1)), outbox.add(written("b", 2))]);
    expect(shown().map((one) => one.state)).toEqual(["failed", "failed"]);
    expect([...shelf.kept.keys()]).toEqual(["a", "b"]);
  });

  it("sends after a reload what an earlier visit kept, and nobody else's", async () => {
    const shelf = new Shelf();
    shelf.kept.set("b", { ...written("b", 2), state: "failed" });
    shelf.kept.set("a", { ...written("a", 1), state: "failed" });
    shelf.kept.set("x", { ...written("x", 0), buyer_id: "U2" });
    const { outbox, tried } = page(shelf);
    await outbox.restore("U1");
    expect(tried).toEqual(["a", "b"]);
    expect([...shelf.kept.keys()]).toEqual(["x"]);
  });

  it("shows the server's own sentence for a refused message and goes on with the next", async () => {
    const refusal = new ApiError("CHIP_EXPIRED", "这个选项已过期。", 409);
    const { outbox, tried, shown } = page(new Shelf(), [refusal]);
    await Promise.all([outbox.add(written("a", 1)), outbox.add(written("b", 2))]);
    expect(tried).toEqual(["a", "b"]);
    expect(shown()).toMatchObject([{ client_msg_id: "a", error: "这个选项已过期。" }]);
  });

  it("does not send a refused message again by itself, only when the buyer taps it", async () => {
    const { outbox, tried } = page(new Shelf(), [new ApiError("CHIP_INVALID", "选项无效。", 400)]);
    await outbox.add(written("a", 1));
    await outbox.flush();
    expect(tried).toEqual(["a"]);
    await outbox.retry("a");
    expect(tried).toEqual(["a", "a"]);
  });

  it("waits as long as the server asks when it is too fast", async () => {
    const slower = new ApiError("RATE_LIMITED", "发送太快了。", 429, 12);
    const { outbox, pauses } = page(new Shelf(), [slower]);
    await outbox.add(written("a", 1));
    expect(pauses).toEqual([12_000]);
  });

  it("drops a message that came back by another way", async () => {
    const { outbox, shown } = page(new Shelf(), gone(4));
    await outbox.add(written("a", 1));
    await outbox.settle("a");
    expect(shown()).toEqual([]);
  });
});
