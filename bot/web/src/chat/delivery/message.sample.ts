import type { Message } from "../../protocol/objects";

/** A message for the tests. */
export function message(seq: number, fields: Partial<Message> = {}): Message {
  return {
    id: `m_${seq}`,
    seq,
    conversation_id: "c_1",
    sender: "bot",
    agent_name: null,
    client_msg_id: null,
    text: `第 ${seq} 句`,
    chips: [],
    card: null,
    uploads: [],
    created_at: "2025-11-21T10:00:00+08:00",
    ...fields,
  };
}
