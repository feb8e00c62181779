import { MousePointerClick } from "lucide-react";
import { t } from "../i18n";
import { PresetMenu } from "../presets/menu";
import { SchemaForm } from "../schema/form";
import { iconNamed } from "../ui/icons";
import { current, useActive } from "../workspace/store";
import { changeStep } from "./draft";
import type { Known } from "./steps";

/** The settings of the open step. */
export function SettingsPane({ steps, selected }: { steps: Known[]; selected: string | null }) {
  const active = useActive();
  const version = active && current(active);
  const index = steps.findIndex(({ step }) => step.key === selected);
  const one = steps[index];
  if (!one)
    return (
      <div className="flex grow flex-col items-center justify-center gap-2 p-6 text-center text-sm text-muted">
        <MousePointerClick size={24} strokeWidth={1.5} aria-hidden />
        {steps.length ? t("Choose a step to change its settings.") : t("The settings of a step show here.")}
      </div>
    );
  const { step, tool, preset, values, tab, settings, problem, warning } = one;
  const Icon = iconNamed(tool?.icon ?? "");
  // A change makes the settings the step's own.
  const edit = (facts: { values?: typeof values; tab?: string }) =>
    changeStep(step.key, { toolId: tool?.id ?? step.toolId, values, tab, presetId: undefined, ...facts });
  return (
    <section
      aria-label={t("Settings of step {number}", { number: index + 1 })}
      className="space-y-3 px-4 pt-1 pb-4"
    >
      <div className="flex min-h-8 items-center gap-2">
        <Icon size={18} strokeWidth={1.75} aria-hidden className="shrink-0 text-muted" />
        <h2 className="min-w-0 grow truncate font-medium">
          {t("{number}. {name}", { number: index + 1, name: tool?.name ?? step.toolId })}
        </h2>
        {tool && (
          <PresetMenu
            tool={tool}
            settings={settings}
            applied={preset}
            onApply={({ id }) =>
              changeStep(step.key, { toolId: tool.id, presetId: id, values: {}, tab: undefined })
            }
          />
        )}
      </div>
      {(problem ?? warning) && (
        <p role="status" className="flex gap-2 text-xs">
          <span
            aria-hidden
            className={`mt-1 size-2 shrink-0 rounded-full ${problem ? "bg-danger" : "bg-warn"}`}
          />
          {problem ?? warning}
        </p>
      )}
      {tool && (
        <SchemaForm
          key={step.key}
          schema={tool.schema}
          values={values}
          onChange={(next) => edit({ values: next })}
          tab={tab}
          onTab={(next) => edit({ tab: next })}
          image={
            version?.width && version.height ? { width: version.width, height: version.height } : undefined
          }
        />
      )}
    </section>
  );
}
