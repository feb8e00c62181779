import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useCatalogue, useFormats, useLimits } from "../api/queries";
import { useSession } from "../api/session";
import { t } from "../i18n";
import { restore } from "../workspace/persist";
import { ConnectionBanner } from "./connection";
import { DropTarget, pickFiles } from "./drop-target";
import { Failure } from "./failure";
import { Gate } from "./gate";
import { useKeys } from "./keys";
import { BottomNav, Rail } from "./nav";
import { type Layer, openLayer, useLayer } from "./shell-state";
import { toggleTheme } from "./theme";
import { Toasts } from "./toasts";

const Palette = lazy(() => import("./palette").then(({ Palette }) => ({ default: Palette })));
const Activity = lazy(() => import("./activity/drawer").then(({ Activity }) => ({ default: Activity })));
const Help = lazy(() => import("./help").then(({ Help }) => ({ default: Help })));
const More = lazy(() => import("./more").then(({ More }) => ({ default: More })));
const SignInAgain = lazy(() =>
  import("../routes/sign-in").then(({ SignInAgain }) => ({ default: SignInAgain })),
);

const QUICK_TOOLS = [
  "resize",
  "crop",
  "compress",
  "convert",
  "remove-background",
  "watermark-text",
  "strip-metadata",
  "info",
];

/** The frame of every page: navigation, the page itself, and what floats above it. */
export function Shell() {
  const session = useSession();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const inside =
    session.phase === "open" || (session.phase === "signed-in" && !session.user.mustChangePassword);
  const framed = inside && pathname !== "/login";
  return (
    <div className="relative flex h-dvh flex-col overflow-hidden">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:start-2 focus:top-2 focus:z-50 focus:rounded-control focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        {t("Skip to the main part")}
      </a>
      <ConnectionBanner />
      <div className="flex min-h-0 grow max-md:flex-col-reverse">
        {framed && <Rail />}
        {framed && <BottomNav />}
        <div id="main" className="flex min-h-0 min-w-0 grow flex-col">
          <Gate>
            <Failure key={pathname.split("/")[1]}>
              <Suspense>
                <Outlet />
              </Suspense>
            </Failure>
          </Gate>
        </div>
      </div>
      {framed && <Framed />}
      <Toasts />
    </div>
  );
}

/** What works on every page once somebody may be here. */
function Framed() {
  const navigate = useNavigate();
  const layer = useLayer((state) => state.layer);
  const session = useSession();
  const catalogue = useCatalogue();
  useFormats();
  useLimits();
  useEffect(() => void restore(), []);

  const home = () => void navigate({ to: "/" });
  const quick = (index: number) => () => {
    const id = QUICK_TOOLS[index];
    if (catalogue.data?.tools.some((tool) => tool.id === id) && id)
      void navigate({ to: "/$toolId", params: { toolId: id } });
  };
  useKeys({
    "Mod+k": () => openLayer(layer === "palette" ? null : "palette"),
    "Mod+/": home,
    "Mod+Shift+d": toggleTheme,
    "Mod+o": () => void pickFiles(),
    "?": () => openLayer("help"),
    ...Object.fromEntries(QUICK_TOOLS.map((_, index) => [`Mod+Alt+${index + 1}`, quick(index)])),
  });

  const close = () => openLayer(null);
  const layers: Record<Exclude<Layer, null>, React.ReactNode> = {
    palette: <Palette onClose={close} />,
    activity: <Activity onClose={close} />,
    help: <Help onClose={close} />,
    more: <More onClose={close} />,
  };
  return (
    <>
      <DropTarget />
      <Suspense>
        {layer && layers[layer]}
        {session.phase === "signed-in" && session.expired && <SignInAgain username={session.user.username} />}
      </Suspense>
    </>
  );
}
