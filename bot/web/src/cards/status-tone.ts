export type Tone = "going" | "act" | "good" | "bad" | "over";

const TONES: Record<string, Tone> = {
  AWAITING_BUYER_CONFIRM: "act",
  AWAITING_RETURN: "act",
  REFUNDED: "good",
  SELLER_REJECTED: "bad",
  REFUND_FAILED: "bad",
  CANCELLED: "over",
  CLOSED: "over",
};

/** The colour of a case's status: "act" asks the buyer to do something. */
export function toneOf(status: string): Tone {
  return TONES[status] ?? "going";
}
