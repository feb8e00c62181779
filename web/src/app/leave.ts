import { signOut } from "../api/session";
import { useRuns } from "../workspace/runs";
import { useWorkspace } from "../workspace/store";

/** Signs out and takes the images and the pipeline at hand off this browser, for whoever uses it next. */
export async function leave(): Promise<void> {
  const further = await signOut();
  useWorkspace.setState({ entries: [], activeId: null, removed: null });
  useRuns.setState({ runs: {} });
  // Not with the first page, which has no use for it.
  (await import("../automate/draft")).dropDraft();
  if (further) location.assign(further);
}
