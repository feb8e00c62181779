import { useRoles, useTeams } from "../api/people";
import { useUser } from "../api/session";
import { t } from "../i18n";
import { ErrorLine } from "../ui/feedback";
import { SelectField } from "../ui/select";

interface PersonFieldsProps {
  role: string;
  team: string;
  onRole: (role: string) => void;
  onTeam: (team: string) => void;
  /** One's own role is for others to change. */
  roleLocked?: boolean;
}

/** Role and team of a person; the roles on offer hold no more than one's own does. */
export function PersonFields({ role, team, onRole, onTeam, roleLocked = false }: PersonFieldsProps) {
  const roles = useRoles();
  const teams = useTeams();
  const mine = useUser()?.permissions ?? [];
  const offered = (roles.data ?? []).filter(
    ({ name, permissions }) => name === role || permissions.every((permission) => mine.includes(permission)),
  );
  return (
    <>
      {!roleLocked && (
        <SelectField
          label={t("Role")}
          value={role}
          onChange={onRole}
          isDisabled={!roles.data}
          options={offered.map(({ name, description }) => ({ id: name, label: name, detail: description }))}
        />
      )}
      <SelectField
        label={t("Team")}
        value={team}
        onChange={onTeam}
        isDisabled={!teams.data}
        options={(teams.data ?? []).map(({ name }) => ({ id: name, label: name }))}
      />
      <ErrorLine error={roles.error ?? teams.error} />
    </>
  );
}
