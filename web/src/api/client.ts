import { t } from "../i18n";
import { storage } from "./storage";

const TOKEN = "ashim-token";

export const token = {
  get: (): string | null => storage.get(TOKEN),
  set: (value: string): void => storage.set(TOKEN, value),
  clear: (): void => storage.remove(TOKEN),
};

/** An answer that is not a success, in the words of the server where it sent any. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    message: string,
    readonly code?: string,
    readonly details?: string,
    readonly retryAfter?: number,
  ) {
    super(message);
  }

  /** The whole story in one line. */
  get text(): string {
    return this.details ? `${this.message}: ${this.details}` : this.message;
  }
}

type Listener = (error: ApiError) => void;
const refusals = new Set<Listener>();

/** Calls `listener` whenever the server refuses the session (401) or demands a new password (403). */
export function onRefusal(listener: Listener): () => void {
  refusals.add(listener);
  return () => refusals.delete(listener);
}

export function authorization(): Record<string, string> {
  const value = token.get();
  return value ? { Authorization: `Bearer ${value}` } : {};
}

/** Makes the error of a failed answer and tells the listeners about refused sessions. */
export function toError(status: number, body: string, retryAfter: string | null): ApiError {
  let answer: { error?: unknown; code?: unknown; details?: unknown } = {};
  try {
    answer = JSON.parse(body);
  } catch {
    // Proxies answer with pages of their own.
  }
  const error = new ApiError(
    status,
    typeof answer.error === "string" ? answer.error : defaultMessage(status),
    typeof answer.code === "string" ? answer.code : undefined,
    detailsOf(answer.details),
    retryAfter ? Number(retryAfter) || undefined : undefined,
  );
  // A wrong password is no end of the session.
  const ended = status === 401 && error.code !== "INVALID_PASSWORD";
  if (ended || error.code === "MUST_CHANGE_PASSWORD") for (const listener of refusals) listener(error);
  return error;
}

/** Details as one text; pipelines list theirs as fields with their faults. */
function detailsOf(details: unknown): string | undefined {
  if (typeof details === "string") return details;
  if (!Array.isArray(details)) return undefined;
  return details.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ");
}

function defaultMessage(status: number): string {
  if (status === 0) return t("The server cannot be reached");
  if (status === 413) return t("The file is larger than the server accepts");
  if (status === 429) return t("Too many requests, please wait a moment");
  if (status >= 500) return t("The server had a problem ({status})", { status });
  return t("The server refused the request ({status})", { status });
}

interface Options {
  method?: "GET" | "POST" | "DELETE" | "PUT";
  body?: unknown;
  signal?: AbortSignal;
}

/** One JSON call. Throws ApiError; status 0 means that no answer came. */
export async function call<T>(path: string, { method = "GET", body, signal }: Options = {}): Promise<T> {
  const response = await request(path, {
    method,
    signal,
    headers: { ...authorization(), ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** A fetch that throws ApiError for every answer that is not a success. */
export async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, defaultMessage(0));
  }
  if (response.ok) return response;
  throw toError(response.status, await response.text(), response.headers.get("retry-after"));
}
