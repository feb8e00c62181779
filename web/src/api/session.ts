import { create } from "zustand";
import { ApiError, call, onRefusal, token } from "./client";
import { queryClient } from "./queries";
import type { Session, User } from "./types";

type State =
  | { phase: "checking" }
  | { phase: "unreachable"; error: string }
  | { phase: "open" } // Sign-in is switched off.
  | { phase: "signed-out" }
  | { phase: "signed-in"; user: User; expired: boolean };

/** Who is using the app, as far as the server has said. */
export const useSession = create<State>(() => ({ phase: "checking" }));

/** Asks the server whether sign-in is on and whether the kept token still holds. */
export async function checkSession(): Promise<void> {
  try {
    const { authEnabled } = await call<{ authEnabled: boolean }>("/api/v1/config/auth");
    if (!authEnabled) return replace({ phase: "open" });
    if (!token.get()) return replace({ phase: "signed-out" });
    const { user } = await call<Session>("/api/auth/session");
    replace({ phase: "signed-in", user, expired: false });
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      token.clear();
      replace({ phase: "signed-out" });
    } else {
      replace({ phase: "unreachable", error: error instanceof Error ? error.message : String(error) });
    }
  }
}

export async function signIn(username: string, password: string): Promise<User> {
  const answer = await call<Session & { token: string }>("/api/auth/login", {
    method: "POST",
    body: { username, password },
  });
  token.set(answer.token);
  replace({ phase: "signed-in", user: answer.user, expired: false });
  void queryClient.invalidateQueries();
  return answer.user;
}

export async function signOut(): Promise<void> {
  await call("/api/auth/logout", { method: "POST" }).catch(() => undefined);
  token.clear();
  queryClient.clear();
  replace({ phase: "signed-out" });
}

export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  const body = { currentPassword, newPassword };
  const answer = await call<{ token?: string } | undefined>("/api/auth/change-password", {
    method: "POST",
    body,
  });
  if (answer?.token) token.set(answer.token);
  await checkSession();
  void queryClient.invalidateQueries();
}

function replace(state: State): void {
  useSession.setState(state, true);
}

/** A session that ends during work is renewed in place: the page and its images stay. */
onRefusal((error) => {
  const state = useSession.getState();
  if (state.phase !== "signed-in") return;
  if (error.code === "MUST_CHANGE_PASSWORD")
    replace({ ...state, user: { ...state.user, mustChangePassword: true } });
  else replace({ ...state, expired: true });
});
