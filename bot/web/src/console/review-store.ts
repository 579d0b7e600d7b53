import { PageStore } from "../state/page-store";
import type { AgentApi } from "./agent-api";
import {
  chosen,
  NOTHING,
  restored,
  type ReviewGroup,
  type ReviewState,
  stepped,
  without,
} from "./review-state";

/** What the supervisor looks through, and what they decide. React only draws `state`. */
export class ReviewStore extends PageStore<ReviewState> {
  constructor(private readonly api: AgentApi) {
    super(NOTHING);
  }

  async load(): Promise<void> {
    try {
      const review = await this.api.review();
      const current = review.groups[0]?.message_id ?? null;
      this.update({ ...review, phase: "ready", current, marked: new Set() });
    } catch (error) {
      if (this.state.phase === "loading") this.update({ phase: "failed" });
      this.warn(error);
    }
  }

  look(messageId: number): void {
    this.update({ current: messageId });
  }

  step(by: number): void {
    this.update({ current: stepped(this.state, by) });
  }

  mark(messageId: number | null): void {
    if (messageId === null) return;
    const marked = new Set(this.state.marked);
    if (!marked.delete(messageId)) marked.add(messageId);
    this.update({ marked });
  }

  label(name: string): Promise<void> {
    const labels = this.state.labels.flatMap((group) => group.labels);
    const title = labels.find((label) => label.name === name)?.title ?? name;
    return this.decide(`标为「${title}」`, (ids) => this.api.labelMessages(ids, name));
  }

  ignore(): Promise<void> {
    return this.decide("忽略", (ids) => this.api.ignoreMessages(ids));
  }

  async undo(): Promise<void> {
    const { last } = this.state;
    if (last === null) return;
    await this.sent(async () => {
      const { pending } = await this.api.reopenMessages(idsOf(last.groups));
      this.update({ ...restored(this.state, last), pending });
    });
  }

  private async decide(
    title: string,
    send: (ids: number[]) => Promise<{ pending: number }>,
  ): Promise<void> {
    const groups = chosen(this.state);
    if (groups.length === 0) return;
    const at = this.state.groups.indexOf(groups[0] as ReviewGroup);
    await this.sent(async () => {
      const { pending } = await send(idsOf(groups));
      this.update({ ...without(this.state, groups), pending, last: { groups, at, title } });
    });
  }

  private async sent(work: () => Promise<void>): Promise<void> {
    if (this.state.busy) return;
    this.update({ busy: true });
    try {
      await work();
    } catch (error) {
      this.warn(error);
    } finally {
      this.update({ busy: false });
    }
  }
}

const idsOf = (groups: ReviewGroup[]): number[] => groups.map((one) => one.message_id);
