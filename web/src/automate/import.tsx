import { useQuery } from "@tanstack/react-query";
import { checkPipeline } from "../api/pipelines";
import { useCatalogue } from "../api/queries";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Loaded } from "../ui/feedback";
import { offerDraft } from "./draft";

/** Lets a pipeline file be chosen and gives its text. */
export function pickPipelineFile(): Promise<string> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = ".yaml,.yml,.json,application/yaml,application/json";
    input.onchange = () => void input.files?.[0]?.text().then(resolve);
    input.click();
  });
}

/** What is in a file, and what of it cannot be taken over; the rest comes in once that is agreed to. */
export function ImportDialog({ text, onClose }: { text: string; onClose: () => void }) {
  const tools = useCatalogue().data?.tools;
  const checked = useQuery({
    queryKey: ["pipeline-file", text],
    queryFn: () => checkPipeline(text),
    retry: false,
    gcTime: 0,
  });
  return (
    <Dialog title={t("Import a pipeline")} isOpen onOpenChange={onClose}>
      <Loaded query={checked} label={t("Reading the file")}>
        {({ name, steps, problems }) => {
          const bad = new Set(problems.map(({ step }) => step));
          const good = steps.filter((_, index) => !bad.has(index + 1));
          const take = () => {
            onClose();
            offerDraft({ name, steps: good });
          };
          return (
            <>
              <p className="pb-3">
                <bdi className="font-medium">{name}</bdi>
                {" · "}
                {t("{count, plural, one {# step} other {# steps}}", { count: steps.length })}
              </p>
              {problems.length > 0 && (
                <>
                  <p className="pb-1 text-sm">
                    {t("{count, plural, one {# step} other {# steps}} cannot be taken over:", {
                      count: bad.size,
                    })}
                  </p>
                  <ul className="space-y-1 pb-4 text-sm">
                    {problems.map(({ step, toolId, path, message }) => (
                      <li key={`${step} ${path} ${message}`} className="flex gap-2">
                        <span aria-hidden className="mt-1.5 size-2 shrink-0 rounded-full bg-danger" />
                        <span className="min-w-0 break-words">
                          {t("Step {number}, {tool}: {message}", {
                            number: step,
                            tool: tools?.find(({ id }) => id === toolId)?.name ?? toolId,
                            message: path ? `${path}: ${message}` : message,
                          })}
                        </span>
                      </li>
                    ))}
                  </ul>
                </>
              )}
              <div className="flex justify-end gap-2">
                <Button onPress={onClose}>{t("Cancel")}</Button>
                <Button tone="primary" isDisabled={!good.length} onPress={take}>
                  {problems.length
                    ? t("Take the other {count, plural, one {step} other {# steps}}", { count: good.length })
                    : t("Open it")}
                </Button>
              </div>
            </>
          );
        }}
      </Loaded>
    </Dialog>
  );
}
