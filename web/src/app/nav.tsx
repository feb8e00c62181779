import { Link, useRouterState } from "@tanstack/react-router";
import { Activity, CircleHelp, Ellipsis, Images, LayoutGrid, Search, Settings, Workflow } from "lucide-react";
import type { ReactNode } from "react";
import { useActiveJobs } from "../api/jobs";
import { useCan } from "../api/session";
import { t } from "../i18n";
import { IconButton, iconButtonClass } from "../ui/button";
import { cx } from "../ui/classes";
import { isActive, useRuns } from "../workspace/runs";
import { AccountMenu } from "./account-menu";
import { keyLabel } from "./keys";
import { Mark } from "./mark";
import { openLayer } from "./shell-state";
import { ThemeMenu } from "./theme-menu";

/** How many jobs of mine are at work, those still uploading included. */
function useRunningCount(): number {
  const { data } = useActiveJobs();
  const runs = useRuns((state) => state.runs);
  const here = Object.values(runs)
    .filter(isActive)
    .map((run) => run.jobId);
  const there = (data ?? []).filter((job) => !runs[job.jobId]).map((job) => job.jobId);
  return new Set([...here, ...there]).size;
}

/** Whether whoever is here may keep files. */
function useKeepsFiles(): boolean {
  const can = useCan();
  return can("files:own") || can("files:all");
}

const CURRENT = "aria-[current=page]:bg-pressed aria-[current=page]:text-text";

/** The narrow bar at the side of wide screens. */
export function Rail() {
  const running = useRunningCount();
  const keeps = useKeepsFiles();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  return (
    <nav
      aria-label={t("Main")}
      className="flex w-12 shrink-0 flex-col items-center gap-1 border-e bg-panel py-2 max-md:hidden"
    >
      <Link to="/" aria-label={t("Home")} className="mb-2 rounded-control">
        <Mark className="size-8" />
      </Link>
      <Link
        to="/"
        aria-label={t("Tools")}
        title={t("Tools")}
        aria-current={pathname === "/" ? "page" : undefined}
        className={iconButtonClass(CURRENT)}
      >
        <LayoutGrid size={18} />
      </Link>
      <Link
        to="/automate"
        aria-label={t("Automate")}
        title={t("Automate")}
        aria-current={pathname === "/automate" ? "page" : undefined}
        className={iconButtonClass(CURRENT)}
      >
        <Workflow size={18} />
      </Link>
      {keeps && (
        <Link
          to="/files"
          aria-label={t("Files")}
          title={t("Files")}
          aria-current={pathname === "/files" ? "page" : undefined}
          className={iconButtonClass(CURRENT)}
        >
          <Images size={18} />
        </Link>
      )}
      <IconButton
        label={t("Search and commands")}
        keys={keyLabel("Mod+K")}
        onPress={() => openLayer("palette")}
      >
        <Search size={18} />
      </IconButton>
      <IconButton label={activityLabel(running)} onPress={() => openLayer("activity")}>
        <Busy count={running} />
      </IconButton>
      <div className="grow" />
      <IconButton label={t("Help and keys")} keys="?" onPress={() => openLayer("help")}>
        <CircleHelp size={18} />
      </IconButton>
      <ThemeMenu />
      <Link
        to="/settings/$section"
        params={{ section: "general" }}
        aria-label={t("Settings")}
        title={t("Settings")}
        aria-current={pathname.startsWith("/settings") ? "page" : undefined}
        className={iconButtonClass(CURRENT)}
      >
        <Settings size={18} />
      </Link>
      <AccountMenu />
    </nav>
  );
}

const activityLabel = (running: number) =>
  running
    ? t("Activity, {count, plural, one {# running} other {# running}}", { count: running })
    : t("Activity");

function Busy({ count }: { count: number }) {
  return (
    <span className="relative flex">
      <Activity size={18} />
      {count > 0 && (
        <span className="absolute -end-2 -top-2 flex size-4 items-center justify-center rounded-full bg-accent text-[11px] leading-none font-semibold text-on-accent tabular">
          {count}
        </span>
      )}
    </span>
  );
}

const TAB =
  "flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-muted aria-[current=page]:font-medium aria-[current=page]:text-text";

/** The bar at the bottom of narrow screens. */
export function BottomNav() {
  const running = useRunningCount();
  const keeps = useKeepsFiles();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const item = (label: string, icon: ReactNode, onClick: () => void) => (
    <button type="button" className={TAB} onClick={onClick}>
      {icon}
      {label}
    </button>
  );
  return (
    <nav
      aria-label={t("Main")}
      className={cx(
        "flex h-14 shrink-0 border-t bg-panel pb-[env(safe-area-inset-bottom)] box-content md:hidden",
      )}
    >
      <Link to="/" className={TAB} aria-current={pathname === "/" ? "page" : undefined}>
        <LayoutGrid size={20} />
        {t("Tools")}
      </Link>
      <Link to="/automate" className={TAB} aria-current={pathname === "/automate" ? "page" : undefined}>
        <Workflow size={20} />
        {t("Automate")}
      </Link>
      {keeps && (
        <Link to="/files" className={TAB} aria-current={pathname === "/files" ? "page" : undefined}>
          <Images size={20} />
          {t("Files")}
        </Link>
      )}
      {item(t("Search"), <Search size={20} />, () => openLayer("palette"))}
      {item(t("Activity"), <Busy count={running} />, () => openLayer("activity"))}
      {item(t("More"), <Ellipsis size={20} />, () => openLayer("more"))}
    </nav>
  );
}
