import { FileDown } from "lucide-react";
import { useRef, useState } from "react";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy";
import { Dialog } from "../ui/dialog";
import { Radio, RadioGroup } from "../ui/radio-group";
import { downloadDraft, fileNameOf, yamlOf } from "./download";
import { isChanged, useDraft } from "./draft";
import { commandLine, curl, python } from "./requests";
import { type Known, plainStep } from "./steps";

type Way = "curl" | "python" | "cli" | "yaml";

const WAYS: { id: Way; label: string }[] = [
  { id: "curl", label: "curl" },
  { id: "python", label: "Python" },
  { id: "cli", label: "CLI" },
  { id: "yaml", label: "YAML" },
];

/** The pipeline at hand as a request, a command and a file. */
export function ApiDialog({ steps, onClose }: { steps: Known[]; onClose: () => void }) {
  const draft = useDraft((state) => state.draft);
  const [way, setWay] = useState<Way>("curl");
  const code = useRef<HTMLElement>(null);
  const asked = {
    server: location.origin,
    pipelineId: isChanged(draft) ? null : draft.id,
    steps: steps.filter(({ step }) => step.enabled).map(plainStep),
    file: fileNameOf(draft),
  };
  const yaml = yamlOf(draft, steps);
  const text = { curl: curl(asked), python: python(asked), cli: commandLine(asked), yaml }[way];
  const hint = {
    curl: t("With an API key from the settings. The answer holds the address of the result."),
    python: t("With the package ashim and an API key from the settings."),
    cli: t("Runs on this computer, without a server. Download the file first."),
    yaml: t("The same file is imported here and run by the command line."),
  }[way];
  return (
    <Dialog title={t("Use via API")} isOpen onOpenChange={onClose} className="max-w-2xl!">
      <RadioGroup
        aria-label={t("Language")}
        value={way}
        onChange={(next) => setWay(next as Way)}
        className="flex rounded-control bg-surface p-0.5"
      >
        {WAYS.map(({ id, label }) => (
          <Radio
            key={id}
            value={id}
            className="flex h-7 flex-1 cursor-default items-center justify-center rounded-[5px] px-2 text-sm text-muted hover:text-text selected:bg-segment selected:font-medium selected:text-text touch:h-10"
          >
            {label}
          </Radio>
        ))}
      </RadioGroup>
      <p className="py-3 text-sm text-muted">{hint}</p>
      {/* A region that scrolls has to take the focus. */}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
        tabIndex={0}
        className="max-h-[45dvh] overflow-auto rounded-control bg-surface p-3 font-mono text-xs leading-5"
      >
        <code ref={code}>{text}</code>
      </pre>
      <div className="flex justify-end gap-2 pt-4">
        <Button onPress={() => downloadDraft(draft, steps)}>
          <FileDown size={16} />
          {t("Download YAML")}
        </Button>
        <CopyButton text={text} shown={() => code.current} tone="primary" />
      </div>
    </Dialog>
  );
}
