import type { CaseCardData, Conversation, Field, Message, Order, Upload } from "../protocol/objects";

export interface Agent {
  id: string;
  name: string;
  role: "agent" | "supervisor" | "platform";
}

export interface AgentSession {
  agent: Agent;
  csrf_token: string;
}

export interface QueueEntry {
  conversation_id: string;
  buyer_name: string;
  why: string;
  skill: string;
  summary: string[];
  waiting_since: string;
  last_text: string;
  position: number | null;
  unread: number;
}

export interface Queue {
  waiting: QueueEntry[];
  mine: QueueEntry[];
}

export interface Packet {
  why: string;
  why_text: string;
  skill: string;
  order_no: string | null;
  case_no: string | null;
  draft: Field[];
  evidence: Upload[];
  summary: string[];
  requested_at: string;
}

export interface Detail {
  conversation: Conversation;
  buyer: { id: string; name: string };
  packet: Packet | null;
  messages: Message[];
  cases: CaseCardData[];
  orders: Order[];
}

export interface CannedReply {
  title: string;
  text: string;
}

/** The queues a conversation can be handed on to. */
export const SKILLS = ["退款纠纷", "平台裁决", "一般咨询"];

export interface Reason {
  label: string;
  tone: "plain" | "act" | "bad";
}

const REASONS: Record<string, Reason> = {
  asked: { label: "买家要求人工", tone: "plain" },
  misunderstood: { label: "助手没听懂", tone: "plain" },
  angry: { label: "情绪激动", tone: "bad" },
  large_amount: { label: "大额退款", tone: "act" },
  risk: { label: "风险订单", tone: "bad" },
  exchange: { label: "想换货", tone: "plain" },
  early_escalation: { label: "提前申请介入", tone: "act" },
  failure: { label: "系统故障", tone: "bad" },
};

/** Why a conversation came to the desk, in the desk's words. */
export function reasonOf(why: string): Reason {
  return REASONS[why] ?? { label: why, tone: "plain" };
}
