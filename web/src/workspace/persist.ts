import { look } from "./look";
import { type Run, resume, useRuns } from "./runs";
import { type Entry, useWorkspace, type Version } from "./store";

const DATABASE = "ashim";
const STORE = "workspace";
const STATE = "state";
const RUN_PAUSE_MS = 100;
const RUNS_MOST = 20;

type KeptVersion = Omit<Version, "blob">;

/** The workspace without its bytes; these lie beside it, each under the id of its version. */
interface Kept {
  entries: (Omit<Entry, "versions"> & { versions: KeptVersion[] })[];
  activeId: string | null;
  runs: Run[];
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const stored = new Set<string>();

async function save(database: IDBDatabase): Promise<void> {
  const { entries, activeId, removed } = useWorkspace.getState();
  const runs = Object.values(useRuns.getState().runs).slice(-RUNS_MOST);
  // What was removed last may come back by undo.
  const versions = [...entries, ...(removed?.entries ?? [])].flatMap((entry) => entry.versions);
  const present = new Set(versions.map(({ id }) => id));
  const store = database.transaction(STORE, "readwrite").objectStore(STORE);
  for (const { id, blob } of versions) if (!stored.has(id)) store.put(blob, id);
  for (const id of stored) if (!present.has(id)) store.delete(id);
  // Object addresses die with the page; they are made anew.
  const plain = ({ blob: _, ...version }: Version): KeptVersion => ({
    ...version,
    url: "",
    thumbnail: "",
    sight: "loading",
  });
  const kept: Kept = {
    activeId,
    runs,
    entries: entries.map((entry) => ({ ...entry, versions: entry.versions.map(plain) })),
  };
  await answer(store.put(kept, STATE));
  stored.clear();
  for (const id of present) stored.add(id);
}

async function load(database: IDBDatabase): Promise<void> {
  const store = database.transaction(STORE).objectStore(STORE);
  const kept = (await answer(store.get(STATE))) as Kept | undefined;
  if (!kept?.entries.length || useWorkspace.getState().entries.length) return;
  const complete = async (version: KeptVersion): Promise<Version> => {
    stored.add(version.id);
    return { ...version, blob: (await answer(store.get(version.id))) as Blob };
  };
  const entries = await Promise.all(
    kept.entries.map(async (entry) => ({
      ...entry,
      versions: await Promise.all(entry.versions.map(complete)),
    })),
  );
  useWorkspace.setState({ entries, activeId: kept.activeId });
  resume(kept.runs);
  for (const entry of entries) for (const version of entry.versions) void look(version);
}

let started = false;

/** Brings back the images and runs of the last visit, then keeps them in step; without IndexedDB nothing is kept. */
export async function restore(): Promise<void> {
  if (started) return;
  started = true;
  let database: IDBDatabase;
  try {
    database = await open();
    await load(database);
  } catch {
    return;
  }
  let planned = false;
  const saveNow = () => {
    if (!planned) return;
    planned = false;
    save(database).catch(() => undefined);
  };
  const saveAfter = (pause: number) => {
    if (!planned || pause === 0) setTimeout(saveNow, pause);
    planned = true;
  };
  window.addEventListener("pagehide", saveNow);
  useWorkspace.subscribe((state, before) => {
    if (state.entries !== before.entries || state.activeId !== before.activeId) saveAfter(0);
  });
  // Runs change with every event of their progress.
  useRuns.subscribe(() => saveAfter(RUN_PAUSE_MS));
}
