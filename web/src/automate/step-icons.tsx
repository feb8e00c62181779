import { ChevronRight } from "lucide-react";
import { Fragment } from "react";
import type { WireStep } from "../api/pipelines";
import { usePresets } from "../api/presets";
import { useCatalogue } from "../api/queries";
import { useCan } from "../api/session";
import { formatList } from "../i18n/format";
import { iconNamed } from "../ui/icons";

const MOST = 7;

/** The tools of a pipeline in a row, as pictures with one name for all. */
export function StepIcons({ steps }: { steps: WireStep[] }) {
  const tools = useCatalogue().data?.tools;
  const presets = usePresets(useCan()("pipelines:own")).data;
  const found = steps.map(({ toolId, presetId }) => {
    const id = toolId ?? presets?.find((preset) => preset.id === presetId)?.toolId;
    return { id, tool: tools?.find((tool) => tool.id === id) };
  });
  const names = formatList(found.map(({ id, tool }) => tool?.name ?? id ?? "?"));
  return (
    <span role="img" aria-label={names} title={names} className="flex items-center text-muted">
      {found.slice(0, MOST).map(({ tool }, index) => {
        const Icon = iconNamed(tool?.icon ?? "");
        return (
          <Fragment key={index}>
            {index > 0 && <ChevronRight size={12} className="shrink-0 rtl:-scale-x-100" />}
            <Icon size={16} strokeWidth={1.75} className="shrink-0" />
          </Fragment>
        );
      })}
      {found.length > MOST && <span className="ps-1 text-xs tabular">{`+${found.length - MOST}`}</span>}
    </span>
  );
}
