import { useMutation } from "@tanstack/react-query";
import { Code, Copy, Ellipsis, FileDown, FileUp, FolderOpen, Pencil, Plus, Save, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { changePipeline, usePipelines } from "../api/pipelines";
import { useCan } from "../api/session";
import { PageHeading } from "../app/page";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { Button, IconButton, iconButtonClass } from "../ui/button";
import { cx } from "../ui/classes";
import { Dialog } from "../ui/dialog";
import { ErrorLine } from "../ui/feedback";
import { useWide } from "../ui/media";
import { menuItemClass, popoverClass } from "../ui/menu";
import { ApiDialog } from "./api-dialog";
import { DeleteDialog } from "./delete-dialog";
import { downloadDraft } from "./download";
import { isChanged, markSaved, newDraft, offerDraft, openDraft, useDraft } from "./draft";
import { ImportDialog, pickPipelineFile } from "./import";
import { SaveDialog } from "./save-dialog";
import { SavedList } from "./saved-list";
import { type Known, plainStep, wireStep } from "./steps";

type Open = "save" | "save-as" | "details" | "open" | "api" | "delete" | null;

/** What the pipeline is called, whether it is saved, and everything that can be done with it as a whole. */
export function Header({ steps }: { steps: Known[] }) {
  const draft = useDraft((state) => state.draft);
  const [open, setOpen] = useState<Open>(null);
  const [imported, setImported] = useState<string | null>(null);
  const can = useCan()("pipelines:own");
  // What others share can be run, and saved anew.
  const shared = usePipelines(can).data?.find(({ id }) => id === draft.id)?.editable === false;
  const own = can && draft.id !== null && !shared;
  const wide = useWide();
  const changed = isChanged(draft);
  const empty = draft.steps.length === 0;
  const save = useMutation({
    mutationFn: () => changePipeline(draft.id ?? "", { steps: steps.map(wireStep) }),
    onSuccess: (saved) => {
      markSaved(saved);
      toast({ text: t("“{name}” saved", { name: saved.name }) });
    },
  });
  const state = changed ? (draft.id ? t("Unsaved changes") : t("Not saved")) : t("Saved");
  const act = (kind: string) => {
    if (kind === "new") openDraft(newDraft());
    else if (kind === "import") void pickPipelineFile().then(setImported);
    else if (kind === "export") downloadDraft(draft, steps);
    else if (kind === "duplicate")
      offerDraft({ name: t("{name} (copy)", { name: draft.name }), steps: steps.map(plainStep) });
    else setOpen(kind as Open);
  };
  const item = (id: string, icon: React.ReactNode, label: string, danger = false) => (
    <MenuItem id={id} className={cx(menuItemClass, danger && "text-danger")}>
      {icon}
      {label}
    </MenuItem>
  );
  const close = () => setOpen(null);
  const saveButton = can && !empty && (
    <Button
      id="save-pipeline"
      isDisabled={!changed || save.isPending}
      onPress={() => (own ? save.mutate() : setOpen(shared ? "save-as" : "save"))}
    >
      <Save size={16} />
      {t("Save")}
    </Button>
  );
  return (
    <header className="shrink-0 px-4 pt-4 pb-2 max-md:pt-2">
      <div className="flex items-start gap-1">
        <div className="min-w-0 grow">
          <PageHeading className="line-clamp-2 text-xl font-semibold wrap-anywhere">
            <bdi>{draft.name || t("Automate")}</bdi>
          </PageHeading>
        </div>
        {!wide && saveButton}
        <IconButton label={t("Open a pipeline")} onPress={() => setOpen("open")}>
          <FolderOpen size={16} />
        </IconButton>
        <MenuTrigger>
          <AriaButton aria-label={t("Pipeline actions")} className={iconButtonClass()}>
            <Ellipsis size={16} />
          </AriaButton>
          <Popover className={popoverClass} placement="bottom end">
            <Menu
              aria-label={t("Pipeline actions")}
              className="p-1 outline-none"
              onAction={(kind) => act(String(kind))}
              disabledKeys={empty ? ["duplicate", "export", "api", "save-as"] : []}
            >
              {item("new", <Plus size={16} />, t("New pipeline"))}
              {own && item("details", <Pencil size={16} />, t("Name and sharing…"))}
              {can && draft.id && item("save-as", <Save size={16} />, t("Save as new…"))}
              {item("duplicate", <Copy size={16} />, t("Duplicate"))}
              {item("import", <FileUp size={16} />, t("Import a file…"))}
              {item("export", <FileDown size={16} />, t("Export as YAML"))}
              {item("api", <Code size={16} />, t("Use via API…"))}
              {own && item("delete", <Trash2 size={16} />, t("Delete…"), true)}
            </Menu>
          </Popover>
        </MenuTrigger>
      </div>
      {empty ? (
        <p className="text-sm text-muted">{t("Several tools in a row, on any number of images.")}</p>
      ) : (
        <div className="flex min-h-8 items-center gap-2 text-sm text-muted max-md:min-h-0">
          <bdi className="min-w-0 grow truncate" title={draft.description}>
            {draft.description}
          </bdi>
          <span role="status" className="shrink-0 text-xs">
            {state}
          </span>
          {wide && saveButton}
        </div>
      )}
      <ErrorLine error={save.error} />
      {open === "save" && <SaveDialog steps={steps} onClose={close} />}
      {open === "save-as" && <SaveDialog steps={steps} asNew onClose={close} />}
      {open === "details" && <SaveDialog steps={steps} detailsOnly onClose={close} />}
      {open === "delete" && draft.id && (
        <DeleteDialog pipeline={{ id: draft.id, name: draft.name }} onClose={close} />
      )}
      {open === "api" && <ApiDialog steps={steps} onClose={close} />}
      {open === "open" && (
        <Dialog title={t("Open a pipeline")} isOpen onOpenChange={close} className="max-w-xl!">
          <SavedList onOpened={close} />
        </Dialog>
      )}
      {imported !== null && <ImportDialog text={imported} onClose={() => setImported(null)} />}
    </header>
  );
}
