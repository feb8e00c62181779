import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { changePreset, createPreset, type Preset } from "../api/presets";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import type { Values } from "../schema/model";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { errorText } from "../ui/feedback";
import { TextField } from "../ui/text-field";

type NameDialogProps = { onClose: () => void } & (
  | { preset: Preset }
  | { preset?: never; toolId: string; settings: Values; onSaved: (preset: Preset) => void }
);

/** Asks for the name of a preset: of a new one, or a new name for one that there is. */
export function NameDialog(props: NameDialogProps) {
  const { preset, onClose } = props;
  const [name, setName] = useState(preset?.name ?? "");
  const save = useMutation({
    mutationFn: () =>
      props.preset
        ? changePreset(props.preset.id, { name: name.trim() })
        : createPreset({
            toolId: props.toolId,
            name: name.trim(),
            settings: props.settings,
            visibility: "own",
          }),
    onSuccess: (saved) => {
      if (!props.preset) props.onSaved(saved);
      toast({ text: t("Preset “{name}” saved", { name: saved.name }) });
      onClose();
    },
  });
  return (
    <Dialog
      title={preset ? t("Rename the preset") : t("Save settings as a preset")}
      isOpen
      onOpenChange={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
      >
        <TextField
          label={t("Name")}
          value={name}
          onChange={setName}
          error={save.error && errorText(save.error)}
          required
          maxLength={100}
          autoFocus
        />
        <div className="flex justify-end gap-2 pt-2">
          <Button onPress={onClose}>{t("Cancel")}</Button>
          <Button tone="primary" type="submit" isDisabled={!name.trim() || save.isPending}>
            {t("Save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
