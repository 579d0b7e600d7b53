import { errorFromBody, offlineError } from "./api-error";

const TIMEOUT_MS = 15_000;

export interface RequestOptions {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
}

/** One JSON call with a time limit. Rejects with `ApiError`, never with anything else. */
export async function requestJson<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  const init: RequestInit = {
    method: options.method ?? "GET",
    headers,
    credentials: "same-origin",
    signal: abort.signal,
  };
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(path, init);
    body = parsed(await response.text());
  } catch {
    throw offlineError();
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw errorFromBody(response.status, body, response.headers.get("Retry-After"));
  return body as T;
}

export function parsed(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
