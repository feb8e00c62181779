import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, LayoutGrid, Search } from "lucide-react";
import { useState } from "react";
import type { StoredFile } from "../api/library";
import { useCatalogue } from "../api/queries";
import { openLayer } from "../app/shell-state";
import { t } from "../i18n";
import { useKeptTools } from "../tools/favourites";
import { buttonClass } from "../ui/button";
import { iconNamed } from "../ui/icons";
import { MenuButton } from "../ui/menu-button";
import { openStored } from "./load-stored";

const QUICK = ["resize", "crop", "compress", "convert", "rotate", "adjust-colors"];
const QUICK_MOST = 6;

/** Loads files into the workspace and goes where they can be worked on; the promise tells whether any came along. */
export function useOpenIn() {
  const navigate = useNavigate();
  return async (files: readonly StoredFile[], toolId?: string): Promise<boolean> => {
    if (!(await openStored(files))) return false;
    await (toolId ? navigate({ to: "/$toolId", params: { toolId } }) : navigate({ to: "/" }));
    return true;
  };
}

interface OpenInProps {
  files: readonly StoredFile[];
  tone?: "primary" | "plain";
  className?: string;
}

/** A menu of tools that take the files: the ones used last, then the common ones, then all. */
export function OpenIn({ files, tone = "plain", className }: OpenInProps) {
  const { data } = useCatalogue();
  const { recent } = useKeptTools();
  const openIn = useOpenIn();
  const [busy, setBusy] = useState(false);
  const quick = [...new Set([...recent, ...QUICK])]
    .flatMap((id) => data?.tools.find((tool) => tool.id === id && tool.input.max !== 0) ?? [])
    .slice(0, QUICK_MOST);
  const go = (toolId?: string, then?: () => void) => {
    setBusy(true);
    void openIn(files, toolId)
      .then((opened) => opened && then?.())
      .finally(() => setBusy(false));
  };
  return (
    <MenuButton
      label={t("Open in a tool")}
      isDisabled={busy}
      className={buttonClass(tone, className)}
      groups={[
        quick.map(({ id, name, icon }) => ({ id, label: name, icon: iconNamed(icon), run: () => go(id) })),
        [
          { id: "home", label: t("Just open"), icon: LayoutGrid, run: () => go() },
          {
            id: "other",
            label: t("Another tool…"),
            icon: Search,
            run: () => go(undefined, () => openLayer("palette")),
          },
        ],
      ]}
    >
      {busy ? t("Opening") : t("Open in")}
      <ChevronDown size={16} />
    </MenuButton>
  );
}
