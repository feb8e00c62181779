import { Ellipsis, KeyRound, Power, Trash2, UserCog } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import type { Person } from "../api/people";
import { useUser } from "../api/session";
import { t } from "../i18n";
import { formatAgo, formatMoment } from "../i18n/format";
import { Badge } from "../ui/badge";
import { Button, iconButtonClass } from "../ui/button";
import { cx } from "../ui/classes";
import { menuItemClass, popoverClass } from "../ui/menu";
import { cardClass } from "./page";
import type { Act } from "./people";
import { headClass } from "./table";

const AT_ONCE = 100;

interface PeopleTableProps {
  people: Person[];
  onAct: (act: Act) => void;
}

/** One row a person; long lists come in portions. */
export function PeopleTable({ people, onAct }: PeopleTableProps) {
  const [shown, setShown] = useState(AT_ONCE);
  const rest = people.length - shown;
  return (
    <>
      <div className={cardClass}>
        <table className="w-full table-fixed border-collapse text-sm">
          <thead className="max-md:hidden">
            <tr>
              <th className={headClass}>{t("Name")}</th>
              <th className={cx(headClass, "w-32 max-md:hidden")}>{t("Role")}</th>
              <th className={cx(headClass, "w-40 max-md:hidden")}>{t("Team")}</th>
              <th className={cx(headClass, "w-36 max-xl:hidden")}>{t("Signs in with")}</th>
              <th className={cx(headClass, "w-32 max-xl:hidden")}>{t("Added")}</th>
              <th className={cx(headClass, "w-14")}>
                <span className="sr-only">{t("Actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.slice(0, shown).map((person) => (
              <PersonRow key={person.id} person={person} onAct={onAct} />
            ))}
          </tbody>
        </table>
      </div>
      {rest > 0 && (
        <Button className="w-full" onPress={() => setShown(shown + AT_ONCE)}>
          {t("Show {count} more of {rest}", { count: Math.min(AT_ONCE, rest), rest })}
        </Button>
      )}
    </>
  );
}

function PersonRow({ person, onAct }: { person: Person; onAct: (act: Act) => void }) {
  const { username, role, team, email, createdAt, disabled } = person;
  const isMe = useUser()?.id === person.id;
  const dim = disabled && "text-muted";
  return (
    <tr className="h-12 border-t max-md:first:border-t-0">
      <td className="py-2 ps-4 pe-2">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <bdi className={cx("max-w-full truncate font-medium", dim)} title={username}>
            {username}
          </bdi>
          {isMe && <Badge>{t("You")}</Badge>}
          {person.authProvider === "oidc" && (
            <span className="contents xl:hidden">
              <Badge>{t("SSO")}</Badge>
            </span>
          )}
          {disabled && <Badge tone="danger">{t("Disabled")}</Badge>}
        </div>
        {email && <bdi className="block truncate text-xs text-muted">{email}</bdi>}
        <p className="truncate text-xs text-muted md:hidden">
          <bdi>{role}</bdi> · <bdi>{team}</bdi>
        </p>
      </td>
      <td className={cx("px-2 max-md:hidden", dim)} title={role}>
        <bdi className="block truncate">{role}</bdi>
      </td>
      <td className={cx("px-2 max-md:hidden", dim)} title={team}>
        <bdi className="block truncate">{team}</bdi>
      </td>
      <td className="truncate px-2 text-muted max-xl:hidden">{signInLabel(person)}</td>
      <td className="truncate px-2 text-muted max-xl:hidden" title={formatMoment(createdAt)}>
        {formatAgo(createdAt)}
      </td>
      <td className="w-14 pe-2 text-end">
        <Actions person={person} isMe={isMe} onAct={onAct} />
      </td>
    </tr>
  );
}

function signInLabel({ hasLocalPassword, hasOidcLink }: Person): string {
  if (hasLocalPassword && hasOidcLink) return t("Either");
  return hasOidcLink || !hasLocalPassword ? t("Single sign-on") : t("Password");
}

interface ActionsProps {
  person: Person;
  isMe: boolean;
  onAct: (act: Act) => void;
}

function Actions({ person, isMe, onAct }: ActionsProps) {
  return (
    <MenuTrigger>
      <AriaButton
        aria-label={t("Actions for {name}", { name: person.username })}
        className={iconButtonClass()}
      >
        <Ellipsis size={16} />
      </AriaButton>
      <Popover className={popoverClass} placement="bottom end">
        <Menu
          aria-label={t("Actions for {name}", { name: person.username })}
          className="p-1 outline-none"
          onAction={(kind) => onAct({ kind: kind as Act["kind"], person })}
        >
          <MenuItem id="edit" className={menuItemClass}>
            <UserCog size={16} />
            {isMe ? t("Change team") : t("Change role or team")}
          </MenuItem>
          {person.hasLocalPassword && !isMe && (
            <MenuItem id="reset" className={menuItemClass}>
              <KeyRound size={16} />
              {t("Reset password")}
            </MenuItem>
          )}
          {!isMe && (
            <>
              <MenuItem id="switch" className={menuItemClass}>
                <Power size={16} />
                {person.disabled ? t("Enable") : t("Disable")}
              </MenuItem>
              <MenuItem id="delete" className={cx(menuItemClass, "text-danger")}>
                <Trash2 size={16} />
                {t("Delete")}
              </MenuItem>
            </>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
