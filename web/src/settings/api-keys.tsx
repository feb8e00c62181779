import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { type ApiKey, deleteKey, refreshKeys, useApiKeys } from "../api/access";
import { useUser } from "../api/session";
import { t } from "../i18n";
import { formatAgo, formatDate, formatList, formatMoment } from "../i18n/format";
import { Badge } from "../ui/badge";
import { Button, IconButton } from "../ui/button";
import { Loaded } from "../ui/feedback";
import { Confirm } from "./confirm";
import { NewKeyDialog } from "./new-key";
import { cardClass, Page, Part } from "./page";
import { permissionLabel } from "./permissions";

/** Keys for programs: made here, shown once, revoked here. */
export function ApiKeys() {
  const me = useUser()?.username;
  const keys = useApiKeys();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <Page
      title={t("API keys")}
      lead={
        <>
          {t("A key lets a program act in your name.")}{" "}
          <a href="/api/docs/" className="underline underline-offset-2">
            {t("API reference")}
          </a>
        </>
      }
      action={
        <Button tone="primary" onPress={() => setMaking(true)}>
          <Plus size={16} />
          {t("New key")}
        </Button>
      }
    >
      <Loaded query={keys} label={t("Loading keys")}>
        {(list) => {
          const mine = list.filter(({ owner }) => owner === me);
          const others = list.filter(({ owner }) => owner !== me);
          return (
            <>
              <Part title={t("Your keys")}>
                {mine.length ? (
                  <KeyList keys={mine} onRevoke={setRevoking} />
                ) : (
                  <p className="text-sm text-muted">
                    {t("No key yet. Make one for each program, so that you can revoke them one by one.")}
                  </p>
                )}
              </Part>
              {others.length > 0 && (
                <Part
                  title={t("Other people’s keys")}
                  hint={t(
                    "Only their owners can revoke them; resetting a password deletes all keys of a person.",
                  )}
                >
                  <KeyList keys={others} />
                </Part>
              )}
            </>
          );
        }}
      </Loaded>
      {making && <NewKeyDialog onClose={() => setMaking(false)} />}
      {revoking && (
        <Confirm
          title={t("Revoke this key?")}
          action={t("Revoke key")}
          onConfirm={async () => {
            await deleteKey(revoking.id);
            await refreshKeys();
          }}
          onClose={() => setRevoking(null)}
        >
          <p className="break-words">
            {t("Programs that use “{name}” stop working at once.", { name: revoking.name })}
          </p>
        </Confirm>
      )}
    </Page>
  );
}

interface KeyListProps {
  keys: ApiKey[];
  /** Absent for keys that are not one's own. */
  onRevoke?: (key: ApiKey) => void;
}

function KeyList({ keys, onRevoke }: KeyListProps) {
  return (
    <ul className={cardClass}>
      {keys.map((key) => (
        <li key={key.id} className="flex items-center gap-3 py-2.5 ps-4 pe-2">
          <div className="min-w-0 grow">
            <p className="flex flex-wrap items-center gap-2 text-sm">
              <bdi className="font-medium break-words">{key.name}</bdi>
              {!onRevoke && <bdi className="text-muted">{key.owner}</bdi>}
              {isExpired(key) && <Badge tone="danger">{t("Expired")}</Badge>}
            </p>
            <p className="text-xs text-muted">
              {key.permissions
                ? t("May only: {list}", { list: formatList(key.permissions.map(permissionLabel)) })
                : t("May do everything that its owner may")}
            </p>
            <p className="text-xs text-muted">
              <span title={formatMoment(key.createdAt)}>
                {t("Made {when}", { when: formatAgo(key.createdAt) })}
              </span>
              {" · "}
              {key.lastUsedAt ? (
                <span title={formatMoment(key.lastUsedAt)}>
                  {t("last used {when}", { when: formatAgo(key.lastUsedAt) })}
                </span>
              ) : (
                t("not used yet")
              )}
              {" · "}
              {key.expiresAt ? (
                <span title={formatMoment(key.expiresAt)}>
                  {isExpired(key)
                    ? t("expired on {date}", { date: formatDate(key.expiresAt) })
                    : t("expires on {date}", { date: formatDate(key.expiresAt) })}
                </span>
              ) : (
                t("never expires")
              )}
            </p>
          </div>
          {onRevoke && (
            <IconButton label={t("Revoke {name}", { name: key.name })} onPress={() => onRevoke(key)}>
              <Trash2 size={16} />
            </IconButton>
          )}
        </li>
      ))}
    </ul>
  );
}

const isExpired = ({ expiresAt }: ApiKey): boolean =>
  expiresAt !== null && Date.parse(expiresAt) < Date.now();
