import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { changePipeline, savePipeline } from "../api/pipelines";
import type { Visibility } from "../api/presets";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { ErrorLine } from "../ui/feedback";
import { SelectField } from "../ui/select";
import { inputClass, TextField } from "../ui/text-field";
import { markSaved, useDraft } from "./draft";
import { type Known, wireStep } from "./steps";
import { useVisibilities } from "./visibility";

interface SaveDialogProps {
  steps: Known[];
  /** Makes another one of a saved pipeline. */
  asNew?: boolean;
  /** Changes what it is called and who sees it, not its steps. */
  detailsOnly?: boolean;
  onClose: () => void;
}

/** Asks for a name, a description and who may see it. */
export function SaveDialog({ steps, asNew = false, detailsOnly = false, onClose }: SaveDialogProps) {
  const draft = useDraft((state) => state.draft);
  const id = useId();
  const [name, setName] = useState(asNew ? t("{name} (copy)", { name: draft.name }) : draft.name);
  const [description, setDescription] = useState(draft.description);
  const [visibility, setVisibility] = useState<Visibility>(draft.visibility);
  const visibilities = useVisibilities(draft.visibility);
  const save = useMutation({
    mutationFn: () => {
      const facts = { name: name.trim(), description: description.trim(), visibility };
      if (detailsOnly && draft.id) return changePipeline(draft.id, facts);
      return savePipeline({ ...facts, steps: steps.map(wireStep) });
    },
    onSuccess: (saved) => {
      markSaved(saved, { steps: !detailsOnly });
      toast({ text: t("“{name}” saved", { name: saved.name }) });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) save.mutate();
  };
  return (
    <Dialog
      title={detailsOnly ? t("Name and sharing") : t("Save the pipeline")}
      isOpen
      onOpenChange={onClose}
    >
      <form onSubmit={submit}>
        <TextField label={t("Name")} value={name} onChange={setName} required maxLength={100} autoFocus />
        <label htmlFor={id} className="mb-1 block text-sm">
          {t("Description")} <span className="text-muted">{t("(optional)")}</span>
        </label>
        <textarea
          id={id}
          rows={2}
          maxLength={500}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
          className={`${inputClass} mb-4 h-auto! py-1.5`}
        />
        {visibilities.length > 1 && (
          <SelectField
            label={t("Who sees it")}
            options={visibilities}
            value={visibility}
            onChange={(next) => setVisibility(next as Visibility)}
          />
        )}
        <ErrorLine error={save.error} reserved className="pb-2" />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("Cancel")}</Button>
          <Button tone="primary" type="submit" isDisabled={!name.trim() || save.isPending}>
            {t("Save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
