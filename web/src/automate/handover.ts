import { readPipeline } from "../api/pipelines";
import { router } from "../app/router";
import { toast } from "../app/toasts";
import { draftOf, openDraft } from "./draft";

interface Search {
  pipeline?: string | undefined;
}

/** Takes up what the address names: a saved pipeline. */
export async function openFromSearch({ pipeline }: Search): Promise<void> {
  if (!pipeline) return;
  // Once only: going back in the history must not load it again.
  await router.navigate({ to: "/automate", search: {}, replace: true });
  try {
    openDraft(draftOf(await readPipeline(pipeline)));
  } catch (error) {
    toast({ tone: "warn", text: error instanceof Error ? error.message : String(error) });
  }
}
