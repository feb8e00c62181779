import { useQuery } from "@tanstack/react-query";
import { call } from "./client";
import { queryClient } from "./queries";

/** One version of a file in the library. */
export interface StoredFile {
  id: string;
  originalName: string;
  mimeType: string;
  size: number;
  width: number | null;
  height: number | null;
  /** 1 is the original. */
  version: number;
  parentId: string | null;
  toolChain: string[];
  /** The settings of each tool of the chain; null where they are not known. */
  chainSettings: (Record<string, unknown> | null)[];
  createdAt: string;
  /** Whose it is; only for those who see everybody's files. */
  owner?: string;
  /** An older file of the same owner with the same bytes; only in the answer of an upload. */
  duplicateOf?: string;
}

export interface FilePage {
  files: StoredFile[];
  total: number;
  /** Goes into `after` for the page behind this one. */
  next: string | null;
}

export interface Usage {
  files: number;
  versions: number;
  bytes: number;
  /** Null where there is no limit. */
  quotaBytes: number | null;
}

export interface FileTree {
  file: StoredFile;
  versions: StoredFile[];
}

const FILES = "/api/v1/files";

/** The most files that one ZIP may hold. */
export const ARCHIVE_MOST = 500;

export const UPLOAD_PATH = `${FILES}/upload`;

export const thumbnailUrl = (id: string): string => `${FILES}/${id}/thumbnail`;

export const bytesUrl = (id: string): string => `${FILES}/${id}/download`;

export const archiveUrl = (ids: readonly string[]): string => `${FILES}/archive?ids=${ids.join(",")}`;

export const fetchFiles = (query: Record<string, string>, signal?: AbortSignal): Promise<FilePage> =>
  call<FilePage>(`${FILES}?${new URLSearchParams(query)}`, signal ? { signal } : {});

export const fetchTree = (id: string): Promise<FileTree> => call<FileTree>(`${FILES}/${id}`);

export const useTree = (id: string | null) =>
  useQuery({
    queryKey: ["file", id],
    queryFn: () => fetchTree(id ?? ""),
    enabled: id !== null,
    staleTime: 5000,
  });

export const useUsage = () =>
  useQuery({ queryKey: ["files-usage"], queryFn: () => call<Usage>(`${FILES}/usage`), staleTime: 10_000 });

const DELETED_AT_ONCE = 5000;

/** Deletes files, each with all its versions; gives how many versions went. */
export async function deleteFiles(ids: readonly string[]): Promise<number> {
  let gone = 0;
  for (let at = 0; at < ids.length; at += DELETED_AT_ONCE) {
    const body = { ids: ids.slice(at, at + DELETED_AT_ONCE) };
    gone += (await call<{ deleted: number }>(FILES, { method: "DELETE", body })).deleted;
  }
  return gone;
}

/** Deletes a version and everything made from it. */
export const deleteBranch = (id: string) => call<{ deleted: number }>(`${FILES}/${id}`, { method: "DELETE" });

/** Makes a version the newest one again. */
export const restoreVersion = (id: string) =>
  call<{ file: StoredFile }>(`${FILES}/${id}/restore`, { method: "POST" });

/** Reads again what shows stored files. */
export const refreshFiles = (): Promise<unknown> =>
  Promise.all(
    [["files"], ["file"], ["files-usage"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
