import { sentenceOf } from "../protocol/api-error";

const NOTICE_LASTS_MS = 5_000;

/** State that React draws: it changes only through `update`, and a notice goes away by itself. */
export class PageStore<State extends { notice: string | null }> {
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(public state: State) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): State => this.state;

  protected update(fields: Partial<State>): void {
    this.state = { ...this.state, ...fields };
    for (const listener of this.listeners) listener();
  }

  /** Does the work later; the same name again puts it off. */
  protected after(name: string, milliseconds: number, work: () => void): void {
    clearTimeout(this.timers.get(name));
    this.timers.set(name, setTimeout(work, milliseconds));
  }

  /** Shows the sentence of an error for a moment. */
  protected warn(error: unknown): void {
    this.notify(sentenceOf(error));
    this.after("notice", NOTICE_LASTS_MS, () => this.notify(null));
  }

  private notify(notice: string | null): void {
    this.update({ notice } as Partial<State>);
  }
}
