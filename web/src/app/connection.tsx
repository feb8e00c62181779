import { WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { create } from "zustand";
import { queryClient } from "../api/queries";
import { t } from "../i18n";

type Connection = "online" | "offline" | "reconnecting" | "back";

export const useConnection = create<{ state: Connection }>(() => ({ state: "online" }));

const SHOWN_BACK_MS = 2500;
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 15_000;

async function isHealthy(): Promise<boolean> {
  try {
    return (await fetch("/api/v1/health", { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

let probing = false;

/** Asks for the server's health, with growing pauses, until it answers. */
export async function reconnect(): Promise<void> {
  if (probing) return;
  probing = true;
  for (let delay = FIRST_DELAY; !(await isHealthy()); delay = Math.min(LONGEST_DELAY, delay * 2)) {
    useConnection.setState({ state: navigator.onLine ? "reconnecting" : "offline" });
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
  probing = false;
  if (useConnection.getState().state === "online") return;
  useConnection.setState({ state: "back" });
  void queryClient.invalidateQueries();
  setTimeout(() => useConnection.setState({ state: "online" }), SHOWN_BACK_MS);
}

queryClient.getQueryCache().subscribe(({ type, query }) => {
  if (type === "updated" && (query.state.error as { status?: number } | null)?.status === 0) void reconnect();
});

export function ConnectionBanner() {
  const state = useConnection((connection) => connection.state);
  const [, update] = useState(0);
  useEffect(() => {
    const check = () => {
      update((count) => count + 1);
      if (!navigator.onLine) useConnection.setState({ state: "offline" });
      void reconnect();
    };
    window.addEventListener("online", check);
    window.addEventListener("offline", check);
    return () => {
      window.removeEventListener("online", check);
      window.removeEventListener("offline", check);
    };
  }, []);
  const text = {
    online: "",
    offline: t("You are offline. Your images and settings stay; runs wait for the connection."),
    reconnecting: t("The server does not answer. Trying again."),
    back: t("Connected again"),
  }[state];
  return (
    <div role="status" className={text ? "border-b bg-raised px-4 py-2 text-center text-sm" : "sr-only"}>
      {text && (
        <span className="inline-flex items-center gap-2">
          {state !== "back" && <WifiOff size={16} aria-hidden />}
          {text}
        </span>
      )}
    </div>
  );
}
