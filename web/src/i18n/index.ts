import english from "virtual:messages";
import { i18n } from "@lingui/core";

// The build compiles every text with placeholders; one without is its own translation in English.
i18n.setMessagesCompiler((text) => [text]);
i18n.loadAndActivate({ locale: "en", messages: english });

/**
 * The text in the current language. The English text is the key; it is written in ICU syntax and must be a
 * literal, because the build collects and compiles the literals of all calls.
 */
export function t(text: string, values?: Record<string, string | number>): string {
  return i18n._(text, values);
}

export const locale = (): string => i18n.locale;
