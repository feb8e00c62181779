import { useState } from "react";
import { type Person, refreshPeople, updatePerson } from "../api/people";
import { useUser } from "../api/session";
import { t } from "../i18n";
import { Confirm } from "./confirm";
import { PersonFields } from "./person-fields";

/** Gives a person another role or team. */
export function EditPerson({ person, onClose }: { person: Person; onClose: () => void }) {
  const [role, setRole] = useState(person.role);
  const [team, setTeam] = useState(person.team);
  const isMe = useUser()?.id === person.id;
  const save = async () => {
    await updatePerson(person.id, {
      ...(role === person.role ? {} : { role }),
      ...(team === person.team ? {} : { team }),
    });
    await refreshPeople();
  };
  return (
    <Confirm
      title={isMe ? t("Your team") : t("Role and team of {name}", { name: person.username })}
      action={t("Save")}
      tone="primary"
      isDisabled={role === person.role && team === person.team}
      onConfirm={save}
      onClose={onClose}
    >
      <PersonFields role={role} team={team} onRole={setRole} onTeam={setTeam} roleLocked={isMe} />
      {!isMe && (
        <p className="text-sm text-muted">
          {t("What they may do changes at once, also for their API keys.")}
        </p>
      )}
    </Confirm>
  );
}
