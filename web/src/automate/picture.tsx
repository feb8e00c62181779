import type { ReactNode } from "react";
import { useCatalogue } from "../api/queries";
import { t } from "../i18n";
import { DropZone } from "../workspace/drop-zone";
import { LiveSwitch } from "../workspace/live-switch";
import type { Run } from "../workspace/runs";
import { Stage } from "../workspace/stage";
import { useActive } from "../workspace/store";
import { Strip } from "../workspace/strip";
import { useDraft } from "./draft";
import { Start } from "./start";
import type { DraftPreview } from "./use-draft-preview";

/** The sample image after the open step; before there are steps, where to begin. */
export function Picture({ preview, run }: { preview: DraftPreview; run: Run | undefined }) {
  const empty = useDraft((state) => state.draft.steps.length === 0);
  const catalogue = useCatalogue();
  const active = useActive();
  const { live, result, output, whole } = preview;

  let body: ReactNode;
  if (empty) body = catalogue.isPending ? <div aria-busy className="grow bg-surface" /> : <Start />;
  else if (active)
    body = (
      <Stage
        entry={active}
        display="before-after"
        live={live}
        shown={whole ? result : undefined}
        output={whole && output?.width ? output : undefined}
        controls={<LiveSwitch pending={live.pending} />}
      />
    );
  else
    body = (
      <div className="flex min-h-0 grow bg-surface p-6 max-md:p-3">
        <DropZone className="grow" />
      </div>
    );
  return (
    <section
      aria-label={t("Image")}
      className="flex min-h-0 min-w-0 grow flex-col max-md:h-[34dvh] max-md:shrink-0 max-md:grow-0"
    >
      {body}
      {!empty && <Strip run={run} />}
    </section>
  );
}
