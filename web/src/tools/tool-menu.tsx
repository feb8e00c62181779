import { useNavigate } from "@tanstack/react-router";
import { LayoutGrid, Search } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useCatalogue } from "../api/queries";
import { openLayer } from "../app/shell-state";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { errorText } from "../ui/feedback";
import { iconNamed } from "../ui/icons";
import { MenuButton } from "../ui/menu-button";
import { useKeptTools } from "./favourites";

const QUICK = ["resize", "crop", "compress", "convert", "rotate", "adjust-colors"];
const QUICK_MOST = 6;

interface ToolMenuProps {
  label: string;
  className: string;
  /** Puts what is to be worked on into the workspace; gives how many could be loaded. */
  load: () => Promise<number>;
  children: (busy: boolean) => ReactNode;
}

/** A menu of tools to open something in: the ones used last, then the common ones, then all. */
export function ToolMenu({ label, className, load, children }: ToolMenuProps) {
  const { data } = useCatalogue();
  const { recent } = useKeptTools();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const quick = [...new Set([...recent, ...QUICK])]
    .flatMap((id) => data?.tools.find((tool) => tool.id === id && tool.input.max !== 0) ?? [])
    .slice(0, QUICK_MOST);
  const go = async (toolId?: string, then?: () => void) => {
    setBusy(true);
    try {
      if (!(await load())) return;
      openLayer(null);
      await (toolId ? navigate({ to: "/$toolId", params: { toolId } }) : navigate({ to: "/" }));
      then?.();
    } catch (error) {
      toast({ tone: "warn", text: errorText(error as Error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <MenuButton
      label={label}
      isDisabled={busy}
      className={className}
      groups={[
        quick.map(({ id, name, icon }) => ({
          id,
          label: name,
          icon: iconNamed(icon),
          run: () => void go(id),
        })),
        [
          { id: "home", label: t("Just open"), icon: LayoutGrid, run: () => void go() },
          {
            id: "other",
            label: t("Another tool…"),
            icon: Search,
            run: () => void go(undefined, () => openLayer("palette")),
          },
        ],
      ]}
    >
      {children(busy)}
    </MenuButton>
  );
}
