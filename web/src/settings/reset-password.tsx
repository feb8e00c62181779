import { useState } from "react";
import { type Person, resetPassword } from "../api/people";
import { t } from "../i18n";
import { NewPassword } from "../routes/new-password";
import { passwordRules } from "../routes/password-rules";
import { Confirm } from "./confirm";
import { GivenPassword } from "./given-password";

/** Gives a person a new password, which ends what the old one opened. */
export function ResetPassword({ person, onClose }: { person: Person; onClose: () => void }) {
  const [password, setPassword] = useState("");
  const [isDone, setDone] = useState(false);
  const { username } = person;
  if (isDone)
    return (
      <GivenPassword
        title={t("{name} has a new password", { name: username })}
        username={username}
        password={password}
        onClose={onClose}
      />
    );
  return (
    <Confirm
      title={t("Reset the password of {name}", { name: username })}
      action={t("Reset password")}
      isDisabled={!passwordRules(password).every(({ met }) => met)}
      onConfirm={() => resetPassword(person.id, password)}
      onDone={() => setDone(true)}
      onClose={onClose}
    >
      <p className="pb-4">{t("They are signed out everywhere, and all of their API keys are deleted.")}</p>
      <NewPassword label={t("New password")} value={password} onChange={setPassword} />
    </Confirm>
  );
}
