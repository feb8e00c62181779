import type { ApiError } from "../api/client";
import { t } from "../i18n";

/** Why single sign-on came back without a session, by the code in the address. */
export function ssoProblem(code: string): string {
  switch (code) {
    case "oidc_provider_unreachable":
      return t("The sign-in service does not answer. Try again in a moment.");
    case "oidc_session_expired":
      return t("The sign-in took too long. Start again.");
    case "oidc_user_limit_reached":
      return t("This server has no room for another account. Ask an administrator.");
    case "oidc_user_not_authorized":
      return t("Your account may not use this server. Ask an administrator.");
    case "oidc_account_disabled":
      return t("Your account is disabled. Ask an administrator.");
    default:
      return t("Single sign-on did not work. Try again, or ask an administrator.");
  }
}

/** Why a name and password were refused, without telling which of them was wrong. */
export function refusal(error: ApiError): string {
  if (error.status === 401) return t("User name or password is wrong.");
  if (error.code === "ACCOUNT_DISABLED") return t("This account is disabled. Ask an administrator.");
  if (error.code === "PASSWORD_SIGN_IN_DISABLED")
    return t("Passwords are switched off here. Use single sign-on.");
  if (error.status === 429 && !error.retryAfter) return t("Too many attempts. Try again later.");
  return error.text;
}
