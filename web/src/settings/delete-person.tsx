import { useState } from "react";
import { deletePerson, type Person, refreshPeople, usePeople } from "../api/people";
import { t } from "../i18n";
import { Radio, RadioDot, RadioGroup, radioClass } from "../ui/radio-group";
import { Select } from "../ui/select";
import { Confirm } from "./confirm";

/** Deletes a person, and what they own unless somebody else is to have it. */
export function DeletePerson({ person, onClose }: { person: Person; onClose: () => void }) {
  const people = usePeople();
  const [what, setWhat] = useState<string | null>(null);
  const [heir, setHeir] = useState<string | null>(null);
  const others = (people.data?.users ?? []).filter(({ id, disabled }) => id !== person.id && !disabled);
  return (
    <Confirm
      title={t("Delete {name}?", { name: person.username })}
      action={t("Delete person")}
      isDisabled={what === null || (what === "hand" && heir === null)}
      onConfirm={async () => {
        await deletePerson(person.id, what === "hand" ? (heir ?? undefined) : undefined);
        await refreshPeople();
      }}
      onClose={onClose}
    >
      <p className="pb-3">
        {t(
          "The account, its sign-ins and its API keys are gone for good. What about their files and pipelines?",
        )}
      </p>
      <RadioGroup aria-label={t("What they own")} value={what} onChange={setWhat}>
        <Radio value="hand" className={radioClass}>
          <RadioDot />
          {t("Hand them to somebody else")}
        </Radio>
        {what === "hand" && (
          <div className="ps-[26px] pb-2">
            <Select
              aria-label={t("Who gets them")}
              placeholder={t("Choose a person")}
              value={heir}
              onChange={setHeir}
              options={others.map(({ id, username, team }) => ({ id, label: username, detail: team }))}
            />
          </div>
        )}
        <Radio value="delete" className={radioClass}>
          <RadioDot />
          {t("Delete them too")}
        </Radio>
      </RadioGroup>
    </Confirm>
  );
}
