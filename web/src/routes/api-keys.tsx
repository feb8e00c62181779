import { useMutation, useQuery } from "@tanstack/react-query";
import { Copy, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ApiError, call } from "../api/client";
import { queryClient } from "../api/queries";
import type { ApiKey } from "../api/types";
import { PageHeading, useTitle } from "../app/page";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { formatAgo } from "../i18n/format";
import { Button, IconButton } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { TextField } from "../ui/text-field";

type Made = ApiKey & { key: string };

const PATH = "/api/v1/api-keys";
const refresh = () => queryClient.invalidateQueries({ queryKey: ["api-keys"] });

/** Keys for programs: made here, shown once, revoked here. */
export function ApiKeys() {
  useTitle(t("API keys"));
  const [name, setName] = useState("");
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const keys = useQuery({
    queryKey: ["api-keys"],
    queryFn: async () => {
      const answer = await call<ApiKey[] | { apiKeys: ApiKey[] }>(PATH);
      return Array.isArray(answer) ? answer : answer.apiKeys;
    },
  });
  const make = useMutation({
    mutationFn: (label: string) => call<Made>(PATH, { method: "POST", body: { name: label } }),
    onSuccess: () => {
      setName("");
      void refresh();
    },
  });
  const revoke = useMutation({
    mutationFn: (key: ApiKey) => call(`${PATH}/${key.id}`, { method: "DELETE" }),
    onSuccess: () => {
      setRevoking(null);
      make.reset();
      void refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) make.mutate(name.trim());
  };

  return (
    <main className="relative min-h-0 grow overflow-y-auto">
      <div className="mx-auto max-w-2xl p-6">
        <PageHeading className="text-xl font-semibold">{t("API keys")}</PageHeading>
        <p className="pb-6 text-muted">
          {t("A key lets a program act in your name. It is shown once, when it is made.")}
        </p>
        <form onSubmit={submit} className="flex items-start gap-2">
          <TextField
            label={t("Name of the key")}
            value={name}
            onChange={setName}
            maxLength={100}
            className="grow"
            error={make.error && words(make.error)}
          />
          <Button type="submit" tone="primary" className="mt-6" isDisabled={!name.trim() || make.isPending}>
            {t("Create key")}
          </Button>
        </form>
        {make.data && <Fresh made={make.data} />}
        <h2 className="pt-6 pb-2 text-sm font-medium">{t("Your keys")}</h2>
        {keys.isPending && (
          <div role="status" aria-label={t("Loading keys")} className="skeleton h-12 rounded-control" />
        )}
        {keys.isError && (
          <div className="flex items-center gap-3">
            <p className="text-danger">{words(keys.error)}</p>
            <Button onPress={() => void keys.refetch()}>{t("Try again")}</Button>
          </div>
        )}
        {keys.data?.length === 0 && (
          <p className="text-muted">{t("No key yet. Name one above and create it.")}</p>
        )}
        <ul>
          {keys.data?.map((key) => (
            <li key={key.id} className="flex min-h-12 items-center gap-3 border-b">
              <bdi className="min-w-0 grow truncate">{key.name}</bdi>
              <span className="shrink-0 text-xs text-muted">
                {key.lastUsedAt
                  ? t("used {when}", { when: formatAgo(key.lastUsedAt) })
                  : t("made {when}, not used yet", { when: formatAgo(key.createdAt) })}
              </span>
              <IconButton label={t("Revoke {name}", { name: key.name })} onPress={() => setRevoking(key)}>
                <Trash2 size={16} />
              </IconButton>
            </li>
          ))}
        </ul>
      </div>
      <Dialog title={t("Revoke this key?")} isOpen={revoking !== null} onOpenChange={() => setRevoking(null)}>
        <p className="pb-4">
          {t("Programs that use “{name}” stop working at once.", { name: revoking?.name ?? "" })}
        </p>
        {revoke.error && <p className="pb-4 text-sm text-danger">{words(revoke.error)}</p>}
        <div className="flex justify-end gap-2">
          <Button onPress={() => setRevoking(null)}>{t("Keep it")}</Button>
          <Button
            tone="danger"
            isDisabled={revoke.isPending}
            onPress={() => revoking && revoke.mutate(revoking)}
          >
            {t("Revoke key")}
          </Button>
        </div>
      </Dialog>
    </main>
  );
}

function Fresh({ made }: { made: Made }) {
  const copy = () =>
    navigator.clipboard?.writeText(made.key).then(
      () => toast({ text: t("Key copied") }),
      () => toast({ text: t("The key could not be copied; select it by hand"), tone: "warn" }),
    );
  return (
    <section aria-label={t("New key")} className="rounded-card border p-4">
      <p className="pb-2 text-sm">
        {t("Copy “{name}” now; it will not be shown again.", { name: made.name })}
      </p>
      <div className="flex items-center gap-2">
        <code className="min-w-0 grow rounded-control bg-surface px-2 py-1.5 font-mono text-sm break-all select-all">
          {made.key}
        </code>
        {typeof navigator.clipboard !== "undefined" && (
          <IconButton label={t("Copy key")} onPress={() => void copy()}>
            <Copy size={16} />
          </IconButton>
        )}
      </div>
    </section>
  );
}

const words = (error: Error): string => (error instanceof ApiError ? error.text : error.message);
