import { ApiError } from "../api/client";
import { t } from "../i18n";
import { errorText } from "../ui/feedback";

/** Why the server refused to change a person, role or team: what the rule is and what to do. */
export function guardText(error: Error): string {
  switch (error instanceof ApiError ? error.code : undefined) {
    case "LAST_ADMIN":
      return t("This is the last administrator. Make somebody else an administrator first.");
    case "SELF_DEMOTE":
      return t("You cannot change your own role or disable yourself. Ask another administrator.");
    case "SELF_DELETE":
      return t("You cannot delete yourself. Ask another administrator.");
    case "ESCALATION_DENIED":
      return t("This needs permissions that you do not have yourself. Ask an administrator.");
    case "USER_LIMIT_REACHED":
      return t("The limit of accounts is reached. Delete somebody, or raise MAX_USERS on the server.");
    case "OIDC_NO_PASSWORD":
      return t("This account signs in with single sign-on; it has no password.");
    default:
      return errorText(error);
  }
}
