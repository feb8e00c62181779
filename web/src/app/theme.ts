import { create } from "zustand";
import { useBranding } from "../api/branding";
import { storage } from "../api/storage";

export type Theme = "light" | "dark" | "system";

const KEY = "ashim-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

/** The user's choice, before it the server's; public/theme.js applies it before the first paint. */
export const useTheme = create<{ theme: Theme }>(() => ({ theme: chosen() }));

function chosen(): Theme {
  const kept = storage.get(KEY);
  return kept === "light" || kept === "dark" || kept === "system"
    ? kept
    : useBranding.getState().defaultTheme;
}

export const isDark = (theme: Theme): boolean => theme === "dark" || (theme === "system" && system.matches);

function apply(): void {
  document.documentElement.dataset.theme = isDark(useTheme.getState().theme) ? "dark" : "light";
}

export function setTheme(theme: Theme): void {
  storage.set(KEY, theme);
  useTheme.setState({ theme });
  apply();
}

/** Light becomes dark and dark light, whatever the choice was before. */
export function toggleTheme(): void {
  setTheme(isDark(useTheme.getState().theme) ? "light" : "dark");
}

system.addEventListener("change", apply);
useBranding.subscribe(() => {
  useTheme.setState({ theme: chosen() });
  apply();
});
apply();
