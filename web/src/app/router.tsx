import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
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

interface Next {
  next?: string | undefined;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: ({ next }: Record<string, unknown>): Next => ({
    next: typeof next === "string" ? next : undefined,
  }),
  component: lazyRouteComponent(() => import("../routes/sign-in"), "SignIn"),
});

const changePassword = createRoute({
  getParentRoute: () => root,
  path: "/change-password",
  component: lazyRouteComponent(() => import("../routes/change-password"), "ChangePassword"),
});

const apiKeys = createRoute({
  getParentRoute: () => root,
  path: "/settings/api-keys",
  component: lazyRouteComponent(() => import("../routes/api-keys"), "ApiKeys"),
});

const tool = createRoute({
  getParentRoute: () => root,
  path: "/$toolId",
  component: lazyRouteComponent(() => import("../routes/tool"), "ToolPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([home, grid, signIn, changePassword, apiKeys, tool]),
  defaultPreload: "intent",
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
