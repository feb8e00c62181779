import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { loadBranding, useBranding } from "../api/branding";
import { queryClient } from "../api/queries";
import { refreshSettings, type Settings, saveSettings, useConfiguration } from "../api/server";
import { useCan } from "../api/session";
import type { Theme } from "../app/theme";
import { toast } from "../app/toasts";
import { t } from "../i18n";
import { NumberInput } from "../schema/widgets/number-input";
import { Button } from "../ui/button";
import { Switch } from "../ui/check-box";
import { ErrorLine } from "../ui/feedback";
import { inputClass } from "../ui/text-field";
import { cardClass, Part, Row } from "./page";
import { changesOf } from "./settings-draft";
import { ThemeChoice } from "./theme-choice";
import { Unsaved } from "./unsaved";

const LONGEST_NAME = 100;

interface SystemFormProps {
  settings: Settings;
  /** What stands below it on the page; the button that saves floats above that too. */
  children: ReactNode;
}

/** The settings as a form; they are saved together. */
export function SystemForm({ settings, children }: SystemFormProps) {
  const defaultTheme = useBranding((branding) => branding.defaultTheme);
  const [draft, setDraft] = useState<Settings>({});
  const changes = changesOf(settings, draft);
  const isDirty = Object.keys(changes).length > 0;
  const save = useMutation({
    mutationFn: () => saveSettings(changes),
    onSuccess: async () => {
      await Promise.all([
        refreshSettings(),
        loadBranding(),
        queryClient.invalidateQueries({ queryKey: ["limits"] }),
      ]);
      setDraft({});
      toast({ text: t("Settings saved") });
    },
  });
  const id = useId();
  const get = (key: string): string => draft[key] ?? settings[key] ?? "";
  const set = (key: string) => (value: string) => {
    save.reset();
    setDraft({ ...draft, [key]: value });
  };
  const discard = () => {
    save.reset();
    setDraft({});
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isDirty) save.mutate();
  };
  return (
    <>
      <form onSubmit={submit} className="space-y-8">
        <Part title={t("Identity")}>
          <div className={cardClass}>
            <Row
              label={t("Name")}
              labelFor={`${id}-name`}
              hint={t("In titles, at the sign-in, beside the logo")}
            >
              <input
                id={`${id}-name`}
                value={get("appName")}
                maxLength={LONGEST_NAME}
                placeholder="ashim"
                autoComplete="off"
                onChange={(event) => set("appName")(event.target.value)}
                className={`${inputClass} max-w-56`}
              />
            </Row>
            <Row label={t("Theme")} labelId={`${id}-theme`} hint={t("Until somebody chooses another")}>
              <ThemeChoice
                labelledBy={`${id}-theme`}
                value={(get("defaultTheme") || defaultTheme) as Theme}
                onChange={set("defaultTheme")}
              />
            </Row>
          </div>
        </Part>
        <Part title={t("Limits")}>
          <div className={cardClass}>
            <NumberRow
              label={t("Largest upload")}
              hint={t("Of one file; 0 for no limit.")}
              variable="MAX_UPLOAD_SIZE_MB"
              unit="MB"
              low={0}
              value={get("fileUploadLimitMb")}
              onChange={set("fileUploadLimitMb")}
            />
            <NumberRow
              label={t("Sign-in attempts")}
              hint={t("In a minute, from one address.")}
              variable="LOGIN_ATTEMPT_LIMIT"
              whole
              low={1}
              value={get("loginAttemptLimit")}
              onChange={set("loginAttemptLimit")}
            />
          </div>
        </Part>
        <Part title={t("Clean-up")}>
          <div className={cardClass}>
            <NumberRow
              label={t("Keep uploads and results")}
              hint={t("What is saved in the library stays.")}
              variable="FILE_MAX_AGE_HOURS"
              unit="h"
              low={0.01}
              value={get("tempFileMaxAgeHours")}
              onChange={set("tempFileMaxAgeHours")}
            />
            <div className="px-4 py-2">
              <Switch
                isSelected={get("startupCleanup") !== "false"}
                onChange={(on) => set("startupCleanup")(String(on))}
              >
                {t("Clean up when the server starts")}
              </Switch>
            </div>
          </div>
        </Part>
      </form>
      {children}
      {(isDirty || save.error) && (
        <div className="pointer-events-none sticky bottom-4 z-10 flex justify-end">
          <div className="pointer-events-auto flex max-w-full flex-wrap items-center justify-end gap-2 rounded-card bg-raised p-2 ps-4 shadow-float rise-in">
            {save.error ? (
              <ErrorLine error={save.error} />
            ) : (
              <span className="text-sm text-muted">{t("Not saved yet")}</span>
            )}
            <Button onPress={discard}>{t("Discard")}</Button>
            <Button tone="primary" isDisabled={save.isPending} onPress={() => save.mutate()}>
              {t("Save settings")}
            </Button>
          </div>
        </div>
      )}
      <Unsaved when={isDirty} />
    </>
  );
}

interface NumberRowProps {
  label: string;
  hint: string;
  /** The environment variable that holds while the setting is empty. */
  variable: string;
  unit?: string;
  low: number;
  whole?: boolean;
  value: string;
  onChange: (value: string) => void;
}

function NumberRow({ label, hint, variable, unit, low, whole, value, onChange }: NumberRowProps) {
  const configuration = useConfiguration(useCan()("system:health"));
  const environment = configuration.data?.find(({ name }) => name.toUpperCase() === variable)?.value;
  const [note, setNote] = useState<string | null>(null);
  const id = useId();
  return (
    <Row
      label={label}
      labelFor={id}
      hintId={`${id}-hint`}
      hint={
        note ??
        (environment
          ? `${hint} ${t("Empty for {value}, from the environment.", { value: environment })}`
          : hint)
      }
    >
      <NumberInput
        id={id}
        describedBy={`${id}-hint`}
        value={value === "" ? undefined : Number(value)}
        onChange={(number) => onChange(number === undefined ? "" : String(number))}
        onNote={setNote}
        low={low}
        whole={whole}
        unit={unit}
        placeholder={environment}
        className="w-28"
      />
    </Row>
  );
}
