import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Outgoing, OutboxStorage } from "./outgoing";

interface Schema extends DBSchema {
  outbox: { key: string; value: Outgoing; indexes: { buyer: string } };
}

/** Keeps unsent messages over a reload. Where IndexedDB is refused (private mode), in memory. */
export class BrowserOutboxStorage implements OutboxStorage {
  private readonly memory = new Map<string, Outgoing>();
  private readonly database: Promise<IDBPDatabase<Schema> | null>;

  constructor(name = "aftersales-chat") {
    this.database = openDB<Schema>(name, 1, {
      upgrade(database) {
        const store = database.createObjectStore("outbox", { keyPath: "client_msg_id" });
        store.createIndex("buyer", "buyer_id");
      },
    }).catch(() => null);
  }

  async load(buyerId: string): Promise<Outgoing[]> {
    const database = await this.database;
    if (database) return database.getAllFromIndex("outbox", "buyer", buyerId);
    return [...this.memory.values()].filter((message) => message.buyer_id === buyerId);
  }

  async put(message: Outgoing): Promise<void> {
    const database = await this.database;
    if (database) await database.put("outbox", message);
    else this.memory.set(message.client_msg_id, message);
  }

  async remove(clientMsgId: string): Promise<void> {
    const database = await this.database;
    if (database) await database.delete("outbox", clientMsgId);
    else this.memory.delete(clientMsgId);
  }
}
