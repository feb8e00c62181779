import { create } from "zustand";
import { ApiError } from "../api/client";
import { refreshFiles, type StoredFile, UPLOAD_PATH } from "../api/library";
import { useSession } from "../api/session";
import { upload } from "../api/upload";
import { uuid } from "../api/uuid";
import { t } from "../i18n";
import { errorText } from "../ui/feedback";
import { nextBatch, shares } from "./upload-plan";

export type UploadState = "waiting" | "sending" | "storing" | "done" | "failed" | "cancelled";

export interface Upload {
  id: string;
  file: File;
  state: UploadState;
  /** Bytes that have left. */
  sent: number;
  /** Whether it travels alone, because a file in its company was refused. */
  alone?: boolean;
  problem?: string;
  stored?: StoredFile;
}

/** The uploads of this visit, in the order in which they were chosen. */
export const useUploads = create<{ uploads: Upload[] }>(() => ({ uploads: [] }));

const AT_ONCE = 2;
const REFRESH_MS = 1500;
const LONGEST_WAIT_S = 60;
const DEFAULT_WAIT_S = 5;

const { getState: get, setState: set } = useUploads;
const flights = new Map<string, AbortController>();
let running = 0;
let pausedUntil = 0;

export const isPending = ({ state }: Upload): boolean =>
  state === "waiting" || state === "sending" || state === "storing";

function amend(ids: readonly string[], change: (upload: Upload) => Partial<Upload>): void {
  set(({ uploads }) => ({
    uploads: uploads.map((upload) => (ids.includes(upload.id) ? { ...upload, ...change(upload) } : upload)),
  }));
}

/** Adds files to what is uploaded; those that may not be are listed with the reason. */
export function addUploads(
  files: readonly File[],
  refused: readonly { file: File; reason: string }[] = [],
): void {
  set(({ uploads }) => ({
    uploads: [
      ...uploads,
      ...files.map((file): Upload => ({ id: uuid(), file, state: "waiting", sent: 0 })),
      ...refused.map(
        ({ file, reason }): Upload => ({ id: uuid(), file, state: "failed", sent: 0, problem: reason }),
      ),
    ],
  }));
  pump();
}

function pump(): void {
  const pause = pausedUntil - Date.now();
  if (pause > 0) {
    setTimeout(pump, pause);
    return;
  }
  while (running < AT_ONCE) {
    const batch = nextBatch(get().uploads.filter(({ state }) => state === "waiting"));
    if (!batch.length) return;
    running += 1;
    void send(batch).finally(() => {
      running -= 1;
      pump();
    });
  }
}

async function send(batch: readonly Upload[]): Promise<void> {
  const ids = batch.map(({ id }) => id);
  const abort = new AbortController();
  for (const id of ids) flights.set(id, abort);
  amend(ids, () => ({ state: "sending", sent: 0 }));
  const form = new FormData();
  for (const { file } of batch) form.append("file", file, file.name);
  try {
    const { files } = await upload<{ files: StoredFile[] }>(
      UPLOAD_PATH,
      form,
      ({ sent, total }) => {
        const parts = shares(
          batch.map(({ file }) => file.size),
          sent,
          total,
        );
        amend(ids, ({ id }) => {
          const part = parts[ids.indexOf(id)];
          return part ? { sent: part.sent, state: part.whole ? "storing" : "sending" } : {};
        });
      },
      abort.signal,
    );
    amend(ids, ({ id, file }) => ({
      state: "done",
      sent: file.size,
      stored: files[ids.indexOf(id)] as StoredFile,
    }));
    refreshSoon();
  } catch (error) {
    failed(ids, error, abort.signal.aborted);
  } finally {
    for (const id of ids) flights.delete(id);
  }
}

function failed(ids: readonly string[], error: unknown, aborted: boolean): void {
  const refused = error instanceof ApiError && error.status >= 400;
  if (aborted) {
    // One of them was cancelled, and the request with it; the others start over.
    amend(ids, ({ state }) => (state === "cancelled" ? {} : { state: "waiting", sent: 0 }));
  } else if (refused && error.status === 429) {
    pausedUntil = Date.now() + 1000 * Math.min(LONGEST_WAIT_S, error.retryAfter ?? DEFAULT_WAIT_S);
    amend(ids, () => ({ state: "waiting", sent: 0 }));
  } else if (refused && ids.length > 1) {
    // A request is stored whole or not at all: the files of a refused one go again, each by itself.
    amend(ids, () => ({ state: "waiting", sent: 0, alone: true }));
  } else {
    const problem = error instanceof Error ? errorText(error) : t("The upload failed");
    amend(ids, () => ({ state: "failed", problem }));
  }
}

let planned: ReturnType<typeof setTimeout> | undefined;

/** Shows what has arrived, though not anew for every file of many. */
function refreshSoon(): void {
  const busy = get().uploads.some(isPending);
  if (busy && planned) return;
  clearTimeout(planned);
  planned = setTimeout(
    () => {
      planned = undefined;
      void refreshFiles();
    },
    busy ? REFRESH_MS : 0,
  );
}

export function cancelUpload(id: string): void {
  amend([id], () => ({ state: "cancelled" }));
  flights.get(id)?.abort();
}

export function cancelAll(): void {
  const ids = get()
    .uploads.filter(isPending)
    .map(({ id }) => id);
  amend(ids, () => ({ state: "cancelled" }));
  for (const id of ids) flights.get(id)?.abort();
}

export function retryUploads(ids: readonly string[]): void {
  amend(ids, () => ({ state: "waiting", sent: 0, problem: "" }));
  pump();
}

/** Forgets what is over. */
export const clearUploads = (): void => set(({ uploads }) => ({ uploads: uploads.filter(isPending) }));

// Whoever signs in next has uploads of their own.
useSession.subscribe(({ phase }) => {
  if (phase !== "signed-out") return;
  cancelAll();
  set({ uploads: [] });
});

window.addEventListener("beforeunload", (event) => {
  if (get().uploads.some(isPending)) event.preventDefault();
});
