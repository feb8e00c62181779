import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { createKey, type NewKey, refreshKeys } from "../api/access";
import { useUser } from "../api/session";
import { t } from "../i18n";
import { dayOf } from "../i18n/days";
import { Button } from "../ui/button";
import { cx } from "../ui/classes";
import { Secret } from "../ui/copy";
import { Dialog, dialogFooterClass } from "../ui/dialog";
import { ErrorLine } from "../ui/feedback";
import { Radio, RadioDot, RadioGroup, radioClass } from "../ui/radio-group";
import { SelectField } from "../ui/select";
import { TextField } from "../ui/text-field";
import { CUSTOM, expiryOf, expiryOptions, NEVER } from "./expiry";
import { PermissionBoxes } from "./permission-boxes";

/** Makes a key, then shows it this once. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const create = useMutation({ mutationFn: createKey, onSuccess: () => void refreshKeys() });
  if (create.data)
    return (
      <Dialog title={t("Copy your key now")} isOpen dismissable={false} onOpenChange={onClose}>
        <p className="pb-3">
          {t("This is the only time that “{name}” is shown. Whoever has it can act in your name.", {
            name: create.data.name,
          })}
        </p>
        <Secret label={t("New key")} text={create.data.key} />
        <div className="flex justify-end pt-5">
          <Button tone="primary" onPress={onClose}>
            {t("Done")}
          </Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t("New key")} isOpen onOpenChange={onClose} className="max-w-2xl!">
      <NewKeyForm
        error={create.error}
        isBusy={create.isPending}
        onSubmit={create.mutate}
        onCancel={onClose}
      />
    </Dialog>
  );
}

interface NewKeyFormProps {
  error: Error | null;
  isBusy: boolean;
  onSubmit: (key: NewKey) => void;
  onCancel: () => void;
}

function NewKeyForm({ error, isBusy, onSubmit, onCancel }: NewKeyFormProps) {
  const mine = useUser()?.permissions ?? [];
  const [name, setName] = useState("");
  const [scope, setScope] = useState("all");
  const [chosen, setChosen] = useState<string[]>([]);
  const [expiry, setExpiry] = useState(NEVER);
  const [day, setDay] = useState("");
  const complete =
    name.trim() !== "" && (scope === "all" || chosen.length > 0) && (expiry !== CUSTOM || day !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete)
      onSubmit({
        name: name.trim(),
        permissions: scope === "all" ? undefined : chosen,
        expiresAt: expiryOf(expiry, day),
      });
  };
  return (
    <form onSubmit={submit}>
      <TextField
        label={t("Name")}
        value={name}
        onChange={setName}
        maxLength={100}
        autoFocus
        autoComplete="off"
        placeholder={t("The program that will use it")}
      />
      <div className="grid gap-x-4 md:grid-cols-2">
        <SelectField label={t("Expires")} options={expiryOptions()} value={expiry} onChange={setExpiry} />
        {expiry === CUSTOM && (
          <TextField
            label={t("Last day")}
            type="date"
            min={dayOf(Date.now())}
            value={day}
            onChange={setDay}
          />
        )}
      </div>
      <RadioGroup aria-label={t("What it may do")} value={scope} onChange={setScope}>
        <p className="pb-1 text-sm">{t("What it may do")}</p>
        <Radio value="all" className={radioClass}>
          <RadioDot />
          {t("Everything that I may do")}
        </Radio>
        <Radio value="some" className={radioClass}>
          <RadioDot />
          {t("Only what I tick")}
        </Radio>
      </RadioGroup>
      {scope === "some" && (
        <div className="pt-3">
          <PermissionBoxes offered={mine} chosen={chosen} onChange={setChosen} />
        </div>
      )}
      <div className={cx(dialogFooterClass, "mt-4")}>
        <ErrorLine error={error} className="min-w-0 grow" />
        <Button onPress={onCancel}>{t("Cancel")}</Button>
        <Button type="submit" tone="primary" isDisabled={!complete || isBusy}>
          {t("Create key")}
        </Button>
      </div>
    </form>
  );
}
