import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { endOtherSignIns, endSignIn, refreshSignIns, type SignInSession, useSignIns } from "../api/access";
import { t } from "../i18n";
import { formatAgo, formatDate, formatMoment } from "../i18n/format";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ErrorLine, Loaded } from "../ui/feedback";
import { Confirm } from "./confirm";
import { deviceOf } from "./device";
import { cardClass, Part } from "./page";

/** Where one is signed in, with the means to end it. */
export function SignIns() {
  const sessions = useSignIns();
  const [asking, setAsking] = useState(false);
  const others = sessions.data?.some(({ current }) => !current);
  return (
    <Part
      title={t("Where you are signed in")}
      action={others && <Button onPress={() => setAsking(true)}>{t("Sign out everywhere else")}</Button>}
    >
      <Loaded query={sessions} label={t("Loading your sign-ins")} rows={2}>
        {(list) => (
          <ul className={cardClass}>
            {list.map((session) => (
              <SignIn key={session.id} session={session} />
            ))}
          </ul>
        )}
      </Loaded>
      {asking && (
        <Confirm
          title={t("Sign out everywhere else?")}
          action={t("Sign out everywhere else")}
          onConfirm={async () => {
            await endOtherSignIns();
            await refreshSignIns();
          }}
          onClose={() => setAsking(false)}
        >
          <p>{t("Every other browser has to sign in again. This one stays; so do API keys.")}</p>
        </Confirm>
      )}
    </Part>
  );
}

const methodLabel = (method: SignInSession["loginMethod"]): string =>
  ({ local: t("with a password"), oidc: t("with single sign-on"), link: t("with a sign-in link") })[method];

function SignIn({ session }: { session: SignInSession }) {
  const end = useMutation({ mutationFn: () => endSignIn(session.id), onSuccess: refreshSignIns });
  const device = deviceOf(session.userAgent);
  return (
    <li className="px-4 py-3">
      <div className="flex min-h-8 items-center gap-3">
        <div className="min-w-0 grow">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <bdi className="truncate font-medium" title={session.userAgent ?? undefined}>
              {device}
            </bdi>
            {session.current && <Badge>{t("This browser")}</Badge>}
          </p>
          <p className="text-xs text-muted">
            {[
              t("Signed in {when} {how}", {
                when: formatAgo(session.createdAt),
                how: methodLabel(session.loginMethod),
              }),
              session.lastUsedAt && !session.current
                ? t("last used {when}", { when: formatAgo(session.lastUsedAt) })
                : null,
              session.ipAddress,
            ]
              .filter(Boolean)
              .join(" · ")}
            {" · "}
            <span title={formatMoment(session.expiresAt)}>
              {t("until {date}", { date: formatDate(session.expiresAt) })}
            </span>
          </p>
        </div>
        {!session.current && (
          <Button
            aria-label={t("Sign out {device}", { device })}
            isDisabled={end.isPending}
            onPress={() => end.mutate()}
          >
            {t("Sign out")}
          </Button>
        )}
      </div>
      <ErrorLine error={end.error} />
    </li>
  );
}
