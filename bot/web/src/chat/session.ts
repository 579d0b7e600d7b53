import { ApiError } from "../protocol/api-error";
import { requestJson } from "../protocol/request";

const KEY = "aftersales-chat-token";

/**
 * Where the buyer's token comes from.
 *
 * The app hands it over as `#token=…`; it leaves the address bar at once and lives in this tab
 * only. In the demo it comes from `/demo/api/v1/token` for `?buyer=U1` and is renewed there.
 */
export class Session {
  private current: string | null;
  private renewing: Promise<boolean> | null = null;
  readonly demoBuyer: string | null;

  constructor(private readonly page: Window) {
    this.demoBuyer = new URLSearchParams(page.location.search).get("buyer");
    const kept = page.sessionStorage.getItem(KEY);
    const foreign = this.demoBuyer !== null && kept !== null && subject(kept) !== this.demoBuyer;
    this.current = foreign ? null : kept;
    this.takeFromAddress();
  }

  /** True when the address brought a token; the app may hand over a fresh one at any time. */
  takeFromAddress(): boolean {
    const { hash, pathname, search } = this.page.location;
    const token = new URLSearchParams(hash.slice(1)).get("token");
    if (!token) return false;
    this.keep(token);
    this.page.history.replaceState(null, "", pathname + search);
    return true;
  }

  get token(): string | null {
    return this.current;
  }

  get buyerId(): string {
    return this.current === null ? "" : subject(this.current);
  }

  /** Makes sure there is a token. Resolves false when only the app can give one. */
  async open(): Promise<boolean> {
    return this.current !== null || (await this.renew());
  }

  /** A new token in the demo; resolves false elsewhere. Rejects when the network is gone. */
  renew(): Promise<boolean> {
    this.renewing ??= this.ask().finally(() => {
      this.renewing = null;
    });
    return this.renewing;
  }

  private async ask(): Promise<boolean> {
    if (this.demoBuyer === null) return false;
    try {
      const answer = await requestJson<{ token: string }>("/demo/api/v1/token", {
        method: "POST",
        body: { buyer_id: this.demoBuyer },
      });
      this.keep(answer.token);
      return true;
    } catch (error) {
      if (error instanceof ApiError && !error.passing) return false;
      throw error;
    }
  }

  private keep(token: string): void {
    this.current = token;
    this.page.sessionStorage.setItem(KEY, token);
  }
}

/** The `sub` of a token, only to keep two buyers' drafts apart on one device; nothing trusts it. */
function subject(token: string): string {
  try {
    const middle = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const claims: unknown = JSON.parse(atob(middle));
    const sub = (claims as { sub?: unknown } | null)?.sub;
    return typeof sub === "string" ? sub : "";
  } catch {
    return "";
  }
}
