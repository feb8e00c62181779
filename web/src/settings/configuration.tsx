import { useState } from "react";
import { useConfiguration, type Variable } from "../api/server";
import { t } from "../i18n";
import { fold } from "../tools/search";
import { Badge } from "../ui/badge";
import { Loaded } from "../ui/feedback";
import { SearchField } from "../ui/search-field";
import { cardClass, Part } from "./page";

/** What the environment sets; it is read at the start of the server and cannot be changed here. */
export function Configuration() {
  const configuration = useConfiguration(true);
  const [query, setQuery] = useState("");
  return (
    <Part
      title={t("Environment")}
      hint={t("Read when the server starts; change it where the server is started.")}
    >
      <div className="space-y-2">
        <SearchField label={t("Search variables")} value={query} onChange={setQuery} />
        <Loaded query={configuration} label={t("Loading the configuration")} rows={6}>
          {(variables) => {
            const found = variables.filter(({ name, help }) => fold(`${name} ${help}`).includes(fold(query)));
            return found.length ? (
              <ul className={cardClass}>
                {found.map((variable) => (
                  <VariableRow key={variable.name} variable={variable} />
                ))}
              </ul>
            ) : (
              <p className="py-2 text-sm text-muted">{t("No variable matches “{query}”.", { query })}</p>
            );
          }}
        </Loaded>
      </div>
    </Part>
  );
}

function VariableRow({ variable }: { variable: Variable }) {
  const { name, value, help, source } = variable;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-64">
        <code className="font-mono text-sm break-all">{name}</code>
        <p className="text-xs text-muted">{help}</p>
      </div>
      <div className="flex max-w-full min-w-0 items-center gap-2">
        <code className="min-w-0 font-mono text-sm break-all tabular">{value || "—"}</code>
        <Badge>{source === "environment" ? t("environment") : t("default")}</Badge>
      </div>
    </li>
  );
}
