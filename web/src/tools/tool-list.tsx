import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCatalogue } from "../api/queries";
import type { Catalogue, Tool } from "../api/types";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { cx } from "../ui/classes";
import { SearchField } from "../ui/search-field";
import { useKeptTools } from "./favourites";
import { nearestTools, searchTools } from "./search";
import { ToolLink } from "./tool-link";

interface ToolListProps {
  /** One column of names, for the panel beside an image; otherwise a grid with descriptions. */
  compact?: boolean;
}

/** All tools with instant search: favourites and recents first, then by category. */
export function ToolList({ compact = false }: ToolListProps) {
  const { data, isError, refetch } = useCatalogue();
  const [query, setQuery] = useState("");
  const navigate = useNavigate();
  const found = data ? searchTools(data.tools, data.categories, query) : [];
  const best = query ? found[0] : undefined;
  return (
    <div className="space-y-4">
      <SearchField
        label={t("Search tools")}
        value={query}
        onChange={setQuery}
        className={compact ? "" : "h-10!"}
        onEnter={() => best && void navigate({ to: "/$toolId", params: { toolId: best.id } })}
      />
      {!data ? (
        isError ? (
          <div className="flex flex-col items-start gap-3 py-4">
            <p>{t("The tools could not be loaded.")}</p>
            <Button onPress={() => void refetch()}>{t("Try again")}</Button>
          </div>
        ) : (
          <Skeletons compact={compact} />
        )
      ) : query ? (
        <Found catalogue={data} tools={found} query={query} compact={compact} onClear={() => setQuery("")} />
      ) : (
        <Everything catalogue={data} compact={compact} />
      )}
    </div>
  );
}

const grid = (compact: boolean) =>
  compact ? "-mx-3 flex flex-col" : "-mx-3 grid gap-1 md:grid-cols-2 xl:grid-cols-3";

interface SectionProps {
  title: string;
  color?: string | undefined;
  tools: Tool[];
  catalogue: Catalogue;
  compact: boolean;
}

function Section({ title, color, tools, catalogue, compact }: SectionProps) {
  return (
    <section aria-label={title}>
      <h2 className="flex items-center gap-2 pb-1 text-sm font-medium text-muted">
        {color && <span aria-hidden className="size-2 rounded-full" style={{ background: color }} />}
        {title}
      </h2>
      <div className={grid(compact)}>
        {tools.map((tool) => (
          <ToolLink
            key={tool.id}
            tool={tool}
            detailed={!compact}
            dotted={!color}
            category={catalogue.categories.find(({ id }) => id === tool.category)}
          />
        ))}
      </div>
    </section>
  );
}

function Everything({ catalogue, compact }: { catalogue: Catalogue; compact: boolean }) {
  const { favourites, recent } = useKeptTools();
  const byId = (ids: string[]) => ids.flatMap((id) => catalogue.tools.find((tool) => tool.id === id) ?? []);
  const starred = byId(favourites);
  const used = byId(recent.filter((id) => !favourites.includes(id)));
  const section = { catalogue, compact };
  // With few tools, a second list of the same ones is noise.
  const many = catalogue.tools.length > 8;
  return (
    <div className="space-y-5">
      {starred.length > 0 && <Section title={t("Favourites")} tools={starred} {...section} />}
      {used.length > 0 && many && <Section title={t("Recently used")} tools={used} {...section} />}
      {catalogue.categories.map(({ id, name, color }) => {
        const tools = catalogue.tools.filter((tool) => tool.category === id);
        return tools.length > 0 && <Section key={id} title={name} color={color} tools={tools} {...section} />;
      })}
    </div>
  );
}

interface FoundProps {
  catalogue: Catalogue;
  tools: Tool[];
  query: string;
  compact: boolean;
  onClear: () => void;
}

function Found({ catalogue, tools, query, compact, onClear }: FoundProps) {
  const section = { catalogue, compact };
  if (tools.length) return <Section title={t("Found")} tools={tools} {...section} />;
  return (
    <div className="space-y-4">
      <div className="flex items-center gap-3">
        <p>{t("No tool is called “{query}”.", { query })}</p>
        <Button onPress={onClear}>{t("Clear")}</Button>
      </div>
      <Section title={t("Closest")} tools={nearestTools(catalogue.tools, query)} {...section} />
    </div>
  );
}

function Skeletons({ compact }: { compact: boolean }) {
  return (
    <div aria-busy role="status" aria-label={t("Loading tools")} className={grid(compact)}>
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className={cx("skeleton m-1 rounded-card", compact ? "h-9" : "h-14")} />
      ))}
    </div>
  );
}
