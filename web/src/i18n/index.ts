import { i18n } from "@lingui/core";
import english from "virtual:messages";

i18n.loadAndActivate({ locale: "en", messages: english });

/**
 * The text in the current language. The English text is the key; it is written in ICU syntax and must be a
 * literal, because the build collects and compiles the literals of all calls.
 */
export function t(text: string, values?: Record<string, string | number>): string {
  return i18n._(text, values);
}

export const locale = (): string => i18n.locale;
