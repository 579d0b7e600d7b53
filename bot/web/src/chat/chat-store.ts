import { ApiError } from "../protocol/api-error";
import type { Message, TypingEvent, Upload } from "../protocol/objects";
import { PageStore } from "../state/page-store";
import { newId } from "../text/new-id";
import type { BuyerApi } from "./buyer-api";
import { type ChatState, INITIAL } from "./chat-state";
import { CatchUp } from "./delivery/catch-up";
import { Live } from "./delivery/live";
import { Outbox } from "./delivery/outbox";
import { BrowserOutboxStorage } from "./delivery/outbox-storage";
import type { Outgoing } from "./delivery/outgoing";
import { leavesGap, withPushed } from "./delivery/transcript";
import type { Session } from "./session";

const TYPING_LASTS_MS = 20_000;
/** How often to ask while the push connection is down. */
const POLL_MS = 5_000;

/** Everything the chat page knows, and everything it can do. React only draws `state`. */
export class ChatStore extends PageStore<ChatState> {
  private readonly outbox: Outbox;
  private readonly catchUp: CatchUp;
  private readonly live: Live;
  private readSeq = 0;

  constructor(
    private readonly session: Session,
    private readonly api: BuyerApi,
  ) {
    super(INITIAL);
    this.outbox = new Outbox({
      storage: new BrowserOutboxStorage(),
      post: (message) => api.send(message),
      delivered: (message) => this.receive([message]),
      changed: (pending) => this.update({ pending }),
      pause: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    });
    this.catchUp = new CatchUp({
      fetchAfter: (seq, limit) => api.messagesAfter(seq, limit),
      read: () => this.state.transcript,
      write: (transcript) => {
        this.update({ transcript });
        this.settle(transcript.messages);
      },
    });
    this.live = new Live(() => session.token, {
      message: (message) => this.receive([message]),
      typing: (event) => this.showTyping(event),
      conversation: (conversation) => this.update({ conversation }),
      connected: () => {
        this.update({ connected: true });
        void this.refresh();
      },
      lost: () => {
        if (!this.state.connected) return;
        this.update({ connected: false });
        this.after("poll", POLL_MS, () => void this.poll());
      },
    });
  }

  async start(): Promise<void> {
    try {
      if (!(await this.session.open())) {
        this.update({ phase: "no-token" });
        return;
      }
    } catch (error) {
      this.warn(error);
      this.after("start", POLL_MS, () => void this.start());
      return;
    }
    await this.refresh();
    this.live.connect();
    await this.outbox.restore(this.session.buyerId);
  }

  /** The page came back: visible again, online again, or the app handed over a fresh token. */
  async wake(freshToken = false): Promise<void> {
    if (this.state.phase === "no-token") return this.start();
    if (freshToken || !this.live.connected) this.live.reconnect();
    await this.refresh();
    await this.outbox.flush();
  }

  send(text: string, uploads: readonly Upload[] = []): void {
    const ids = uploads.map((upload) => upload.upload_id);
    const shown = text === "" ? `[${uploads.length} 个附件]` : text;
    this.post(shown, {
      ...(text === "" ? {} : { text }),
      ...(ids.length === 0 ? {} : { upload_ids: ids }),
    });
  }

  choose(label: string, token: string): void {
    this.post(label, { chip: token });
  }

  retry(clientMsgId: string): void {
    void this.outbox.retry(clientMsgId);
  }

  discard(clientMsgId: string): void {
    void this.outbox.discard(clientMsgId);
  }

  upload(file: File, onProgress: (share: number) => void): Promise<Upload> {
    return this.api.upload(file, onProgress);
  }

  typing(on: boolean): void {
    this.live.typing(on);
  }

  async leaveQueue(): Promise<void> {
    await this.guarded(async () => this.update({ conversation: await this.api.leaveQueue() }));
  }

  async judge(messageId: string, useful: boolean): Promise<void> {
    await this.guarded(async () => {
      await this.api.judge(messageId, useful);
      this.update({ judged: { ...this.state.judged, [messageId]: useful } });
    });
  }

  /** Resolves true when the rating was taken. */
  rate(rating: number): Promise<boolean> {
    return this.guarded(() => this.api.rate(rating));
  }

  /** Marks all that is on the page as read; does nothing when it already is. */
  async markRead(): Promise<void> {
    const seq = this.state.transcript.messages.at(-1)?.seq ?? 0;
    if (seq <= this.readSeq || this.state.phase !== "ready") return;
    const before = this.readSeq;
    this.readSeq = seq;
    await this.api.markRead(seq).catch(() => {
      this.readSeq = Math.min(this.readSeq, before);
    });
  }

  private post(shown: string, body: Outgoing["body"]): void {
    void this.outbox.add({
      client_msg_id: newId(),
      buyer_id: this.session.buyerId,
      created_at: Date.now(),
      shown,
      body,
      state: "sending",
      error: null,
      refused: false,
    });
  }

  private receive(messages: readonly Message[]): void {
    let gap = false;
    for (const message of messages) {
      gap ||= leavesGap(this.state.transcript, message);
      this.update({ transcript: withPushed(this.state.transcript, message) });
      if (message.sender === this.state.typing) this.update({ typing: null });
    }
    this.settle(messages);
    if (gap) void this.refresh();
  }

  private settle(messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.client_msg_id !== null) void this.outbox.settle(message.client_msg_id);
    }
  }

  private async refresh(): Promise<void> {
    try {
      await this.catchUp.run();
      const conversation = await this.api.conversation();
      this.update({ conversation, phase: "ready" });
    } catch (error) {
      // The header says that the connection is gone, and the banner that the token ran out.
      if (error instanceof ApiError && (error.signedOut || error.status === 0)) return;
      this.warn(error);
    }
  }

  private async poll(): Promise<void> {
    if (this.live.connected || this.state.phase === "expired") return;
    if (document.visibilityState === "visible" && navigator.onLine) await this.refresh();
    this.after("poll", POLL_MS, () => void this.poll());
  }

  private showTyping(event: TypingEvent): void {
    if (event.who === "buyer") return;
    this.update({ typing: event.on ? event.who : null });
    this.after("typing", TYPING_LASTS_MS, () => this.update({ typing: null }));
  }

  private async guarded(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.warn(error);
      return false;
    }
  }

  signedOut = (): void => this.update({ phase: "expired" });
}
