/** Why messages are shown to people, in the desk's words. */
export const REASONS: Record<string, { label: string; tone: "plain" | "act" | "bad" }> = {
  rejected: { label: "没听懂", tone: "act" },
  corrected: { label: "买家纠正", tone: "bad" },
  thumbed_down: { label: "点了没用", tone: "bad" },
  led_to_people: { label: "随后转人工", tone: "plain" },
};

export interface Guess {
  label: string;
  title: string;
  share: number;
}

export interface ReviewGroup {
  message_id: number;
  text: string;
  count: number;
  reasons: string[];
  /** What the bot acted on; empty when it understood nothing. */
  heard: string;
  guesses: Guess[];
  answer: string;
  following: string;
  hint: string | null;
  others: string[];
}

export interface Label {
  name: string;
  title: string;
}

export interface LabelGroup {
  title: string;
  labels: Label[];
}

export interface Review {
  groups: ReviewGroup[];
  pending: number;
  labels: LabelGroup[];
}

/** What was decided last, to be taken back; `title` says it after a 已. */
export interface Decision {
  groups: ReviewGroup[];
  /** Where the first of them stood. */
  at: number;
  title: string;
}

export interface ReviewState extends Review {
  phase: "loading" | "ready" | "failed";
  current: number | null;
  /** Marked to be decided on in one go, by message id. */
  marked: ReadonlySet<number>;
  last: Decision | null;
  busy: boolean;
  notice: string | null;
}

export const NOTHING: ReviewState = {
  phase: "loading",
  groups: [],
  pending: 0,
  labels: [],
  current: null,
  marked: new Set(),
  last: null,
  busy: false,
  notice: null,
};

/** The groups a decision is about: the marked ones, or the one that is looked at. */
export function chosen(state: ReviewState): ReviewGroup[] {
  if (state.marked.size > 0) return state.groups.filter((one) => state.marked.has(one.message_id));
  return state.groups.filter((one) => one.message_id === state.current);
}

/** The list without what was decided; the next one in line is looked at. */
export function without(state: ReviewState, gone: ReviewGroup[]): Partial<ReviewState> {
  const ids = new Set(gone.map((one) => one.message_id));
  const at = state.groups.findIndex((one) => ids.has(one.message_id));
  const groups = state.groups.filter((one) => !ids.has(one.message_id));
  const stays = groups.some((one) => one.message_id === state.current);
  const next = groups[Math.min(Math.max(at, 0), groups.length - 1)]?.message_id ?? null;
  return { groups, marked: new Set(), current: stays ? state.current : next };
}

/** The list with what was taken back, where it stood. */
export function restored(state: ReviewState, decision: Decision): Partial<ReviewState> {
  const groups = [...state.groups];
  groups.splice(Math.min(decision.at, groups.length), 0, ...decision.groups);
  return { groups, current: decision.groups[0]?.message_id ?? state.current, last: null };
}

/** The group that many places further; the ends hold. */
export function stepped(state: ReviewState, by: number): number | null {
  const at = state.groups.findIndex((one) => one.message_id === state.current);
  const next = Math.min(Math.max(at + by, 0), state.groups.length - 1);
  return state.groups[next]?.message_id ?? null;
}

/** The labels whose title or name has the words; groups that have none are left out. */
export function matching(groups: LabelGroup[], words: string): LabelGroup[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return groups;
  return groups
    .map((group) => ({
      ...group,
      labels: group.labels.filter(
        ({ name, title }) =>
          title.toLowerCase().includes(wanted) ||
          name.includes(wanted) ||
          group.title.includes(wanted),
      ),
    }))
    .filter((group) => group.labels.length > 0);
}
