import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Role, refreshPeople, saveRole } from "../api/people";
import { useUser } from "../api/session";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { cx } from "../ui/classes";
import { Dialog, dialogFooterClass } from "../ui/dialog";
import { ErrorLine } from "../ui/feedback";
import { TextField } from "../ui/text-field";
import { guardText } from "./guards";
import { PermissionBoxes } from "./permission-boxes";
import { LeaveQuestion, Unsaved } from "./unsaved";

interface RoleDialogProps {
  /** Null for a new one. */
  role: Role | null;
  /** All permissions that exist. */
  all: string[];
  onClose: () => void;
}

const LONGEST_NAME = 30;
const LONGEST_DESCRIPTION = 500;

/** Makes a role, or changes one. */
export function RoleDialog({ role, all, onClose }: RoleDialogProps) {
  const mine = useUser()?.permissions ?? [];
  const [name, setName] = useState(role?.name ?? "");
  const [description, setDescription] = useState(role?.description ?? "");
  const [permissions, setPermissions] = useState(role?.permissions ?? []);
  const [isAsking, setAsking] = useState(false);
  const save = useMutation({
    mutationFn: () => saveRole(role?.id ?? null, { name, description: description.trim(), permissions }),
    onSuccess: async () => {
      await refreshPeople();
      onClose();
    },
  });
  const isDirty =
    name !== (role?.name ?? "") ||
    description !== (role?.description ?? "") ||
    permissions.join() !== (role?.permissions ?? []).join();
  const complete = name.length >= 2 && permissions.length > 0 && isDirty;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) save.mutate();
  };
  return (
    <Dialog
      title={role ? t("Edit {name}", { name: role.name }) : t("New role")}
      isOpen
      onOpenChange={() => (isDirty ? setAsking(true) : onClose())}
      className="max-w-2xl!"
    >
      <form onSubmit={submit}>
        <TextField
          label={t("Name")}
          value={name}
          onChange={(text) =>
            setName(
              text
                .toLowerCase()
                .replace(/\s/g, "-")
                .replace(/[^a-z0-9_-]/g, ""),
            )
          }
          maxLength={LONGEST_NAME}
          autoFocus
          autoComplete="off"
          placeholder={t("Small letters, digits and dashes")}
        />
        <TextField
          label={t("Description")}
          value={description}
          onChange={setDescription}
          maxLength={LONGEST_DESCRIPTION}
          autoComplete="off"
          placeholder={t("Who it is for")}
        />
        <PermissionBoxes
          offered={all}
          locked={all.filter((permission) => !mine.includes(permission))}
          chosen={permissions}
          onChange={setPermissions}
        />
        {role !== null && role.userCount > 0 && (
          <p className="pt-4 text-sm text-muted">
            {t(
              "{count, plural, one {# person has} other {# people have}} this role; a change holds at once.",
              {
                count: role.userCount,
              },
            )}
          </p>
        )}
        <div className={cx(dialogFooterClass, "mt-4")}>
          <ErrorLine error={save.error && guardText(save.error)} className="min-w-0 grow" />
          <Button onPress={() => (isDirty ? setAsking(true) : onClose())}>{t("Cancel")}</Button>
          <Button type="submit" tone="primary" isDisabled={!complete || save.isPending}>
            {role ? t("Save role") : t("Create role")}
          </Button>
        </div>
      </form>
      <Unsaved when={isDirty && !save.isSuccess} />
      <LeaveQuestion isOpen={isAsking} onStay={() => setAsking(false)} onDiscard={onClose} />
    </Dialog>
  );
}
