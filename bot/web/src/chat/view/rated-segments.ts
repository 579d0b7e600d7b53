const KEY = "aftersales-chat-rated";
const KEPT = 50;

/** Which human segments this browser has rated, by the id of their last message. */
export class RatedSegments {
  private readonly ids: string[];

  constructor() {
    this.ids = (localStorage.getItem(KEY) ?? "").split(" ").filter(Boolean);
  }

  has(id: string): boolean {
    return this.ids.includes(id);
  }

  add(id: string): void {
    this.ids.push(id);
    localStorage.setItem(KEY, this.ids.slice(-KEPT).join(" "));
  }
}
