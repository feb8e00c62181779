import { useNavigate } from "@tanstack/react-router";
import { Check, Circle } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ApiError } from "../api/client";
import { changePassword, useSession } from "../api/session";
import { leave } from "../app/leave";
import { PageHeading, useTitle } from "../app/page";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { TextField } from "../ui/text-field";
import { generatePassword, passwordRules } from "./password-rules";

export function ChangePassword() {
  useTitle(t("Change password"));
  const navigate = useNavigate();
  const session = useSession();
  const forced = session.phase === "signed-in" && session.user.mustChangePassword;
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [generated, setGenerated] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const rules = passwordRules(next);
  const different = again !== "" && again !== next;
  const complete = current !== "" && again === next && rules.every(({ met }) => met);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!complete) return;
    setBusy(true);
    setError(null);
    try {
      await changePassword(current, next);
      toast({ text: t("Password changed") });
      void navigate({ to: "/", replace: true });
    } catch (problem) {
      setError(problem instanceof ApiError ? problem.text : String(problem));
      setBusy(false);
    }
  };

  const generate = () => {
    const password = generatePassword();
    setNext(password);
    setAgain(password);
    setGenerated(true);
  };

  return (
    <main className="flex min-h-0 grow justify-center overflow-y-auto p-6">
      <form className="my-auto w-full max-w-80" onSubmit={(event) => void submit(event)}>
        <PageHeading className="text-xl font-semibold">{t("Change password")}</PageHeading>
        <p className="min-h-5 pb-4 text-sm text-muted">
          {forced && t("Choose a password of your own before you go on.")}
        </p>
        <input
          type="text"
          name="username"
          autoComplete="username"
          hidden
          readOnly
          value={session.phase === "signed-in" ? session.user.username : ""}
        />
        <TextField
          label={t("Current password")}
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
        <TextField
          label={t("New password")}
          type={generated ? "text" : "password"}
          autoComplete="new-password"
          value={next}
          onChange={(value) => {
            setGenerated(false);
            setNext(value);
          }}
        />
        <ul aria-label={t("Rules")} className="grid grid-cols-2 gap-1 pb-3 text-xs">
          {rules.map(({ text, met }) => (
            <li key={text} className={`flex items-center gap-1.5 ${met ? "" : "text-muted"}`}>
              {met ? <Check size={14} className="text-ok" /> : <Circle size={14} />}
              {text}
              <span className="sr-only">{met ? t("met") : t("not met")}</span>
            </li>
          ))}
        </ul>
        <TextField
          label={t("New password again")}
          type={generated ? "text" : "password"}
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={different ? t("The two are different") : null}
        />
        <Button tone="quiet" className="-mx-3 mb-2 text-muted" onPress={generate}>
          {t("Make one up for me")}
        </Button>
        <p role="alert" className="min-h-10 text-sm text-danger">
          {error}
        </p>
        <Button type="submit" tone="primary" className="w-full" isDisabled={!complete || busy}>
          {t("Change password")}
        </Button>
        {forced && (
          <Button tone="quiet" className="mt-2 w-full" onPress={() => void leave()}>
            {t("Sign out")}
          </Button>
        )}
      </form>
    </main>
  );
}
