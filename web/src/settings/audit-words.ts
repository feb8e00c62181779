import type { AuditEntry } from "../api/server";
import { t } from "../i18n";

const WORDS: Record<string, () => string> = {
  LOGIN_SUCCESS: () => t("Signed in"),
  LOGIN_FAILED: () => t("Sign-in failed"),
  LOGOUT: () => t("Signed out"),
  OIDC_LOGIN_SUCCESS: () => t("Signed in with single sign-on"),
  OIDC_LOGIN_FAILED: () => t("Single sign-on failed"),
  OIDC_USER_CREATED: () => t("Account created by single sign-on"),
  OIDC_USER_LINKED: () => t("Account linked to single sign-on"),
  API_KEY_CREATED: () => t("API key created"),
  API_KEY_DELETED: () => t("API key deleted"),
};

/** An action as people say it: "USER_CREATED" is "User created". */
export function actionLabel(action: string): string {
  const words = WORDS[action]?.();
  if (words) return words;
  const text = action.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const NAMES = [
  "targetUsername",
  "newUsername",
  "deletedUsername",
  "keyName",
  "roleName",
  "teamName",
  "username",
];

/** What or whom an action was about, as far as the entry has a name for it; "" where it has none. */
export function targetOf({ actorUsername, details, targetId, targetType }: AuditEntry): string {
  const name = NAMES.map((key) => details?.[key]).find((value) => typeof value === "string");
  if (typeof name === "string") return name === actorUsername ? "" : name;
  return targetType && targetType !== "user" && targetId ? `${targetType} ${targetId}` : "";
}
