import { deletePipeline } from "../api/pipelines";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { Confirm } from "../settings/confirm";
import { change, newDraft, useDraft } from "./draft";

interface DeleteDialogProps {
  pipeline: { id: string; name: string };
  onClose: () => void;
}

/** Asks before a saved pipeline goes; the steps at hand stay, as an unsaved one. */
export function DeleteDialog({ pipeline: { id, name }, onClose }: DeleteDialogProps) {
  const remove = async () => {
    await deletePipeline(id);
    if (useDraft.getState().draft.id === id) change({ id: null, base: newDraft().base });
    toast({ text: t("“{name}” deleted", { name }) });
  };
  return (
    <Confirm
      title={t("Delete “{name}”?", { name })}
      action={t("Delete")}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>{t("It goes for everybody who sees it. Results that it made stay.")}</p>
    </Confirm>
  );
}
