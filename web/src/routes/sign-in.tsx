import { useNavigate, useSearch } from "@tanstack/react-router";
import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { ApiError } from "../api/client";
import { signIn, useSession } from "../api/session";
import { leave } from "../app/leave";
import { PageHeading, useTitle } from "../app/page";
import { t } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { TextField } from "../ui/text-field";

/** The sign-in page; afterwards back to where the user was going. */
export function SignIn() {
  useTitle(t("Sign in"));
  const { next } = useSearch({ from: "/login" });
  const session = useSession();
  const navigate = useNavigate();
  const inside = session.phase === "signed-in" && !session.user.mustChangePassword;
  useEffect(() => {
    // Only addresses of this app: "//host" and the like lead elsewhere.
    const target = next && /^\/(?![/\\])/.test(next) && !next.startsWith("/login") ? next : "/";
    if (inside) void navigate({ to: target, replace: true });
  }, [inside, next, navigate]);
  return (
    <main className="flex min-h-0 grow items-center justify-center overflow-y-auto p-6">
      <div className="w-full max-w-80">
        <PageHeading className="pb-5 text-xl font-semibold">{t("Sign in to ashim")}</PageHeading>
        <SignInForm />
      </div>
    </main>
  );
}

/** Signing in again where the session ended during work; nothing on the page is lost. */
export function SignInAgain({ username }: { username: string }) {
  return (
    <Dialog
      title={t("Your session has ended")}
      isOpen
      onOpenChange={() => undefined}
      dismissable={false}
      className="max-w-96!"
    >
      <p className="pb-4 text-sm text-muted">
        {t("Sign in again to go on. Your images and settings are still here.")}
      </p>
      <SignInForm username={username} />
      <Button tone="quiet" className="mt-2 w-full" onPress={() => void leave()}>
        {t("Sign out")}
      </Button>
    </Dialog>
  );
}

function SignInForm({ username = "" }: { username?: string }) {
  const [name, setName] = useState(username);
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [visible, setVisible] = useState(false);
  const [caps, setCaps] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(name, password);
    } catch (problem) {
      setError(problem instanceof ApiError ? explain(problem) : String(problem));
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
        {error}
        {!error && caps && <span className="text-muted">{t("Caps lock is on")}</span>}
      </p>
      <Button type="submit" tone="primary" className="w-full" isDisabled={busy}>
        {t("Sign in")}
      </Button>
    </form>
  );
}

function explain(error: ApiError): string {
  if (error.status === 401) return t("User name or password is wrong.");
  if (error.status === 429)
    return error.retryAfter
      ? t("Too many attempts. Try again in {seconds} seconds.", { seconds: error.retryAfter })
      : t("Too many attempts. Try again later.");
  return error.text;
}
