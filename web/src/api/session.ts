import { create } from "zustand";
import { ApiError, call, onRefusal, token } from "./client";
import { queryClient } from "./queries";

export interface User {
  id: string;
  username: string;
  role: string;
  mustChangePassword: boolean;
  permissions: string[];
  teamName?: string | null;
  loginMethod?: "local" | "oidc" | "link";
  email?: string | null;
  /** False for accounts that sign in elsewhere. */
  hasLocalPassword?: boolean;
  hasOidcLink?: boolean;
}

interface Session {
  user: User;
  expiresAt: string | null;
}

/** How people sign in on this server. */
export interface AuthConfig {
  authEnabled: boolean;
  oidcEnabled?: boolean;
  oidcProviderName?: string | null;
  oidcLoginUrl?: string;
  /** False where only single sign-on is allowed. */
  passwordSignIn?: boolean;
}

type State =
  | { phase: "checking" }
  | { phase: "unreachable"; error: string }
  | { phase: "open" } // Sign-in is switched off.
  | { phase: "signed-out"; staleLink?: boolean }
  | { phase: "signed-in"; user: User; expired: boolean };

/** Who is using the app, as far as the server has said. */
export const useSession = create<State>(() => ({ phase: "checking" }));

export const useAuthConfig = create<AuthConfig>(() => ({ authEnabled: true }));

/** The user that is signed in; null where sign-in is off or nobody is. */
export const useUser = (): User | null =>
  useSession((session) => (session.phase === "signed-in" ? session.user : null));

/** Tells whether whoever is here has a permission; without sign-in everybody has all. */
export function useCan(): (permission: string) => boolean {
  const session = useSession();
  return (permission) =>
    session.phase === "open" ||
    (session.phase === "signed-in" && session.user.permissions.includes(permission));
}

/** Keeps the token of a sign-in link and takes it out of the address bar; tells whether there was one. */
function takeLinkToken(): boolean {
  const given = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (!given || location.pathname !== "/login") return false;
  token.set(decodeURIComponent(given));
  history.replaceState(history.state, "", location.pathname + location.search);
  return true;
}

// Here and not later, because the router reads the address as soon as it is made.
const fromLink = takeLinkToken();

/** Asks the server whether sign-in is on and whether there is a session: of the kept token, or of a cookie. */
export async function checkSession(): Promise<void> {
  try {
    const config = await call<AuthConfig>("/api/v1/config/auth");
    useAuthConfig.setState(config, true);
    if (!config.authEnabled) return replace({ phase: "open" });
    const user = await whoAmI(config);
    replace(
      user ? { phase: "signed-in", user, expired: false } : { phase: "signed-out", staleLink: fromLink },
    );
  } catch (error) {
    replace({ phase: "unreachable", error: error instanceof Error ? error.message : String(error) });
  }
}

async function whoAmI({ oidcEnabled }: AuthConfig): Promise<User | null> {
  if (!token.get() && !oidcEnabled) return null;
  try {
    return (await call<Session>("/api/auth/session")).user;
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
    if (!token.get()) return null;
    // Behind a token that has ended there may still be the cookie of single sign-on.
    token.clear();
    return whoAmI({ authEnabled: true, oidcEnabled });
  }
}

/** The browser gets the session as a cookie, for the pictures and downloads that it asks for by itself. */
const takeCookie = (): Promise<unknown> => call("/api/auth/session").catch(() => undefined);

export async function signIn(username: string, password: string): Promise<User> {
  const answer = await call<Session & { token: string }>("/api/auth/login", {
    method: "POST",
    body: { username, password },
  });
  token.set(answer.token);
  await takeCookie();
  replace({ phase: "signed-in", user: answer.user, expired: false });
  void queryClient.invalidateQueries();
  return answer.user;
}

/** Ends the session; gives the address at the provider where the sign-out goes on, if there is one. */
export async function signOut(): Promise<string | undefined> {
  const answer = await call<{ logoutUrl?: string }>("/api/auth/logout", { method: "POST" }).catch(
    () => undefined,
  );
  token.clear();
  queryClient.clear();
  replace({ phase: "signed-out" });
  return answer?.logoutUrl;
}

export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await call("/api/auth/change-password", { method: "POST", body: { currentPassword, newPassword } });
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
