/** A message of the buyer that the server has not acknowledged yet. */
export interface Outgoing {
  /** Stays the same over every attempt: the server stores it once. */
  client_msg_id: string;
  buyer_id: string;
  /** Milliseconds since the epoch; gives the order. */
  created_at: number;
  /** What the buyer sees: the text, or the chip's label. */
  shown: string;
  body: { text?: string; chip?: string; upload_ids?: string[] };
  state: "sending" | "failed";
  /** Why it failed, as a sentence. */
  error: string | null;
  /** Refused by the server: the same message will not get through by itself. */
  refused: boolean;
}

export interface OutboxStorage {
  load(buyerId: string): Promise<Outgoing[]>;
  put(message: Outgoing): Promise<void>;
  remove(clientMsgId: string): Promise<void>;
}
