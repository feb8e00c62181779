import { t } from "../i18n";

const SHORTEST = 8;

export interface Rule {
  text: string;
  met: boolean;
}

/** The rules for a new password and which of them it keeps. */
export function passwordRules(password: string): Rule[] {
  return [
    { text: t("At least {count} characters", { count: SHORTEST }), met: password.length >= SHORTEST },
    { text: t("A capital letter"), met: /\p{Lu}/u.test(password) },
    { text: t("A small letter"), met: /\p{Ll}/u.test(password) },
    { text: t("A digit"), met: /\d/.test(password) },
  ];
}

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const LENGTH = 16;

/** A random password that keeps all rules. */
export function generatePassword(): string {
  for (;;) {
    // Rejecting the uneven rest keeps every letter equally likely.
    const bytes = [...crypto.getRandomValues(new Uint8Array(LENGTH * 2))].filter(
      (byte) => byte < 256 - (256 % LETTERS.length),
    );
    const password = bytes
      .slice(0, LENGTH)
      .map((byte) => LETTERS[byte % LETTERS.length])
      .join("");
    if (password.length === LENGTH && passwordRules(password).every(({ met }) => met)) return password;
  }
}
