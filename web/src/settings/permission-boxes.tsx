import { useId } from "react";
import { CheckBox } from "../ui/check-box";
import { groupsOf } from "./permissions";

interface PermissionBoxesProps {
  /** Those on offer. */
  offered: readonly string[];
  /** Those that cannot be switched, because one does not have them oneself. */
  locked?: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Permissions to tick, in groups: what each allows in words, its technical name behind. */
export function PermissionBoxes({ offered, locked = [], chosen, onChange }: PermissionBoxesProps) {
  const id = useId();
  const toggle = (permission: string, on: boolean) =>
    onChange(offered.filter((one) => (one === permission ? on : chosen.includes(one))));
  return (
    <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
      {groupsOf(offered).map(({ title, permissions }) => (
        <fieldset key={title} className="min-w-0">
          <legend className="pb-1 text-xs font-medium text-muted">{title}</legend>
          {permissions.map((permission) => (
            <CheckBox
              key={permission.id}
              isSelected={chosen.includes(permission.id)}
              isDisabled={locked.includes(permission.id)}
              onChange={(on) => toggle(permission.id, on)}
              aria-describedby={`${id}-${permission.id}`}
            >
              <span className="min-w-0 py-1.5">
                {permission.label}
                <code id={`${id}-${permission.id}`} className="block font-mono text-xs text-muted">
                  {permission.id}
                </code>
              </span>
            </CheckBox>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
