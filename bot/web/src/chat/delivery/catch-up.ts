import type { MessagePage } from "../../protocol/objects";
import { type Transcript, withPage } from "./transcript";

const PAGE_SIZE = 200;
const MAX_PAGES = 50;

interface Doors {
  fetchAfter: (seq: number, limit: number) => Promise<MessagePage>;
  read: () => Transcript;
  write: (transcript: Transcript) => void;
}

/** Fetches what is missing, one run at a time; a wish that comes meanwhile causes one more run. */
export class CatchUp {
  private running: Promise<void> | null = null;
  private again = false;

  constructor(private readonly doors: Doors) {}

  /** Rejects with the error of the fetch; what was already fetched is kept. */
  run(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.loop().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async loop(): Promise<void> {
    do {
      this.again = false;
      for (let page = 0, more = true; more && page < MAX_PAGES; page += 1) {
        const fetched = await this.doors.fetchAfter(this.doors.read().syncedSeq, PAGE_SIZE);
        const next = withPage(this.doors.read(), fetched, PAGE_SIZE);
        this.doors.write(next.transcript);
        more = next.more;
      }
    } while (this.again);
  }
}
