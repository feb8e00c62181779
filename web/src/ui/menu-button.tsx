import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger, Separator } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { cx } from "./classes";
import { menuItemClass, popoverClass } from "./menu";

export interface Command {
  id: string;
  label: string;
  icon?: LucideIcon;
  /** Said at the end of the entry, such as its key. */
  detail?: string;
  tone?: "danger";
  run: () => void;
}

interface MenuButtonProps {
  label: string;
  className: string;
  isDisabled?: boolean;
  /** Groups of entries, with a line between them. */
  groups: readonly (readonly Command[])[];
  children: ReactNode;
}

/** A button that opens a menu of commands. */
export function MenuButton({ label, className, isDisabled = false, groups, children }: MenuButtonProps) {
  const filled = groups.filter((group) => group.length > 0);
  return (
    <MenuTrigger>
      <Button aria-label={label} isDisabled={isDisabled} className={className}>
        {children}
      </Button>
      <Popover className={popoverClass}>
        <Menu aria-label={label} className="p-1 outline-none">
          {filled.flatMap((group, index) => [
            ...(index ? [<Separator key={`line-${index}`} className="my-1 border-t" />] : []),
            ...group.map(({ id, label: text, icon: Icon, detail, tone, run }) => (
              <MenuItem
                key={id}
                id={id}
                textValue={text}
                onAction={run}
                className={cx(menuItemClass, "pe-3", tone === "danger" && "text-danger")}
              >
                {Icon && <Icon size={16} className={tone ? "" : "text-muted"} />}
                <span className="grow">{text}</span>
                {detail && <span className="ps-4 text-xs text-muted">{detail}</span>}
              </MenuItem>
            )),
          ])}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
