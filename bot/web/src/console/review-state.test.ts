import { describe, expect, it } from "vitest";
import {
  chosen,
  matching,
  NOTHING,
  restored,
  type ReviewGroup,
  type ReviewState,
  stepped,
  without,
} from "./review-state";

function group(id: number): ReviewGroup {
  return {
    message_id: id,
    text: `第${id}句`,
    count: 1,
    reasons: ["rejected"],
    heard: "",
    guesses: [],
    answer: "",
    following: "",
    hint: null,
    others: [],
  };
}

function looking(current: number, ...marked: number[]): ReviewState {
  return {
    ...NOTHING,
    phase: "ready",
    groups: [group(1), group(2), group(3)],
    current,
    marked: new Set(marked),
  };
}

const ids = (groups: ReviewGroup[]) => groups.map((one) => one.message_id);

describe("the review", () => {
  it("decides about the one looked at, or about all that are marked", () => {
    expect(ids(chosen(looking(2)))).toEqual([2]);
    expect(ids(chosen(looking(2, 1, 3)))).toEqual([1, 3]);
  });

  it("goes on to the next in line, and from the last to the one before", () => {
    expect(without(looking(2), [group(2)]).current).toBe(3);
    expect(without(looking(3), [group(3)]).current).toBe(2);
    expect(without(looking(2, 1, 3), [group(1), group(3)]).current).toBe(2);
  });

  it("puts what is taken back where it stood", () => {
    const state = { ...looking(2), ...without(looking(2), [group(2)]) };
    const back = restored(state, { groups: [group(2)], at: 1, title: "查订单" });
    expect(ids(back.groups ?? [])).toEqual([1, 2, 3]);
    expect(back.current).toBe(2);
  });

  it("stops at both ends", () => {
    expect(stepped(looking(1), -1)).toBe(1);
    expect(stepped(looking(3), 1)).toBe(3);
    expect(stepped(looking(1), 1)).toBe(2);
  });

  it("finds labels by their Chinese and their own names", () => {
    const groups = [
      { title: "订单", labels: [{ name: "query_order", title: "查订单/物流" }] },
      { title: "到账", labels: [{ name: "faq_wallet_refund", title: "退到钱包" }] },
    ];
    expect(matching(groups, "钱包").map((one) => one.title)).toEqual(["到账"]);
    expect(matching(groups, "query").map((one) => one.title)).toEqual(["订单"]);
    expect(matching(groups, " ")).toEqual(groups);
  });
});
