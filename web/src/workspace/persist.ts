import { look } from "./look";
import { type Run, resume, useRuns } from "./runs";
import { type Entry, useWorkspace } from "./store";

const DATABASE = "ashim";
const STORE = "workspace";
const KEY = "current";
const SAVE_AFTER_MS = 400;

interface Kept {
  entries: Entry[];
  activeId: string | null;
  runs: Run[];
}

const RUNS_MOST = 20;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function access<T>(
  mode: IDBTransactionMode,
  run: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = run(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
}

async function save(): Promise<void> {
  const { entries, activeId } = useWorkspace.getState();
  // Object addresses die with the page; they are made anew.
  const kept: Kept = {
    activeId,
    runs: Object.values(useRuns.getState().runs).slice(-RUNS_MOST),
    entries: entries.map((entry) => ({
      ...entry,
      versions: entry.versions.map((version) => ({
        ...version,
        url: "",
        thumbnail: "",
        sight: "loading" as const,
      })),
    })),
  };
  await access("readwrite", (store) => store.put(kept, KEY));
}

let started = false;

/** Brings back the images and runs of the last visit, then keeps them in step; without IndexedDB nothing is kept. */
export async function restore(): Promise<void> {
  if (started) return;
  started = true;
  try {
    const kept = (await access("readonly", (store) => store.get(KEY))) as Kept | undefined;
    if (kept?.entries.length && !useWorkspace.getState().entries.length) {
      useWorkspace.setState({ entries: kept.entries, activeId: kept.activeId });
      resume(kept.runs);
      for (const entry of kept.entries) for (const version of entry.versions) void look(version);
    }
  } catch {
    return;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void save().catch(() => undefined), SAVE_AFTER_MS);
  };
  useWorkspace.subscribe((state, before) => {
    if (state.entries !== before.entries || state.activeId !== before.activeId) saveSoon();
  });
  useRuns.subscribe(saveSoon);
}
