import { FileBlock } from "../workspace/file-block";
import type { Run } from "../workspace/runs";

/** The images that the pipeline works on, and how it is doing with each. */
export function FilesPane({ run }: { run: Run | undefined }) {
  return (
    <div className="px-4 pb-4">
      <FileBlock run={run} />
    </div>
  );
}
