import { ApiError, sentenceOf } from "../protocol/api-error";
import type { Message } from "../protocol/objects";
import { PageStore } from "../state/page-store";
import { newId } from "../text/new-id";
import type { AgentApi } from "./agent-api";
import type { Chime } from "./chime";
import { DeskLive } from "./desk-live";
import { type DeskState, INITIAL, inOrder, type Reply, withMessage } from "./desk-state";

const POLL_MS = 15_000;
const TYPING_LASTS_MS = 8_000;

/** Everything the desk knows, and everything an agent can do. React only draws `state`. */
export class DeskStore extends PageStore<DeskState> {
  /** Replies begun and not sent, by conversation. */
  readonly drafts = new Map<string, string>();
  private readonly live: DeskLive;

  constructor(
    private readonly api: AgentApi,
    private readonly chime: Chime,
  ) {
    super(INITIAL);
    this.live = new DeskLive({
      message: (message) => this.hear(message),
      typing: (event) => {
        if (event.who !== "buyer" || event.conversation_id !== this.state.selected) return;
        this.update({ typing: event.on });
        this.after("typing", TYPING_LASTS_MS, () => this.update({ typing: false }));
      },
      conversation: (conversation) => {
        if (conversation.conversation_id === this.state.selected) void this.reload();
        void this.refreshQueue();
      },
      queue: () => void this.refreshQueue(),
      connected: () => {
        this.update({ connected: true });
        void this.wake();
      },
      lost: () => this.update({ connected: false }),
    });
    setInterval(() => void this.refreshQueue(), POLL_MS);
  }

  async start(): Promise<void> {
    try {
      await this.enter((await this.api.session()).agent);
    } catch (error) {
      this.update({ phase: "signed-out" });
      if (!(error instanceof ApiError) || !error.signedOut) this.warn(error);
    }
  }

  /** Rejects with the server's refusal. */
  async signIn(username: string, password: string): Promise<void> {
    await this.enter((await this.api.signIn(username, password)).agent);
  }

  async signOut(): Promise<void> {
    await this.guarded(() => this.api.signOut());
    this.live.close();
    this.update({ ...INITIAL, phase: "signed-out" });
  }

  /** The page came back: ask for what was missed. */
  async wake(): Promise<void> {
    if (this.state.phase !== "signed-in") return;
    await Promise.all([this.refreshQueue(), this.reload()]);
  }

  async select(id: string): Promise<void> {
    if (id !== this.state.selected) this.update({ selected: id, detail: null, typing: false });
    await this.reload();
    await this.refreshQueue();
  }

  /** Moves the selection through the queue, by one. */
  step(by: 1 | -1): void {
    const ids = inOrder(this.state.queue).map((entry) => entry.conversation_id);
    if (ids.length === 0) return;
    const at = this.state.selected === null ? -1 : ids.indexOf(this.state.selected);
    const next = at < 0 ? 0 : (at + by + ids.length) % ids.length;
    const id = ids[next];
    if (id !== undefined) void this.select(id);
  }

  claim(id: string): Promise<boolean> {
    return this.act(id, () => this.api.claim(id));
  }

  transfer(id: string, skill: string): Promise<boolean> {
    return this.act(id, () => this.api.transfer(id, skill));
  }

  close(id: string, reason: string): Promise<boolean> {
    return this.act(id, () => this.api.close(id, reason));
  }

  say(text: string, note: boolean): void {
    const { selected } = this.state;
    if (selected === null) return;
    const reply: Reply = {
      client_msg_id: newId(),
      conversation_id: selected,
      text,
      note,
      error: null,
    };
    this.update({ replies: [...this.state.replies, reply] });
    void this.deliver(reply);
  }

  retry(reply: Reply): void {
    this.putReply({ ...reply, error: null });
    void this.deliver(reply);
  }

  drop(clientMsgId: string): void {
    const replies = this.state.replies.filter((one) => one.client_msg_id !== clientMsgId);
    this.update({ replies });
  }

  typing(on: boolean): void {
    if (this.state.selected !== null) this.live.typing(this.state.selected, on);
  }

  private async enter(agent: DeskState["agent"]): Promise<void> {
    this.update({ phase: "signed-in", agent });
    this.live.connect();
    await Promise.all([
      this.refreshQueue(),
      this.guarded(async () => this.update({ canned: await this.api.canned() })),
    ]);
  }

  private async deliver(reply: Reply): Promise<void> {
    const { conversation_id: id, client_msg_id: clientMsgId, text } = reply;
    try {
      if (reply.note) {
        await this.api.note(id, text);
        await this.reload();
      } else {
        this.show(await this.api.reply(id, clientMsgId, text));
      }
      this.drop(clientMsgId);
    } catch (error) {
      this.putReply({ ...reply, error: sentenceOf(error) });
      this.lookSignedOut(error);
    }
  }

  private putReply(reply: Reply): void {
    this.update({
      replies: this.state.replies.map((one) =>
        one.client_msg_id === reply.client_msg_id ? reply : one,
      ),
    });
  }

  private hear(message: Message): void {
    this.show(message);
    if (message.sender !== "buyer") return;
    const { mine } = this.state.queue;
    if (mine.some((entry) => entry.conversation_id === message.conversation_id)) this.chime.ring();
    void this.seen(message.conversation_id);
  }

  /** Loading a conversation marks it as read; the queue then counts what is left. */
  private async seen(conversationId: string): Promise<void> {
    const looking = document.visibilityState === "visible";
    if (looking && conversationId === this.state.selected) await this.reload();
    await this.refreshQueue();
  }

  private show(message: Message): void {
    if (message.client_msg_id !== null) this.drop(message.client_msg_id);
    const { detail, selected } = this.state;
    if (detail === null || message.conversation_id !== selected) return;
    const last = detail.messages.at(-1)?.seq ?? 0;
    const messages = withMessage(detail.messages, message);
    this.update({ detail: { ...detail, messages } });
    if (message.sender === "buyer") this.update({ typing: false });
    if (message.seq > last + 1) void this.reload();
  }

  private async reload(): Promise<void> {
    const { selected } = this.state;
    if (selected === null) return;
    await this.guarded(async () => {
      const detail = await this.api.detail(selected);
      if (this.state.selected === selected) this.update({ detail });
    });
  }

  private async refreshQueue(): Promise<void> {
    if (this.state.phase !== "signed-in") return;
    await this.guarded(async () => {
      const known = new Set(this.state.queue.waiting.map((entry) => entry.conversation_id));
      const queue = await this.api.queue();
      this.update({ queue });
      if (queue.waiting.some((entry) => !known.has(entry.conversation_id))) this.chime.ring();
    });
  }

  private async act(id: string, work: () => Promise<unknown>): Promise<boolean> {
    const done = await this.guarded(work);
    await this.refreshQueue();
    if (this.state.selected === id) await this.reload();
    return done;
  }

  private async guarded(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.warn(error);
      this.lookSignedOut(error);
      return false;
    }
  }

  private lookSignedOut(error: unknown): void {
    if (!(error instanceof ApiError) || !error.signedOut) return;
    this.live.close();
    this.update({ phase: "signed-out", agent: null });
  }
}
