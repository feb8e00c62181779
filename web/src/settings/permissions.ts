import { t } from "../i18n";

export interface Permission {
  id: string;
  /** What it allows, as people say it. */
  label: string;
}

/** All permissions that have words here, in groups; the server says which of them exist. */
export const permissionGroups = (): { title: string; permissions: Permission[] }[] => [
  { title: t("Tools"), permissions: [{ id: "tools:use", label: t("Use the tools") }] },
  {
    title: t("Files"),
    permissions: [
      { id: "files:own", label: t("Keep files of their own") },
      { id: "files:all", label: t("See and delete everybody’s files") },
    ],
  },
  {
    title: t("Pipelines"),
    permissions: [
      { id: "pipelines:own", label: t("Save pipelines of their own") },
      { id: "pipelines:all", label: t("See and delete everybody’s pipelines") },
    ],
  },
  {
    title: t("API keys"),
    permissions: [
      { id: "apikeys:own", label: t("Create API keys for themselves") },
      { id: "apikeys:all", label: t("See everybody’s API keys") },
    ],
  },
  {
    title: t("Settings"),
    permissions: [
      { id: "settings:read", label: t("Read the settings") },
      { id: "settings:write", label: t("Change the settings and switch tools off") },
      { id: "branding:manage", label: t("Change the logo") },
    ],
  },
  {
    title: t("People"),
    permissions: [
      { id: "users:manage", label: t("Manage people and roles") },
      { id: "teams:manage", label: t("Manage teams") },
    ],
  },
  {
    title: t("System"),
    permissions: [
      { id: "features:manage", label: t("Install and remove features") },
      { id: "system:health", label: t("See the server’s configuration and health") },
      { id: "audit:read", label: t("Read the audit log") },
    ],
  },
];

/** The groups with only the permissions that exist; those without words follow under their technical names. */
export function groupsOf(existing: readonly string[]): { title: string; permissions: Permission[] }[] {
  const groups = permissionGroups();
  const worded = new Set(groups.flatMap(({ permissions }) => permissions.map(({ id }) => id)));
  const rest = existing.filter((id) => !worded.has(id)).map((id) => ({ id, label: id }));
  return [...groups, { title: t("Others"), permissions: rest }]
    .map(({ title, permissions }) => ({
      title,
      permissions: permissions.filter(({ id }) => existing.includes(id)),
    }))
    .filter(({ permissions }) => permissions.length);
}

export const permissionLabel = (id: string): string =>
  permissionGroups()
    .flatMap(({ permissions }) => permissions)
    .find((permission) => permission.id === id)?.label ?? id;
