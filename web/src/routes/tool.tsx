import { useParams } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { usePresets } from "../api/presets";
import { useCatalogue, useFormats } from "../api/queries";
import { useCan } from "../api/session";
import type { Tool } from "../api/types";
import { useConnection } from "../app/connection";
import { useKeys } from "../app/keys";
import { PageHeading, useTitle } from "../app/page";
import { CropOverlay } from "../canvas/crop-overlay";
import { CropPanel } from "../canvas/crop-panel";
import { cropSettings, redo, undo, useCrop } from "../canvas/crop-store";
import { SplitOverlay } from "../canvas/split-overlay";
import { t } from "../i18n";
import { AppliedPreset } from "../presets/applied";
import { PresetMenu } from "../presets/menu";
import { SchemaForm } from "../schema/form";
import { serverProblems, settingsOf, whyNot } from "../schema/values";
import { markUsed } from "../tools/favourites";
import { Favourite } from "../tools/tool-link";
import { Button, IconButton } from "../ui/button";
import { iconNamed } from "../ui/icons";
import { ColourFilter, useFilterId, useFormula } from "../viewer/colour-filter";
import type { Turn } from "../viewer/picture";
import { useViewerPreferences } from "../viewer/preferences";
import { Viewer } from "../viewer/viewer";
import { DropZone } from "../workspace/drop-zone";
import { FileBlock, removeEntry } from "../workspace/file-block";
import { fileState } from "../workspace/file-state";
import { History } from "../workspace/history";
import { intakeOf, isTogether, lacking, type Seconds, takenBy, useAccepted } from "../workspace/inputs";
import { Inspection } from "../workspace/inspection";
import { nextOf } from "../workspace/lineage";
import { useLive } from "../workspace/live";
import { LiveSwitch } from "../workspace/live-switch";
import { Outcome } from "../workspace/outcome";
import { Panel } from "../workspace/panel";
import { shownOutput } from "../workspace/results";
import { RunFooter } from "../workspace/run-footer";
import {
  cancel,
  inputsOf,
  isActive,
  latestRun,
  outcomeOf,
  outputFor,
  type Run,
  start,
  useRuns,
} from "../workspace/runs";
import { SecondFile } from "../workspace/second-file";
import { Stage } from "../workspace/stage";
import { current, goTo, step, useActive, useEntries } from "../workspace/store";
import { Strip } from "../workspace/strip";
import { sorted, takeLinkedSettings, useToolSettings } from "../workspace/tool-settings";
import { NotFound } from "./not-found";

export function ToolPage() {
  const { toolId } = useParams({ from: "/$toolId" });
  const { data, isPending, isError, refetch } = useCatalogue();
  const tool = data?.tools.find(({ id }) => id === toolId);
  if (isPending) return <main aria-busy className="grow bg-surface" />;
  if (isError)
    return (
      <main className="flex grow flex-col items-center justify-center gap-3">
        <h1 className="text-xl font-semibold">{t("The tools could not be loaded.")}</h1>
        <Button onPress={() => void refetch()}>{t("Try again")}</Button>
      </main>
    );
  return tool ? <Workbench key={tool.id} tool={tool} /> : <NotFound />;
}

/** Picture, instruments and results of one tool. */
function Workbench({ tool }: { tool: Tool }) {
  useTitle(tool.name);
  useEffect(() => takeLinkedSettings(tool), [tool]);
  useEffect(() => {
    useAccepted.setState({ accept: tool.input.accept });
    return () => useAccepted.setState({ accept: "image" });
  }, [tool]);
  const entries = useEntries();
  const active = useActive();
  const runs = useRuns((state) => state.runs);
  const formats = useFormats().data ?? [];
  const online = useConnection(({ state }) => state === "online" || state === "back");
  const { values, tab, setValues, setTab, reset, changed, presetId, apply } = useToolSettings(tool);
  const presets = usePresets(useCan()("pipelines:own")).data;
  const preset = presets?.find(({ id, toolId }) => id === presetId && toolId === tool.id);
  const crop = useCrop();
  const [reopened, setReopened] = useState<string | null>(null);
  const [seconds, setSeconds] = useState<Seconds>({});

  const together = isTogether(tool);
  const good = takenBy(tool, entries, active);
  const version = active && current(active);
  const image =
    version?.width && version.height ? { width: version.width, height: version.height } : undefined;
  const canvas = tool.schema.ui?.canvas === "crop";
  const settings =
    canvas && image ? cropSettings(crop, image, good.length > 1) : settingsOf(tool.schema, values, tab);

  const formula = useFormula(tool, settings);
  const filterId = useFilterId();
  const run = latestRun(runs, tool.id, entries);
  const running = run && isActive(run);
  const inputs = inputsOf(run);
  const sameImages =
    inputs.length === good.length &&
    good.every((entry) => inputs.some((input) => input.versionId === current(entry).id));
  const fresh =
    run !== undefined &&
    sameImages &&
    reopened !== run.jobId &&
    JSON.stringify(sorted(run.settings)) === JSON.stringify(sorted(settings));
  const output = outcomeOf(run) ?? (version && outputFor(run, version.id));
  const finished = output?.downloadUrl ? output : undefined;
  // A live preview or a canvas shows the new settings better than the outcome of the old ones.
  const live = useViewerPreferences((state) => state.live);
  const previews = tool.preview === true && !tool.live && !canvas && !together;
  const blocked = canvas ? null : whyNot(tool.schema, values, tab);
  const settled = finished !== undefined && fresh;
  const preview = useLive({
    version,
    path: `/api/v1/tools/${tool.id}/preview`,
    body:
      previews && live && online && !blocked && !settled && !Object.keys(seconds).length
        ? { settings }
        : null,
    slot: tool.id,
  });
  const drawsItself = canvas || tool.live !== null || (previews && live);
  const told = together
    ? outcomeOf(run)
    : run?.phase === "completed" && version
      ? tellingOf(run, version.id)
      : undefined;
  const visible = finished && (fresh || !drawsItself) ? finished : undefined;
  const shown = shownOutput(visible, formats, t("Result, {name}", { name: visible?.filename ?? "" }));

  const missing = lacking(tool, good, seconds);
  const reason = missing
    ? missing
    : !online
      ? t("Waiting for the connection")
      : canvas
        ? image || good.length === 0
          ? null
          : t("Waiting for the image")
        : whyNot(tool.schema, values, tab);
  const go = () => {
    if (reason || running) return;
    setReopened(null);
    markUsed(tool.id);
    void start(tool, good, settings, { seconds });
  };
  const failed =
    inputs.length > 1 ? good.filter((entry) => fileState(run, current(entry).id) === "failed") : [];
  const retry = () => run && void start(tool, failed, run.settings, { seconds, retryOf: run.jobId });

  useKeys({
    "Mod+Enter": go,
    Escape: () => running && void cancel(run.jobId),
    "Mod+s": () => document.getElementById("result-download")?.click(),
    "Mod+z": () => (canvas && undo()) || (active && goTo(active.id, current(active).from)),
    "Mod+Shift+z": () => (canvas && redo()) || (active && goTo(active.id, nextOf(active)?.id)),
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Delete: () => active && removeEntry(active),
  });

  const Icon = iconNamed(tool.icon);
  const names = Object.keys(tool.schema.properties ?? {});
  const problems = serverProblems(preview.error?.details ?? run?.error?.details, names);
  return (
    <main className="group/main flex min-h-0 grow max-md:flex-col">
      <section
        aria-label={t("Image")}
        className="flex min-h-0 min-w-0 grow flex-col max-md:min-h-[45dvh] max-md:group-has-[[data-height=full]]/main:min-h-[15dvh]"
      >
        {together && shown && visible ? (
          <Viewer
            key={run?.jobId}
            display="result"
            original={shown}
            facts={{
              name: visible.filename ?? "",
              before: { ...shown.size, bytes: visible.processedSize ?? 0 },
            }}
          />
        ) : active && intakeOf(tool) !== "none" ? (
          <Stage
            entry={active}
            display={together ? "result" : tool.display}
            output={visible?.width ? visible : undefined}
            shown={shown}
            turn={tool.live === "css" ? turnOf(values) : undefined}
            filter={formula ? `url(#${filterId})` : undefined}
            live={shown ? undefined : preview}
            controls={previews && <LiveSwitch pending={preview.pending} />}
            overlay={
              canvas && image && !shown
                ? (frame) => <CropOverlay frame={frame} image={image} onRun={go} />
                : tool.schema.ui?.canvas === "split" && image
                  ? (frame) => <SplitOverlay frame={frame} image={image} settings={settings} />
                  : undefined
            }
          />
        ) : (
          <div className="flex min-h-0 grow items-center justify-center bg-surface p-6 max-md:p-4">
            {intakeOf(tool) === "none" ? (
              <p className="text-muted">{t("The result shows here.")}</p>
            ) : (
              <DropZone className="grow self-stretch" />
            )}
          </div>
        )}
        {formula && <ColourFilter formula={formula} id={filterId} />}
        {told && <Outcome job={told} reports={tool.output.includes("report")} />}
        {intakeOf(tool) !== "none" && <Strip run={run} />}
      </section>
      <Panel
        header={
          <>
            <div className="flex items-center gap-2">
              <Icon size={20} strokeWidth={1.75} aria-hidden className="text-muted" />
              <PageHeading className="min-w-0 grow truncate text-xl font-semibold">{tool.name}</PageHeading>
              {!canvas && (
                <PresetMenu tool={tool} settings={settings} applied={preset} compact onApply={apply} />
              )}
              {changed && !canvas && (
                <IconButton label={t("Reset all settings")} onPress={reset}>
                  <RotateCcw size={16} />
                </IconButton>
              )}
              <Favourite tool={tool} className="opacity-100!" />
            </div>
            <p className="pt-1 text-sm text-muted max-md:hidden">{tool.description}</p>
            {preset && <AppliedPreset tool={tool} settings={settings} preset={preset} />}
          </>
        }
        footer={
          <RunFooter
            tool={tool}
            run={reopened === run?.jobId ? undefined : run}
            output={finished}
            versionId={version?.id}
            shown={shown}
            fresh={fresh}
            count={good.length}
            reason={reason}
            failed={failed.length}
            forecast={preview.error?.text ?? preview.estimate}
            remarks={preview.warnings}
            onRun={go}
            onRetry={retry}
            onReopen={canvas && run ? () => setReopened(run.jobId) : undefined}
          />
        }
      >
        {intakeOf(tool) !== "none" && <FileBlock run={run} ordered={together} />}
        {active && !together && <History entry={active} />}
        {tool.input.fields.map(({ name, label, required }) => (
          <SecondFile
            key={name}
            label={label}
            required={required}
            file={seconds[name]}
            onChange={(file) =>
              setSeconds(({ [name]: _, ...rest }) => (file ? { ...rest, [name]: file } : rest))
            }
          />
        ))}
        {version && good.length > 0 && <Inspection key={version.id} tool={tool} version={version} />}
        {canvas ? (
          image && <CropPanel image={image} several={good.length > 1} />
        ) : (
          <SchemaForm
            schema={tool.schema}
            values={values}
            onChange={setValues}
            tab={tab}
            onTab={setTab}
            problems={problems}
            image={image}
          />
        )}
      </Panel>
    </main>
  );
}

/** The job that tells about an image: its several results, or what was found out about it. */
const tellingOf = (run: Run, versionId: string) =>
  run.inputs.length === 1 && run.inputs[0]?.versionId === versionId ? run.job : undefined;

/** The turn that the settings describe, for the preview drawn by the browser. */
function turnOf(values: Record<string, unknown>): Turn {
  return {
    angle: typeof values.angle === "number" ? values.angle : 0,
    horizontal: values.horizontal === true,
    vertical: values.vertical === true,
  };
}
