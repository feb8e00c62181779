import { useNavigate } from "@tanstack/react-router";
import { KeyRound, LogOut, Settings, Shield, User } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { useUser } from "../api/session";
import { t } from "../i18n";
import { iconButtonClass } from "../ui/button";
import { menuItemClass, popoverClass } from "../ui/menu";
import { leave } from "./leave";

/** Who is signed in and what they can do about it; nothing where sign-in is off. */
export function AccountMenu() {
  const user = useUser();
  const navigate = useNavigate();
  if (!user) return null;
  const pages = [
    { section: "general", label: t("Settings"), icon: Settings },
    { section: "security", label: t("Security"), icon: Shield },
    ...(user.permissions.includes("apikeys:own")
      ? [{ section: "api-keys", label: t("API keys"), icon: KeyRound }]
      : []),
  ];
  return (
    <MenuTrigger>
      <Button aria-label={t("Account")} className={iconButtonClass()}>
        <User size={18} />
      </Button>
      <Popover className={popoverClass} placement="right bottom">
        <div className="border-b px-3 py-2 text-sm">
          <bdi className="block max-w-56 truncate font-medium">{user.username}</bdi>
          <span className="text-muted">{user.role}</span>
        </div>
        <Menu aria-label={t("Account")} className="p-1 outline-none">
          {pages.map(({ section, label, icon: Icon }) => (
            <MenuItem
              key={section}
              className={menuItemClass}
              onAction={() => void navigate({ to: "/settings/$section", params: { section } })}
            >
              <Icon size={16} />
              {label}
            </MenuItem>
          ))}
          <MenuItem className={menuItemClass} onAction={() => void leave()}>
            <LogOut size={16} />
            {t("Sign out")}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
