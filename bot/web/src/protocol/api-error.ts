/** A refusal of the gateway, or of the network, with the sentence to show. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** True when sending the same thing again may succeed. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  get signedOut(): boolean {
    return this.status === 401;
  }
}

export const offlineError = (): ApiError =>
  new ApiError("NETWORK", "网络不太稳定，请检查网络后重试。", 0);

/** Reads the gateway's `{"error": {code, message}}`; a proxy's own page gets a plain sentence. */
export function errorFromBody(
  status: number,
  body: unknown,
  retryAfter: string | null = null,
): ApiError {
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  const wait = Number.isFinite(seconds) ? seconds : null;
  const error = (body as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  if (typeof error?.code === "string" && typeof error.message === "string") {
    return new ApiError(error.code, error.message, status, wait);
  }
  return new ApiError("UNEXPECTED", "服务暂时不可用，请稍后再试。", status, wait);
}

export function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.message : "出了点问题，请稍后再试。";
}
