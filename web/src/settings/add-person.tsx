import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { addPerson, refreshPeople, useTeams } from "../api/people";
import { t } from "../i18n";
import { NewPassword } from "../routes/new-password";
import { passwordRules } from "../routes/password-rules";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { ErrorLine } from "../ui/feedback";
import { TextField } from "../ui/text-field";
import { GivenPassword } from "./given-password";
import { guardText } from "./guards";
import { PersonFields } from "./person-fields";

const SHORTEST = 3;
const LONGEST = 50;

/** What is wrong with a user name, if anything. */
function nameProblem(name: string): string | null {
  if (!/^[a-zA-Z0-9_.-]*$/.test(name)) return t("Only letters A–Z, digits, dots, dashes and underscores");
  if (name.length < SHORTEST) return t("At least {count} characters", { count: SHORTEST });
  return null;
}

/** Adds a person with a first password, which is shown this once. */
export function AddPerson({ onClose }: { onClose: () => void }) {
  const teams = useTeams();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState("user");
  const [chosenTeam, setTeam] = useState<string | null>(null);
  const team =
    chosenTeam ?? teams.data?.find(({ name }) => name === "Default")?.name ?? teams.data?.[0]?.name;
  const problem = nameProblem(username);
  const complete = !problem && passwordRules(password).every(({ met }) => met) && team !== undefined;
  const add = useMutation({
    mutationFn: () => addPerson({ username, password, role, team: team ?? "" }),
    onSuccess: () => void refreshPeople(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) add.mutate();
  };
  if (add.isSuccess)
    return (
      <GivenPassword
        title={t("{name} has an account", { name: username })}
        username={username}
        password={password}
        onClose={onClose}
      />
    );
  return (
    <Dialog title={t("Add person")} isOpen onOpenChange={onClose}>
      <form onSubmit={submit}>
        <TextField
          label={t("User name")}
          value={username}
          onChange={setUsername}
          maxLength={LONGEST}
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          error={username.length >= SHORTEST || /[^a-zA-Z0-9_.-]/.test(username) ? problem : null}
        />
        <PersonFields role={role} team={team ?? ""} onRole={setRole} onTeam={setTeam} />
        <NewPassword label={t("First password")} value={password} onChange={setPassword} />
        <ErrorLine error={add.error && guardText(add.error)} reserved className="pb-2" />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("Cancel")}</Button>
          <Button type="submit" tone="primary" isDisabled={!complete || add.isPending}>
            {t("Add person")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
