import {
  Building2,
  Info,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Server,
  Shield,
  SlidersHorizontal,
  UserCog,
  Users,
  Wrench,
} from "lucide-react";
import { useCan, useSession } from "../api/session";
import { t } from "../i18n";

export type Group = "account" | "people" | "server";

export interface Section {
  id: string;
  label: string;
  icon: LucideIcon;
  group: Group;
  /** What one must be allowed to see it; nothing for sections that are for everybody. */
  permission?: string;
  /** It makes no sense where nobody signs in. */
  accounts?: boolean;
}

/** All sections of the settings, in their order. */
export const allSections = (): Section[] => [
  { id: "general", label: t("General"), icon: SlidersHorizontal, group: "account" },
  { id: "security", label: t("Security"), icon: Shield, group: "account", accounts: true },
  {
    id: "api-keys",
    label: t("API keys"),
    icon: KeyRound,
    group: "account",
    permission: "apikeys:own",
    accounts: true,
  },
  {
    id: "people",
    label: t("People"),
    icon: Users,
    group: "people",
    permission: "users:manage",
    accounts: true,
  },
  {
    id: "teams",
    label: t("Teams"),
    icon: Building2,
    group: "people",
    permission: "teams:manage",
    accounts: true,
  },
  {
    id: "roles",
    label: t("Roles"),
    icon: UserCog,
    group: "people",
    permission: "users:manage",
    accounts: true,
  },
  { id: "audit", label: t("Audit log"), icon: ScrollText, group: "people", permission: "audit:read" },
  { id: "system", label: t("System"), icon: Server, group: "server", permission: "settings:write" },
  { id: "tools", label: t("Tools"), icon: Wrench, group: "server", permission: "settings:write" },
  { id: "about", label: t("About"), icon: Info, group: "server" },
];

export const groupLabel = (group: Group): string =>
  ({ account: t("You"), people: t("Organisation"), server: t("Server") })[group];

/** The sections that whoever is here may use. */
export function useSections(): Section[] {
  const can = useCan();
  const open = useSession(({ phase }) => phase === "open");
  return allSections().filter(
    ({ permission, accounts }) => !(open && accounts) && (!permission || can(permission)),
  );
}
