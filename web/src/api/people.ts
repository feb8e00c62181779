import { useQuery } from "@tanstack/react-query";
import { call } from "./client";
import { queryClient } from "./queries";
import { checkSession } from "./session";

export interface Person {
  id: string;
  username: string;
  role: string;
  /** The name of the team. */
  team: string;
  createdAt: string;
  authProvider: "local" | "oidc";
  email: string | null;
  hasLocalPassword: boolean;
  hasOidcLink: boolean;
  disabled: boolean;
}

export interface People {
  users: Person[];
  /** 0 = no limit. */
  maxUsers: number;
}

export interface Role {
  id: string;
  name: string;
  description: string;
  permissions: string[];
  isBuiltin: boolean;
  userCount: number;
}

export interface Team {
  id: string;
  name: string;
  memberCount: number;
  createdAt: string;
}

const USERS = "/api/auth/users";
const ROLES = "/api/v1/roles";
const TEAMS = "/api/v1/teams";

export const usePeople = () =>
  useQuery({ queryKey: ["users"], queryFn: () => call<People>(USERS), staleTime: 0 });

export const useRoles = () =>
  useQuery({
    queryKey: ["roles"],
    queryFn: async () => (await call<{ roles: Role[] }>(ROLES)).roles,
    staleTime: 0,
  });

export const useTeams = () =>
  useQuery({
    queryKey: ["teams"],
    queryFn: async () => (await call<{ teams: Team[] }>(TEAMS)).teams,
    staleTime: 0,
  });

/** Reads people, roles and teams again, each of which counts the others, and what one may do oneself. */
export const refreshPeople = (): Promise<unknown> =>
  Promise.all([
    ...[["users"], ["roles"], ["teams"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    checkSession(),
  ]);

interface NewPerson {
  username: string;
  password: string;
  role: string;
  team: string;
}

export const addPerson = (body: NewPerson) => call("/api/auth/register", { method: "POST", body });

export const updatePerson = (id: string, body: { role?: string; team?: string; disabled?: boolean }) =>
  call(`${USERS}/${id}`, { method: "PUT", body });

export const resetPassword = (id: string, newPassword: string) =>
  call(`${USERS}/${id}/reset-password`, { method: "POST", body: { newPassword } });

/** Deletes a person; what they own goes to `heir`, or with them. */
export const deletePerson = (id: string, heir?: string) =>
  call(`${USERS}/${id}${heir ? `?transferTo=${encodeURIComponent(heir)}` : ""}`, { method: "DELETE" });

export type RoleDraft = Pick<Role, "name" | "description" | "permissions">;

/** Makes a role, or changes the one with this id. */
export const saveRole = (id: string | null, body: RoleDraft) =>
  id === null ? call(ROLES, { method: "POST", body }) : call(`${ROLES}/${id}`, { method: "PUT", body });

export const deleteRole = (id: string) => call(`${ROLES}/${id}`, { method: "DELETE" });

export const addTeam = (name: string) => call(TEAMS, { method: "POST", body: { name } });

export const renameTeam = (id: string, name: string) =>
  call(`${TEAMS}/${id}`, { method: "PUT", body: { name } });

export const deleteTeam = (id: string) => call(`${TEAMS}/${id}`, { method: "DELETE" });
