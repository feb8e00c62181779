import { t } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { takeDraft, useDraft } from "./draft";

/** Asks whether unsaved changes may go for what is to be opened. */
export function Offered() {
  const { draft, offered } = useDraft();
  const keep = () => useDraft.setState({ offered: null });
  return (
    <Dialog title={t("Replace unsaved changes?")} isOpen={offered !== null} onOpenChange={keep}>
      <p className="pb-4">
        {draft.name
          ? t("“{name}” has changes that have not been saved.", { name: draft.name })
          : t("The pipeline you are working on has not been saved.")}
      </p>
      <div className="flex justify-end gap-2">
        <Button onPress={() => offered && takeDraft(offered)}>{t("Replace it")}</Button>
        <Button tone="primary" autoFocus onPress={keep}>
          {t("Keep working on it")}
        </Button>
      </div>
    </Dialog>
  );
}
