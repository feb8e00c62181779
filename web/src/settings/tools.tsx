import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { queryClient } from "../api/queries";
import { refreshSettings, type Settings, saveSettings, useFullCatalogue, useSettings } from "../api/server";
import type { Catalogue, Category, Tool } from "../api/types";
import { t } from "../i18n";
import { searchTools } from "../tools/search";
import { Button } from "../ui/button";
import { Switch } from "../ui/check-box";
import { ErrorLine, errorText, Loaded } from "../ui/feedback";
import { iconNamed } from "../ui/icons";
import { SearchField } from "../ui/search-field";
import { disabledIn, withTools } from "./disabled-tools";
import { cardClass, Page, Part } from "./page";

/** Which tools this server offers. */
export function Tools() {
  const catalogue = useFullCatalogue();
  const settings = useSettings();
  return (
    <Page
      title={t("Tools")}
      lead={t("A tool that is switched off is gone from the app, the API and pipelines, at once.")}
    >
      <Loaded query={settings} label={t("Loading settings")}>
        {(values) => (
          <Loaded query={catalogue} label={t("Loading tools")} rows={8}>
            {(data) => <Switches catalogue={data} settings={values} />}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

/** The tools that are off, and the means to switch some: at once on view, and back if the server refuses. */
function useDisabled(settings: Settings) {
  const [draft, setDraft] = useState<Settings | null>(null);
  const disabled = disabledIn(draft ?? settings);
  const save = useMutation({
    // One after the other: each writes the whole list.
    scope: { id: "tools" },
    mutationFn: saveSettings,
    onSuccess: () => Promise.all([refreshSettings(), queryClient.invalidateQueries({ queryKey: ["tools"] })]),
    onError: async () => {
      await refreshSettings();
      setDraft(null);
    },
  });
  const set = (tools: Tool[], on: boolean) => {
    const ids = tools.map(({ id }) => id);
    const next = { disabledTools: withTools(disabled, ids, on) };
    setDraft(next);
    save.mutate(next);
  };
  return { disabled, set, error: save.error };
}

function Switches({ catalogue, settings }: { catalogue: Catalogue; settings: Settings }) {
  const { tools, categories } = catalogue;
  const { disabled, set, error } = useDisabled(settings);
  const [query, setQuery] = useState("");
  const found = new Set(searchTools(tools, categories, query));
  const off = tools.filter(({ id }) => disabled.includes(id)).length;
  return (
    <div className="space-y-6">
      <div className="space-y-1">
        <SearchField label={t("Search tools")} value={query} onChange={setQuery} />
        <p role="status" className="text-sm text-muted tabular">
          {t(
            "{off, plural, =0 {All {total} tools are on} one {# of {total} tools is off} other {# of {total} tools are off}}",
            { off, total: tools.length },
          )}
        </p>
        <ErrorLine error={error && t("That was not saved. {reason}", { reason: errorText(error) })} />
      </div>
      {found.size === 0 && (
        <p className="text-sm text-muted">{t("No tool is called “{query}”.", { query })}</p>
      )}
      {categories.map((category) => {
        const members = tools.filter((tool) => tool.category === category.id && found.has(tool));
        return (
          members.length > 0 && (
            <CategoryPart
              key={category.id}
              category={category}
              tools={members}
              disabled={disabled}
              onSwitch={set}
            />
          )
        );
      })}
    </div>
  );
}

interface CategoryPartProps {
  category: Category;
  tools: Tool[];
  disabled: string[];
  onSwitch: (tools: Tool[], on: boolean) => void;
}

function CategoryPart({ category, tools, disabled, onSwitch }: CategoryPartProps) {
  const allOff = tools.every(({ id }) => disabled.includes(id));
  return (
    <Part
      title={category.name}
      action={
        <Button
          tone="quiet"
          className="-me-3 text-muted"
          aria-label={
            allOff
              ? t("Switch on all of {category}", { category: category.name })
              : t("Switch off all of {category}", { category: category.name })
          }
          onPress={() => onSwitch(tools, allOff)}
        >
          {allOff ? t("All on") : t("All off")}
        </Button>
      }
    >
      <ul className={cardClass}>
        {tools.map((tool) => {
          const Icon = iconNamed(tool.icon);
          return (
            <li key={tool.id} className="px-4 py-1.5">
              <Switch isSelected={!disabled.includes(tool.id)} onChange={(on) => onSwitch([tool], on)}>
                <span className="flex min-w-0 items-center gap-3">
                  <Icon size={18} strokeWidth={1.75} aria-hidden className="shrink-0 text-muted" />
                  {tool.name}
                </span>
              </Switch>
            </li>
          );
        })}
      </ul>
    </Part>
  );
}
