import { useQuery } from "@tanstack/react-query";
import { call } from "./client";
import { queryClient } from "./queries";

/** A key with which a program acts in its owner's name. */
export interface ApiKey {
  id: string;
  name: string;
  /** Null for all that the owner's role has. */
  permissions: string[] | null;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  owner: string;
}

export interface NewKey {
  name: string;
  permissions?: string[] | undefined;
  expiresAt?: string | undefined;
}

/** One of my sign-ins that still holds. */
export interface SignInSession {
  id: string;
  createdAt: string;
  expiresAt: string;
  lastUsedAt: string | null;
  ipAddress: string | null;
  userAgent: string | null;
  loginMethod: "local" | "oidc" | "link";
  current: boolean;
}

const KEYS = "/api/v1/api-keys";
const SESSIONS = "/api/auth/sessions";

export const useApiKeys = () =>
  useQuery({
    queryKey: ["api-keys"],
    queryFn: async () => (await call<{ apiKeys: ApiKey[] }>(KEYS)).apiKeys,
    staleTime: 0,
  });

export const refreshKeys = () => queryClient.invalidateQueries({ queryKey: ["api-keys"] });

export const createKey = (body: NewKey) => call<ApiKey & { key: string }>(KEYS, { method: "POST", body });

export const deleteKey = (id: string) => call(`${KEYS}/${id}`, { method: "DELETE" });

export const useSignIns = () =>
  useQuery({
    queryKey: ["sessions"],
    queryFn: async () => (await call<{ sessions: SignInSession[] }>(SESSIONS)).sessions,
    staleTime: 0,
  });

export const refreshSignIns = () => queryClient.invalidateQueries({ queryKey: ["sessions"] });

export const endSignIn = (id: string) => call(`${SESSIONS}/${id}`, { method: "DELETE" });

export const endOtherSignIns = () => call(SESSIONS, { method: "DELETE" });
