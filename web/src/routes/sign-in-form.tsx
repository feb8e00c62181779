import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { ApiError } from "../api/client";
import { signIn } from "../api/session";
import { t } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { TextField } from "../ui/text-field";
import { refusal } from "./sign-in-words";

/** Name and password. */
export function SignInForm({ username }: { username: string }) {
  const [name, setName] = useState(username);
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [visible, setVisible] = useState(false);
  const [caps, setCaps] = useState(false);
  const [locked, setLocked] = useCountdown();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (locked) return;
    setBusy(true);
    setError(null);
    try {
      await signIn(name, password);
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 429 && problem.retryAfter)
        setLocked(problem.retryAfter);
      else setError(problem instanceof ApiError ? refusal(problem) : String(problem));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)}>
      <TextField
        label={t("User name")}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={name}
        onChange={setName}
      />
      <TextField
        label={t("Password")}
        name="password"
        type={visible ? "text" : "password"}
        autoComplete="current-password"
        required
        value={password}
        onChange={setPassword}
        onKeyUp={(event) => setCaps(event.getModifierState("CapsLock"))}
        end={
          <IconButton
            label={visible ? t("Hide password") : t("Show password")}
            onPress={() => setVisible(!visible)}
          >
            {visible ? <EyeOff size={16} /> : <Eye size={16} />}
          </IconButton>
        }
      />
      <p role="alert" className="min-h-10 text-sm text-danger">
        {locked ? t("Too many attempts. Wait a moment before the next.") : error}
        {!error && !locked && caps && <span className="text-muted">{t("Caps lock is on")}</span>}
      </p>
      <Button type="submit" tone="primary" className="w-full" isDisabled={busy || locked > 0}>
        <span className="tabular">
          {locked ? t("Sign in again in {seconds} s", { seconds: locked }) : t("Sign in")}
        </span>
      </Button>
    </form>
  );
}

/** Seconds that count down to 0, and the means to set them going. */
function useCountdown(): [number, (seconds: number) => void] {
  const [end, setEnd] = useState(0);
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!end) return;
    const timer = setInterval(() => {
      const rest = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      setLeft(rest);
      if (!rest) setEnd(0);
    }, 250);
    return () => clearInterval(timer);
  }, [end]);
  const start = (seconds: number) => {
    setEnd(Date.now() + seconds * 1000);
    setLeft(seconds);
  };
  return [left, start];
}
