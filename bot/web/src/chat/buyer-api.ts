import { ApiError } from "../protocol/api-error";
import type { Conversation, Message, MessagePage, Upload } from "../protocol/objects";
import { type RequestOptions, requestJson } from "../protocol/request";
import { sendFile } from "../protocol/upload";
import type { Outgoing } from "./delivery/outgoing";
import type { Session } from "./session";

/** The buyer's side of the gateway. An expired token is renewed once where that is possible. */
export class BuyerApi {
  constructor(
    private readonly session: Session,
    private readonly signedOut: () => void,
  ) {}

  async send(message: Outgoing): Promise<Message> {
    const body = { client_msg_id: message.client_msg_id, ...message.body };
    const options: RequestOptions = { method: "POST", body };
    return (await this.call<{ message: Message }>("/api/v1/messages", options)).message;
  }

  messagesAfter(seq: number, limit: number): Promise<MessagePage> {
    return this.call(`/api/v1/messages?after_seq=${seq}&limit=${limit}`);
  }

  conversation(): Promise<Conversation> {
    return this.call("/api/v1/conversation");
  }

  leaveQueue(): Promise<Conversation> {
    return this.call("/api/v1/conversation/leave-queue", { method: "POST" });
  }

  markRead(seq: number): Promise<void> {
    return this.call("/api/v1/conversation/read", { method: "POST", body: { seq } });
  }

  judge(messageId: string, useful: boolean): Promise<void> {
    return this.call("/api/v1/feedback", {
      method: "POST",
      body: { message_id: messageId, useful },
    });
  }

  rate(rating: number): Promise<void> {
    return this.call("/api/v1/feedback", { method: "POST", body: { rating } });
  }

  upload(file: File, onProgress: (share: number) => void): Promise<Upload> {
    return this.withToken((token) => sendFile(file, token, onProgress));
  }

  private call<T>(path: string, options: RequestOptions = {}): Promise<T> {
    return this.withToken((token) =>
      requestJson<T>(path, { ...options, headers: { Authorization: `Bearer ${token}` } }),
    );
  }

  private async withToken<T>(attempt: (token: string) => Promise<T>): Promise<T> {
    try {
      await this.session.open();
      return await attempt(this.session.token ?? "");
    } catch (error) {
      if (!(error instanceof ApiError) || !error.signedOut) throw error;
      if (!(await this.session.renew())) {
        this.signedOut();
        throw error;
      }
      return attempt(this.session.token ?? "");
    }
  }
}
