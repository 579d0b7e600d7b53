import { io, type Socket } from "socket.io-client";
import type { Conversation, Message, TypingEvent } from "../../protocol/objects";

interface Listeners {
  message: (message: Message) => void;
  typing: (event: TypingEvent) => void;
  conversation: (conversation: Conversation) => void;
  /** Connected, or again connected: time to ask what was missed. */
  connected: () => void;
  lost: () => void;
}

const REFUSED_PAUSE_MS = 3_000;

/** The push side: it only wakes the page up, the truth is fetched. */
export class Live {
  private readonly socket: Socket;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(token: () => string | null, listeners: Listeners) {
    this.socket = io("/buyer", {
      autoConnect: false,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelayMax: 10_000,
      auth: (give) => give({ token: token() }),
    });
    this.socket.on("message", listeners.message);
    this.socket.on("typing", listeners.typing);
    this.socket.on("conversation", listeners.conversation);
    this.socket.on("connect", listeners.connected);
    const lost = () => {
      listeners.lost();
      this.comeBackLater();
    };
    this.socket.on("disconnect", lost);
    this.socket.on("connect_error", lost);
  }

  /** When the server itself refused or ended the connection, Socket.IO does not come back. */
  private comeBackLater(): void {
    if (this.socket.active || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.socket.connect();
    }, REFUSED_PAUSE_MS);
  }

  connect(): void {
    this.socket.connect();
  }

  /** A fresh token is read at the next connection. */
  reconnect(): void {
    this.socket.disconnect().connect();
  }

  close(): void {
    clearTimeout(this.timer);
    this.socket.removeAllListeners();
    this.socket.disconnect();
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  typing(on: boolean): void {
    if (this.socket.connected) this.socket.emit("typing", { on });
  }
}
