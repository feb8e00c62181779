import type { AuditEntry } from "../api/server";
import { t } from "../i18n";
import { formatList } from "../i18n/format";

const WORDS: Record<string, () => string> = {
  LOGIN_SUCCESS: () => t("Signed in"),
  LOGIN_FAILED: () => t("Sign-in failed"),
  LOGOUT: () => t("Signed out"),
  SESSION_REVOKED: () => t("Signed out elsewhere"),
  SIGN_IN_LINK_CREATED: () => t("Sign-in link made"),
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

/** What or whom an action was about; for settings, which of them; "" where there is nothing to add. */
export function targetOf({ actorUsername, details, targetName }: AuditEntry): string {
  const given = NAMES.map((key) => details?.[key]).find((value) => typeof value === "string");
  const name = targetName ?? (typeof given === "string" ? given : null);
  if (name !== null) return name === actorUsername ? "" : name;
  const changes = details?.changes;
  return typeof changes === "object" && changes !== null ? formatList(Object.keys(changes)) : "";
}
