import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { authorization, call, request } from "./client";
import { queryClient } from "./queries";
import type { Catalogue } from "./types";

/** What administrators set, by key; every value is text. A key that was never set is absent. */
export type Settings = Record<string, string>;

/** One environment variable and the value in force. */
export interface Variable {
  name: string;
  type: string;
  value: string;
  default: string;
  help: string;
  source: "environment" | "default";
}

export interface AuditEntry {
  id: string;
  actorId: string | null;
  actorUsername: string;
  action: string;
  targetType: string | null;
  targetId: string | null;
  targetName?: string | null;
  details: Record<string, unknown> | null;
  ipAddress: string | null;
  createdAt: string;
}

export interface AuditPage {
  entries: AuditEntry[];
  total: number;
  page: number;
  limit: number;
  /** All names of actions that there are. */
  actions?: string[];
}

export interface AuditFilter {
  action: string;
  user: string;
  /** ISO moments, both included; empty for open ends. */
  from: string;
  to: string;
}

const SETTINGS = "/api/v1/settings";
const LOGO = "/api/v1/settings/logo";
const AUDIT = "/api/v1/audit-log";

export const useSettings = () =>
  useQuery({
    queryKey: ["settings"],
    queryFn: async () => (await call<{ settings: Settings }>(SETTINGS)).settings,
    staleTime: 0,
  });

/** Merges values into the settings. */
export const saveSettings = (body: Settings) => call(SETTINGS, { method: "PUT", body });

export const refreshSettings = () => queryClient.invalidateQueries({ queryKey: ["settings"] });

export const useConfiguration = (enabled: boolean) =>
  useQuery({
    queryKey: ["configuration"],
    queryFn: async () => (await call<{ variables: Variable[] }>("/api/v1/admin/configuration")).variables,
    enabled,
  });

/** All tools, those that are switched off too. */
export const useFullCatalogue = () =>
  useQuery({
    queryKey: ["tools", "all"],
    queryFn: () => call<Catalogue>("/api/v1/tools?all=true"),
    staleTime: 0,
  });

export function uploadLogo(file: File): Promise<Response> {
  const body = new FormData();
  body.set("file", file);
  return request(LOGO, { method: "POST", headers: authorization(), body });
}

export const removeLogo = () => call(LOGO, { method: "DELETE" });

const query = (filter: AuditFilter, more: Record<string, string>): string =>
  new URLSearchParams(Object.entries({ ...filter, ...more }).filter(([, value]) => value)).toString();

export const AUDIT_PAGE = 25;

export const useAudit = (filter: AuditFilter, page: number) =>
  useQuery({
    queryKey: ["audit", filter, page],
    queryFn: ({ signal }) =>
      call<AuditPage>(`${AUDIT}?${query(filter, { page: String(page), limit: String(AUDIT_PAGE) })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** The whole log as far as the filter goes, as a file. */
export async function exportAudit(filter: AuditFilter, format: "csv" | "json"): Promise<Blob> {
  const answer = await request(`${AUDIT}/export?${query(filter, { format })}`, { headers: authorization() });
  return answer.blob();
}
