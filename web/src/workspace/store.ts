import { create } from "zustand";
import { uuid } from "../api/uuid";

/** How far a picture's looks are known: `blind` is a good file that nothing here can draw, `broken` is unreadable. */
export type Sight = "loading" | "shown" | "blind" | "broken";

/** One state of an image: the file as it came, or what a tool made of it. */
export interface Version {
  id: string;
  name: string;
  blob: Blob;
  /** Address of something the browser can draw; empty until it is known. */
  url: string;
  /** Address of a small copy. */
  thumbnail?: string;
  sight: Sight;
  width?: number;
  height?: number;
  problem?: string;
  /** The version it was made from; the original has none. */
  from?: string;
  /** The tool that made it, and its settings; the original has none. */
  toolId?: string;
  settings?: Record<string, unknown>;
  format?: string;
  /** The address at which the server keeps its bytes, while it does. */
  source?: string | undefined;
  /** The version of the library that this is; runs name it in place of sending the bytes. */
  stored?: { fileId: string };
}

/** One image of the workspace with its history: a tree of versions, the original first, `at` the one in view. */
export interface Entry {
  id: string;
  versions: Version[];
  at: number;
}

interface Workspace {
  entries: Entry[];
  activeId: string | null;
  /** The last removal, for undo. */
  removed: { entries: Entry[]; activeId: string | null } | null;
}

export const useWorkspace = create<Workspace>(() => ({ entries: [], activeId: null, removed: null }));

const { getState: get, setState: set } = useWorkspace;

export const current = (entry: Entry): Version => entry.versions[entry.at] as Version;

export const useEntries = () => useWorkspace((state) => state.entries);

export function useActive(): Entry | undefined {
  return useWorkspace(
    (state) => state.entries.find((entry) => entry.id === state.activeId) ?? state.entries[0],
  );
}

export function newVersion(name: string, blob: Blob, extra: Partial<Version> = {}): Version {
  return { id: uuid(), name, blob, url: "", sight: "loading", ...extra };
}

export function addVersions(versions: Version[]): void {
  const added = versions.map((version) => ({ id: uuid(), versions: [version], at: 0 }));
  set((state) => ({
    entries: [...state.entries, ...added],
    activeId: added[0]?.id ?? state.activeId,
  }));
}

export function activate(id: string): void {
  set({ activeId: id });
}

/** Moves an image by so many places in the order. */
export function move(id: string, by: number): void {
  set((state) => {
    const from = state.entries.findIndex((entry) => entry.id === id);
    const to = Math.min(state.entries.length - 1, Math.max(0, from + by));
    const entries = [...state.entries];
    entries.splice(to, 0, ...entries.splice(from, 1));
    return { entries };
  });
}

/** Makes the image `by` places further the active one. */
export function step(by: number): void {
  const { entries, activeId } = get();
  const index = entries.findIndex((entry) => entry.id === activeId);
  const next = entries[Math.min(entries.length - 1, Math.max(0, index + by))];
  if (next) activate(next.id);
}

/** Gives back the memory of what an earlier removal took out for good. */
function release(): void {
  const kept = new Set(get().entries.map((entry) => entry.id));
  for (const entry of get().removed?.entries ?? []) {
    if (kept.has(entry.id)) continue;
    for (const { url, thumbnail } of entry.versions)
      for (const address of [url, thumbnail]) if (address) URL.revokeObjectURL(address);
  }
}

export function remove(id: string): void {
  const { entries, activeId } = get();
  const index = entries.findIndex((entry) => entry.id === id);
  const left = entries.filter((entry) => entry.id !== id);
  release();
  set({
    entries: left,
    activeId: id === activeId ? ((left[index] ?? left.at(-1))?.id ?? null) : activeId,
    removed: { entries, activeId },
  });
}

export function clear(): void {
  const { entries, activeId } = get();
  release();
  set({ entries: [], activeId: null, removed: { entries, activeId } });
}

export function undoRemoval(): void {
  const { removed } = get();
  if (removed) set({ ...removed, removed: null });
}

/** Replaces facts of one version, wherever it is. */
export function amend(versionId: string, facts: Partial<Version>): void {
  set((state) => ({
    entries: state.entries.map((entry) =>
      entry.versions.some((version) => version.id === versionId)
        ? {
            ...entry,
            versions: entry.versions.map((version) =>
              version.id === versionId ? { ...version, ...facts } : version,
            ),
          }
        : entry,
    ),
  }));
}

/** Adds a result after the version it was made from; what else was made of that stays as a branch of its own. */
export function advance(entryId: string, fromVersionId: string, version: Version): void {
  set((state) => ({
    entries: state.entries.map((entry) => {
      if (entry.id !== entryId) return entry;
      const known = entry.versions.some(({ id }) => id === fromVersionId);
      const from = known ? fromVersionId : current(entry).id;
      return { ...entry, versions: [...entry.versions, { ...version, from }], at: entry.versions.length };
    }),
  }));
}

/** Brings a version of an image into view. */
export function goTo(entryId: string, versionId: string | undefined): void {
  set((state) => ({
    entries: state.entries.map((entry) => {
      const at = entry.versions.findIndex(({ id }) => id === versionId);
      return entry.id === entryId && at >= 0 ? { ...entry, at } : entry;
    }),
  }));
}

/** A version as it is now; undefined once its image is gone. */
export const versionNow = (id: string): Version | undefined =>
  get()
    .entries.flatMap((entry) => entry.versions)
    .find((version) => version.id === id);
