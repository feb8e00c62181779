import { ApiError } from "../api/client";
import { bytesUrl } from "../api/library";
import { upload } from "../api/upload";
import { amend, type Version, versionNow } from "./store";

/** How a version reaches the server: by the address of what is there already, or with its bytes. */
export type Reference = { kind: "bytes" } | { kind: "source"; value: string };

const AT_ONCE = 3;
const UPLOAD = "/api/v1/upload";

interface Sending {
  address: Promise<string>;
  sent: number;
  abort: AbortController;
  watchers: Set<() => void>;
}

const sendings = new Map<string, Sending>();

function send({ id, name, blob }: Version): Sending {
  const form = new FormData();
  form.append("file", blob, name);
  const abort = new AbortController();
  const watchers = new Set<() => void>();
  const progress = ({ sent }: { sent: number }) => {
    sending.sent = Math.min(blob.size, sent);
    for (const watcher of watchers) watcher();
  };
  const address = upload<{ files: { downloadUrl: string }[] }>(UPLOAD, form, progress, abort.signal).then(
    ({ files }) => {
      const source = files[0]?.downloadUrl ?? "";
      amend(id, { source });
      return source;
    },
  );
  const sending: Sending = { address, sent: 0, abort, watchers };
  sendings.set(id, sending);
  address.finally(() => sendings.delete(id)).catch(() => undefined);
  return sending;
}

interface Watched {
  signal?: AbortSignal | undefined;
  onProgress?: ((sent: number) => void) | undefined;
}

/** The address of a version's bytes on the server; they are uploaded once, whoever asks first. */
async function sourceOf(version: Version, { signal, onProgress }: Watched = {}): Promise<string> {
  const known = versionNow(version.id)?.source;
  if (known) return known;
  const sending = sendings.get(version.id) ?? send(version);
  const watcher = () => onProgress?.(sending.sent);
  const stop = () => sending.abort.abort();
  sending.watchers.add(watcher);
  signal?.addEventListener("abort", stop);
  try {
    return await sending.address;
  } finally {
    sending.watchers.delete(watcher);
    signal?.removeEventListener("abort", stop);
  }
}

/** What the server is to work on: a stored file, or what was uploaded of it. */
export async function referenceTo(version: Version, watched?: Watched): Promise<Reference> {
  const stored = versionNow(version.id)?.stored;
  if (stored) return { kind: "source", value: bytesUrl(stored.fileId) };
  try {
    return { kind: "source", value: await sourceOf(version, watched) };
  } catch (error) {
    // What is no picture to the upload may be just right for the tool, or is told by it as the fault of one file.
    if (error instanceof ApiError && error.status === 400) return { kind: "bytes" };
    throw error;
  }
}

/** Whether an answer says that something referred to is no longer on the server. */
export const isExpired = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.status === 404 &&
  /^(Source|File) not found|not on disk/.test(error.message);

/** Forgets where versions are on the server, so that they are uploaded again. */
export function forget(versions: Version[]): void {
  for (const { id } of versions) amend(id, { source: undefined, stored: undefined });
}

/** How many bytes of these versions are not on the server yet. */
export const unsent = (versions: Version[]): number =>
  versions.reduce((sum, { id, blob }) => {
    const now = versionNow(id);
    return now?.source || now?.stored ? sum : sum + blob.size;
  }, 0);

export interface Referred {
  version: Version;
  reference: Reference;
}

interface Options {
  /** Whether the order of the versions matters to the tool. */
  ordered: boolean;
  signal: AbortSignal;
  onProgress: (sent: number) => void;
}

/**
 * References to several versions in the order in which the server takes them: bytes before sources. Where the order
 * of the versions matters, all go the same way.
 */
export async function referencesTo(versions: Version[], options: Options): Promise<Referred[]> {
  const { ordered, signal, onProgress } = options;
  const sent = new Map<string, number>();
  const watch = (id: string) => ({
    signal,
    onProgress: (bytes: number) => {
      sent.set(id, bytes);
      onProgress([...sent.values()].reduce((sum, count) => sum + count, 0));
    },
  });
  const found = await someAtATime(versions, async (version) => ({
    version,
    reference: await referenceTo(version, watch(version.id)),
  }));
  const kinds = new Set(found.map(({ reference }) => reference.kind));
  if (kinds.size < 2) return found;
  if (ordered) return found.map(({ version }) => ({ version, reference: { kind: "bytes" } }));
  return found.toSorted((a, b) => Number(isSource(a)) - Number(isSource(b)));
}

const isSource = ({ reference }: Referred): boolean => reference.kind === "source";

/** Puts references into a form: file parts, and the names of what the server has. */
export function appendTo(form: FormData, referred: Referred[]): void {
  const sources: string[] = [];
  for (const { version, reference } of referred) {
    if (reference.kind === "bytes") form.append("file", version.blob, version.name);
    else sources.push(reference.value);
  }
  const [only] = sources;
  if (only) form.append("source", sources.length > 1 ? JSON.stringify(sources) : only);
}

async function someAtATime<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
