import { type Person, refreshPeople, updatePerson } from "../api/people";
import { t } from "../i18n";
import { Confirm } from "./confirm";

/** Shuts a person out, or lets them in again. */
export function SwitchPerson({ person, onClose }: { person: Person; onClose: () => void }) {
  const { username, disabled } = person;
  return (
    <Confirm
      title={disabled ? t("Enable {name}?", { name: username }) : t("Disable {name}?", { name: username })}
      action={disabled ? t("Enable") : t("Disable")}
      tone={disabled ? "primary" : "danger"}
      onConfirm={async () => {
        await updatePerson(person.id, { disabled: !disabled });
        await refreshPeople();
      }}
      onClose={onClose}
    >
      <p>
        {disabled
          ? t("They can sign in again, and their API keys work again.")
          : t("They are signed out at once, and their API keys stop working. What they own stays.")}
      </p>
    </Confirm>
  );
}
