import { Monitor, Moon, Sun } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { t } from "../i18n";
import { iconButtonClass } from "../ui/button";
import { menuItemClass, popoverClass } from "../ui/menu";
import { setTheme, type Theme, useTheme } from "./theme";

export const THEMES = [
  { id: "light", icon: Sun },
  { id: "dark", icon: Moon },
  { id: "system", icon: Monitor },
] as const;

export const themeLabel = (theme: Theme): string =>
  ({ light: t("Light"), dark: t("Dark"), system: t("Same as system") })[theme];

export function ThemeMenu() {
  const theme = useTheme((state) => state.theme);
  const Icon = THEMES.find(({ id }) => id === theme)?.icon ?? Monitor;
  return (
    <MenuTrigger>
      <Button aria-label={t("Theme")} className={iconButtonClass()}>
        <Icon size={18} />
      </Button>
      <Popover className={popoverClass} placement="right bottom">
        <Menu
          aria-label={t("Theme")}
          selectionMode="single"
          selectedKeys={[theme]}
          onAction={(key) => setTheme(key as Theme)}
          className="p-1 outline-none"
        >
          {THEMES.map(({ id, icon: ThemeIcon }) => (
            <MenuItem key={id} id={id} className={menuItemClass}>
              <ThemeIcon size={16} />
              {themeLabel(id)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
