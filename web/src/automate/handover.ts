import { fetchTree } from "../api/library";
import { readPipeline, type WireStep } from "../api/pipelines";
import { router } from "../app/router";
import { toast } from "../app/toasts";
import { openStored } from "../files/load-stored";
import { t } from "../i18n";
import { draftOf, offerDraft, openDraft } from "./draft";

interface Search {
  files?: string | undefined;
  version?: string | undefined;
  pipeline?: string | undefined;
}

/** Takes up what the address names: stored files, the making of a stored version, a saved pipeline. */
export async function openFromSearch({ files, version, pipeline }: Search): Promise<void> {
  if (!files && !version && !pipeline) return;
  // Once only: going back in the history must not load it all again.
  await router.navigate({ to: "/automate", search: {}, replace: true });
  try {
    if (files) {
      const trees = await Promise.all(files.split(",").map(fetchTree));
      await openStored(trees.map(({ file }) => file));
    }
    if (version) await openMaking(version);
    if (pipeline) openDraft(draftOf(await readPipeline(pipeline)));
  } catch (error) {
    toast({ tone: "warn", text: error instanceof Error ? error.message : String(error) });
  }
}

/** The steps that made a stored version, with the file it all began with to try them on. */
async function openMaking(id: string): Promise<void> {
  const { file, versions } = await fetchTree(id);
  const steps: WireStep[] = file.toolChain.map((toolId, at) => ({
    toolId,
    settings: file.chainSettings[at] ?? {},
  }));
  offerDraft({ steps });
  await openStored([versions.find(({ parentId }) => parentId === null) ?? file]);
  if (file.toolChain.some((_, at) => !file.chainSettings[at]))
    toast({ tone: "warn", text: t("Not all settings of the steps are known: check them") });
}
