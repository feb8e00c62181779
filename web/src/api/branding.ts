import { create } from "zustand";
import { call } from "./client";
import { storage } from "./storage";

/** How this server calls itself and looks to new visitors. */
export interface Branding {
  appName: string;
  logoUrl: string | null;
  defaultTheme: "light" | "dark" | "system";
}

// public/theme.js reads the same entry before the first paint.
const KEY = "ashim-branding";

/** Starts with what the last visit saw, so that no name and no theme flashes. */
export const useBranding = create<Branding>(() => ({
  appName: "ashim",
  logoUrl: null,
  defaultTheme: "system",
  ...storage.read<Partial<Branding>>(KEY, {}),
}));

export async function loadBranding(): Promise<void> {
  const branding = await call<Branding>("/api/v1/config/branding").catch(() => null);
  if (!branding) return;
  storage.set(KEY, JSON.stringify(branding));
  useBranding.setState(branding);
}
