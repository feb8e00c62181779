import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { changePassword, useUser } from "../api/session";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { ErrorLine } from "../ui/feedback";
import { TextField } from "../ui/text-field";
import { NewPassword } from "./new-password";
import { passwordRules } from "./password-rules";

/** Changes one's own password. */
export function PasswordForm({ onDone }: { onDone?: () => void }) {
  const user = useUser();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      toast({ text: t("Password changed") });
      setCurrent("");
      setNext("");
      setAgain("");
      onDone?.();
    },
  });
  const different = again !== "" && again !== next;
  const complete = current !== "" && again === next && passwordRules(next).every(({ met }) => met);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) change.mutate();
  };
  return (
    <form onSubmit={submit}>
      <input
        type="text"
        name="username"
        autoComplete="username"
        hidden
        readOnly
        value={user?.username ?? ""}
      />
      <TextField
        label={t("Current password")}
        type="password"
        autoComplete="current-password"
        value={current}
        onChange={setCurrent}
      />
      <NewPassword
        label={t("New password")}
        value={next}
        onChange={(password, generated) => {
          setNext(password);
          if (generated) setAgain(password);
        }}
      />
      <TextField
        label={t("New password again")}
        type="password"
        autoComplete="new-password"
        value={again}
        onChange={setAgain}
        error={different ? t("The two are different") : null}
      />
      <ErrorLine error={change.error} reserved className="pb-2" />
      <Button type="submit" tone="primary" className="w-full" isDisabled={!complete || change.isPending}>
        {t("Change password")}
      </Button>
    </form>
  );
}
