import { ApiError, sentenceOf } from "../../protocol/api-error";
import type { Message } from "../../protocol/objects";
import type { Outgoing, OutboxStorage } from "./outgoing";

/** Pauses before the second, third and fourth attempt, in milliseconds. */
const PAUSES_MS = [1_000, 3_000, 7_000];
const LONGEST_PAUSE_MS = 30_000;

interface Doors {
  storage: OutboxStorage;
  post: (message: Outgoing) => Promise<Message>;
  delivered: (message: Message) => void;
  changed: (pending: readonly Outgoing[]) => void;
  pause: (milliseconds: number) => Promise<void>;
}

/**
 * Sends the buyer's messages one after another, in the order written.
 *
 * A message leaves the outbox only when the server acknowledged it, or the buyer threw it away.
 * When the network stays away all that waits is marked failed and kept; `flush` tries again.
 */
export class Outbox {
  private waiting: Outgoing[] = [];
  private flushing: Promise<void> | null = null;

  constructor(private readonly doors: Doors) {}

  /** Takes up what an earlier visit left, and tries to send it. */
  async restore(buyerId: string): Promise<void> {
    const kept = await this.doors.storage.load(buyerId);
    const known = new Set(this.waiting.map((message) => message.client_msg_id));
    const added = kept.filter((message) => !known.has(message.client_msg_id));
    this.waiting = [...added, ...this.waiting].sort((a, b) => a.created_at - b.created_at);
    this.tell();
    await this.flush();
  }

  async add(message: Outgoing): Promise<void> {
    this.waiting = [...this.waiting, message];
    this.tell();
    await this.doors.storage.put(message);
    await this.flush();
  }

  /** The buyer taps on a failed message: it and everything the network held back goes out. */
  async retry(clientMsgId: string): Promise<void> {
    this.change(clientMsgId, { state: "sending", error: null, refused: false });
    await this.flush();
  }

  async discard(clientMsgId: string): Promise<void> {
    this.waiting = this.waiting.filter((message) => message.client_msg_id !== clientMsgId);
    this.tell();
    await this.doors.storage.remove(clientMsgId);
  }

  /** The message came back by another way (pushed, or by a reload): nothing left to send. */
  async settle(clientMsgId: string): Promise<void> {
    if (this.waiting.some((message) => message.client_msg_id === clientMsgId)) {
      await this.discard(clientMsgId);
    }
  }

  /** Sends what waits. Calls during a run join it. */
  flush(): Promise<void> {
    this.flushing ??= this.sendAll().finally(() => {
      this.flushing = null;
    });
    return this.flushing;
  }

  private async sendAll(): Promise<void> {
    for (const message of this.waiting) {
      if (!message.refused) this.change(message.client_msg_id, { state: "sending", error: null });
    }
    let next: Outgoing | undefined;
    while ((next = this.waiting.find((message) => message.state === "sending"))) {
      if (!(await this.sendOne(next))) return;
    }
  }

  /** Returns false when the network is gone and the rest has to wait. */
  private async sendOne(message: Outgoing): Promise<boolean> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const stored = await this.doors.post(message);
        this.doors.delivered(stored);
        await this.discard(message.client_msg_id);
        return true;
      } catch (error) {
        const passing = error instanceof ApiError && error.passing;
        const pause = PAUSES_MS[attempt];
        if (passing && pause !== undefined) {
          await this.doors.pause(pauseFor(error, pause));
          continue;
        }
        const signedOut = error instanceof ApiError && error.signedOut;
        if (passing || signedOut) return this.holdBack(sentenceOf(error));
        this.change(message.client_msg_id, {
          state: "failed",
          refused: true,
          error: sentenceOf(error),
        });
        return true;
      }
    }
  }

  private holdBack(sentence: string): false {
    for (const message of this.waiting) {
      if (message.state === "sending") {
        this.change(message.client_msg_id, { state: "failed", error: sentence });
      }
    }
    return false;
  }

  private change(clientMsgId: string, fields: Partial<Outgoing>): void {
    this.waiting = this.waiting.map((message) => {
      if (message.client_msg_id !== clientMsgId) return message;
      const changed = { ...message, ...fields };
      void this.doors.storage.put(changed);
      return changed;
    });
    this.tell();
  }

  private tell(): void {
    this.doors.changed(this.waiting);
  }
}

function pauseFor(error: ApiError, pause: number): number {
  const asked = (error.retryAfterSeconds ?? 0) * 1_000;
  return Math.min(Math.max(asked, pause), LONGEST_PAUSE_MS);
}
