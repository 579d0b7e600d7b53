import type { Conversation, Message } from "../protocol/objects";
import { type RequestOptions, requestJson } from "../protocol/request";
import type { AgentSession, CannedReply, Detail, Queue } from "./objects";
import type { Review } from "./review-state";

const BASE = "/agent/api/v1";

/** The agents' side of the gateway: a session cookie, and a token against forged requests. */
export class AgentApi {
  private csrf = "";

  async session(): Promise<AgentSession> {
    return this.remember(await requestJson<AgentSession>(`${BASE}/session`));
  }

  async signIn(username: string, password: string): Promise<AgentSession> {
    const body = { username, password };
    return this.remember(
      await requestJson<AgentSession>(`${BASE}/session`, { method: "POST", body }),
    );
  }

  signOut(): Promise<void> {
    return this.change("/session", undefined, "DELETE");
  }

  queue(): Promise<Queue> {
    return requestJson(`${BASE}/queue`);
  }

  canned(): Promise<CannedReply[]> {
    return requestJson(`${BASE}/canned`);
  }

  detail(id: string): Promise<Detail> {
    return requestJson(`${BASE}/conversations/${encodeURIComponent(id)}`);
  }

  claim(id: string): Promise<Conversation> {
    return this.act(id, "claim");
  }

  reply(id: string, clientMsgId: string, text: string): Promise<Message> {
    return this.act(id, "reply", { client_msg_id: clientMsgId, text });
  }

  note(id: string, text: string): Promise<unknown> {
    return this.act(id, "note", { text });
  }

  transfer(id: string, skill: string): Promise<unknown> {
    return this.act(id, "transfer", { skill });
  }

  close(id: string, reason: string): Promise<unknown> {
    return this.act(id, "close", { reason });
  }

  review(): Promise<Review> {
    return requestJson(`${BASE}/review`);
  }

  labelMessages(ids: number[], label: string): Promise<{ pending: number }> {
    return this.change("/review/label", { message_ids: ids, label });
  }

  ignoreMessages(ids: number[]): Promise<{ pending: number }> {
    return this.change("/review/ignore", { message_ids: ids });
  }

  reopenMessages(ids: number[]): Promise<{ pending: number }> {
    return this.change("/review/reopen", { message_ids: ids });
  }

  private act<T>(id: string, what: string, body?: unknown): Promise<T> {
    return this.change(`/conversations/${encodeURIComponent(id)}/${what}`, body);
  }

  private change<T>(path: string, body?: unknown, method: "POST" | "DELETE" = "POST"): Promise<T> {
    const options: RequestOptions = { method, headers: { "X-CSRF-Token": this.csrf } };
    if (body !== undefined) options.body = body;
    return requestJson(BASE + path, options);
  }

  private remember(session: AgentSession): AgentSession {
    this.csrf = session.csrf_token;
    return session;
  }
}
