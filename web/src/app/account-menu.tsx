import { useNavigate } from "@tanstack/react-router";
import { KeyRound, Lock, LogOut, User } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { useSession } from "../api/session";
import { t } from "../i18n";
import { iconButtonClass } from "../ui/button";
import { menuItemClass, popoverClass } from "../ui/menu";
import { leave } from "./leave";

/** Who is signed in and what they can do about it; nothing where sign-in is off. */
export function AccountMenu() {
  const session = useSession();
  const navigate = useNavigate();
  if (session.phase !== "signed-in") return null;
  const { username, role } = session.user;
  return (
    <MenuTrigger>
      <Button aria-label={t("Account")} className={iconButtonClass()}>
        <User size={18} />
      </Button>
      <Popover className={popoverClass} placement="right bottom">
        <div className="border-b px-3 py-2 text-sm">
          <bdi className="block max-w-56 truncate font-medium">{username}</bdi>
          <span className="text-muted">{role}</span>
        </div>
        <Menu aria-label={t("Account")} className="p-1 outline-none">
          <MenuItem className={menuItemClass} onAction={() => void navigate({ to: "/settings/api-keys" })}>
            <KeyRound size={16} />
            {t("API keys")}
          </MenuItem>
          <MenuItem className={menuItemClass} onAction={() => void navigate({ to: "/change-password" })}>
            <Lock size={16} />
            {t("Change password")}
          </MenuItem>
          <MenuItem className={menuItemClass} onAction={() => void leave()}>
            <LogOut size={16} />
            {t("Sign out")}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
