import { useNavigate } from "@tanstack/react-router";
import { CircleHelp, LogOut, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { useSession } from "../api/session";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { leave } from "./leave";
import { openLayer } from "./shell-state";
import { setTheme, useTheme } from "./theme";
import { THEMES, themeLabel } from "./theme-menu";

/** What the side bar holds on wide screens, for narrow ones. */
export function More({ onClose }: { onClose: () => void }) {
  const theme = useTheme((state) => state.theme);
  const session = useSession();
  const navigate = useNavigate();
  const row = (icon: ReactNode, label: string, run: () => void) => (
    <Button
      tone="quiet"
      className="w-full justify-start!"
      onPress={() => {
        onClose();
        run();
      }}
    >
      {icon}
      {label}
    </Button>
  );
  return (
    <Dialog title={t("More")} isOpen onOpenChange={onClose}>
      <h3 className="pb-1 text-sm text-muted">{t("Theme")}</h3>
      <div className="mb-4 flex gap-2">
        {THEMES.map(({ id, icon: Icon }) => (
          <Button
            key={id}
            className="grow"
            aria-pressed={theme === id}
            tone={theme === id ? "primary" : "plain"}
            onPress={() => setTheme(id)}
          >
            <Icon size={16} />
            {themeLabel(id)}
          </Button>
        ))}
      </div>
      {row(<Settings size={18} />, t("Settings"), () => void navigate({ to: "/settings" }))}
      {row(<CircleHelp size={18} />, t("Help and keys"), () => openLayer("help"))}
      {session.phase === "signed-in" && row(<LogOut size={18} />, t("Sign out"), () => void leave())}
    </Dialog>
  );
}
