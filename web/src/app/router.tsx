import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { parseSearch } from "../files/search";
import { Home } from "../routes/home";
import { NotFound } from "../routes/not-found";
import { Shell } from "./shell";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({ getParentRoute: () => root, path: "/", component: Home });

const grid = createRoute({
  getParentRoute: () => root,
  path: "/fullscreen",
  beforeLoad: () => {
    throw redirect({ to: "/", replace: true });
  },
});

interface SignInSearch {
  next?: string | undefined;
  /** Why single sign-on came back without a session. */
  error?: string | undefined;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: ({ next, error }: Record<string, unknown>): SignInSearch => ({
    next: typeof next === "string" ? next : undefined,
    error: typeof error === "string" ? error : undefined,
  }),
  component: lazyRouteComponent(() => import("../routes/sign-in"), "SignIn"),
});

const changePassword = createRoute({
  getParentRoute: () => root,
  path: "/change-password",
  component: lazyRouteComponent(() => import("../routes/change-password"), "ChangePassword"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("../settings/frame"), "SettingsFrame"),
});

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("../settings/frame"), "SettingsIndex"),
});

const settingsSection = createRoute({
  getParentRoute: () => settings,
  path: "$section",
  component: lazyRouteComponent(() => import("../settings/section"), "Section"),
});

interface AutomateSearch {
  /** Stored files to work on, ids joined by commas. */
  files?: string | undefined;
  /** A stored version whose making becomes the steps. */
  version?: string | undefined;
  /** A saved pipeline to open. */
  pipeline?: string | undefined;
}

const automate = createRoute({
  getParentRoute: () => root,
  path: "/automate",
  validateSearch: (search: Record<string, unknown>): AutomateSearch => {
    const text = (value: unknown) => (value === undefined ? undefined : String(value));
    return { files: text(search.files), version: text(search.version), pipeline: text(search.pipeline) };
  },
  component: lazyRouteComponent(() => import("../automate/page"), "Automate"),
});

const files = createRoute({
  getParentRoute: () => root,
  path: "/files",
  validateSearch: parseSearch,
  component: lazyRouteComponent(() => import("../files/page"), "FilesPage"),
});

const tool = createRoute({
  getParentRoute: () => root,
  path: "/$toolId",
  component: lazyRouteComponent(() => import("../routes/tool"), "ToolPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    grid,
    signIn,
    changePassword,
    files,
    settings.addChildren([settingsIndex, settingsSection]),
    automate,
    tool,
  ]),
  defaultPreload: "intent",
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
