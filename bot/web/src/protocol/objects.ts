/** What the gateway sends and takes. Amounts are integer fen, instants ISO 8601 with offset. */

export interface Chip {
  label: string;
  token: string;
}

export interface Upload {
  upload_id: string;
  media_type: string;
  url: string;
  bytes: number;
}

export interface Field {
  label: string;
  value: string;
}

export interface AmountLine {
  label: string;
  fen: number;
}

export interface Step {
  label: string;
  at: string | null;
  state: "done" | "current" | "todo";
}

export interface OrderedItem {
  item_id: number | string;
  order_no: string;
  title: string;
  attrs: string;
  qty: number;
  paid_fen: number;
  status_text: string;
  ordered_on: string;
  chip: Chip | null;
}

export interface Order {
  order_no: string;
  seller_name: string;
  status_text: string;
  ordered_on: string;
  paid_fen: number;
  items: { title: string; attrs: string; qty: number }[];
  fields: Field[];
  chip: Chip | null;
}

export interface AmountCardData {
  kind: "summary" | "amount";
  title: string;
  fields: Field[];
  lines: AmountLine[];
  total: AmountLine;
}

export interface CaseCardData {
  kind: "case";
  title: string;
  case_no: string;
  status: string;
  status_text: string;
  product: string;
  fields: Field[];
  steps: Step[];
}

export type Card =
  | { kind: "items"; items: OrderedItem[] }
  | { kind: "orders"; orders: Order[] }
  | AmountCardData
  | CaseCardData;

export type Sender = "buyer" | "bot" | "agent" | "system" | "note";

export interface Message {
  id: string;
  seq: number;
  conversation_id: string;
  sender: Sender;
  agent_name: string | null;
  client_msg_id: string | null;
  text: string;
  chips: Chip[];
  card: Card | null;
  uploads: Upload[];
  created_at: string;
}

export interface Conversation {
  id: string;
  state: "bot" | "queued" | "agent" | "closed";
  epoch: number;
  queue_position: number | null;
  agent_name: string | null;
  unread: number;
  last_seq: number;
}

export interface MessagePage {
  messages: Message[];
  last_seq: number;
}

export interface TypingEvent {
  who: "bot" | "agent" | "buyer";
  on: boolean;
}
