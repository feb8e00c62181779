import { Link, Outlet, useNavigate, useParams, useRouter } from "@tanstack/react-router";
import { ArrowLeft, ChevronRight } from "lucide-react";
import { useEffect } from "react";
import { useKeys } from "../app/keys";
import { PageHeading, useTitle } from "../app/page";
import { t } from "../i18n";
import { IconButton } from "../ui/button";
import { cx } from "../ui/classes";
import { useWide } from "../ui/media";
import { type Group, groupLabel, type Section, useSections } from "./sections";

const GROUPS: Group[] = ["account", "people", "server"];

/** Leaves the settings for where one was; without such a place, for the start. */
function useClose(): () => void {
  const { history, navigate } = useRouter();
  return () => (history.canGoBack() ? history.back() : void navigate({ to: "/" }));
}

/** The settings: the list of sections, and the chosen one beside it; on narrow screens one or the other. */
export function SettingsFrame() {
  const { section } = useParams({ strict: false });
  const wide = useWide();
  const close = useClose();
  useKeys({ Escape: close });
  return (
    <div className="flex min-h-0 grow">
      {wide && <Sections current={section} onClose={close} />}
      <div className="flex min-h-0 min-w-0 grow flex-col">
        <Outlet />
      </div>
    </div>
  );
}

/** The address without a section: the list on narrow screens, the first section on wide ones. */
export function SettingsIndex() {
  const wide = useWide();
  const navigate = useNavigate();
  const close = useClose();
  useEffect(() => {
    if (wide) void navigate({ to: "/settings/$section", params: { section: "general" }, replace: true });
  }, [wide, navigate]);
  return wide ? null : <SectionList onClose={close} />;
}

function Sections({ current, onClose }: { current: string | undefined; onClose: () => void }) {
  return (
    <nav
      aria-label={t("Settings")}
      className="flex w-56 shrink-0 flex-col gap-4 overflow-y-auto border-e bg-panel p-3"
    >
      <div className="flex h-8 items-center gap-1">
        <IconButton label={t("Back")} keys="Esc" onPress={onClose}>
          <ArrowLeft size={18} className="rtl:-scale-x-100" />
        </IconButton>
        <span className="font-semibold">{t("Settings")}</span>
      </div>
      <Groups>
        {({ id, label, icon: Icon }) => (
          // One step back leaves the settings, whichever sections were looked at.
          <Link
            to="/settings/$section"
            params={{ section: id }}
            replace
            aria-current={id === current ? "page" : undefined}
            activeProps={{}}
            className="flex h-8 items-center gap-2 rounded-control px-2 text-sm text-muted hover:bg-hover hover:text-text aria-[current=page]:bg-pressed aria-[current=page]:font-medium aria-[current=page]:text-text touch:h-11"
          >
            <Icon size={16} aria-hidden className="shrink-0" />
            {label}
          </Link>
        )}
      </Groups>
    </nav>
  );
}

function SectionList({ onClose }: { onClose: () => void }) {
  useTitle(t("Settings"));
  return (
    <main className="relative min-h-0 grow overflow-y-auto p-4">
      <div className="flex items-center gap-1 pb-4">
        <IconButton label={t("Back")} onPress={onClose} className="-ms-2">
          <ArrowLeft size={18} className="rtl:-scale-x-100" />
        </IconButton>
        <PageHeading className="text-xl font-semibold">{t("Settings")}</PageHeading>
      </div>
      <nav aria-label={t("Settings")} className="space-y-5">
        <Groups card>
          {({ id, label, icon: Icon }) => (
            <Link
              to="/settings/$section"
              params={{ section: id }}
              className="flex h-12 items-center gap-3 px-4 -outline-offset-2!"
            >
              <Icon size={18} aria-hidden className="shrink-0 text-muted" />
              <span className="grow">{label}</span>
              <ChevronRight size={16} aria-hidden className="text-muted rtl:-scale-x-100" />
            </Link>
          )}
        </Groups>
      </nav>
    </main>
  );
}

interface GroupsProps {
  card?: boolean;
  children: (section: Section) => React.ReactNode;
}

/** The sections that one may use, by group. */
function Groups({ card = false, children }: GroupsProps) {
  const sections = useSections();
  return GROUPS.map((group) => {
    const members = sections.filter((section) => section.group === group);
    if (!members.length) return null;
    return (
      <section key={group}>
        <h2 className={cx("pb-1 text-xs text-muted", card ? "px-4" : "px-2")}>{groupLabel(group)}</h2>
        <ul className={card ? "divide-y overflow-hidden rounded-card border bg-panel" : ""}>
          {members.map((section) => (
            <li key={section.id}>{children(section)}</li>
          ))}
        </ul>
      </section>
    );
  });
}
