import { io, type Socket } from "socket.io-client";
import type { Conversation, Message, TypingEvent } from "../protocol/objects";

interface Listeners {
  message: (message: Message) => void;
  typing: (event: TypingEvent & { conversation_id: string }) => void;
  conversation: (conversation: Conversation & { conversation_id: string }) => void;
  queue: () => void;
  connected: () => void;
  lost: () => void;
}

/** The push side of the desk; the session cookie opens it. */
export class DeskLive {
  private readonly socket: Socket;

  constructor(listeners: Listeners) {
    this.socket = io("/agent", {
      autoConnect: false,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelayMax: 10_000,
    });
    this.socket.on("message", listeners.message);
    this.socket.on("typing", listeners.typing);
    this.socket.on("conversation", listeners.conversation);
    this.socket.on("queue", listeners.queue);
    this.socket.on("connect", listeners.connected);
    this.socket.on("disconnect", listeners.lost);
    this.socket.on("connect_error", listeners.lost);
  }

  connect(): void {
    this.socket.connect();
  }

  close(): void {
    this.socket.disconnect();
  }

  typing(conversationId: string, on: boolean): void {
    if (this.socket.connected) this.socket.emit("typing", { conversation_id: conversationId, on });
  }
}
