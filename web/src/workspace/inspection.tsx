import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { authorization, request } from "../api/client";
import type { Tool } from "../api/types";
import { t } from "../i18n";
import { Data } from "./data";
import type { Version } from "./store";

/** What a tool can tell about an image before it is run: its metadata, its frames, its weaknesses. */
export function Inspection({ tool, version }: { tool: Tool; version: Version }) {
  const operation = tool.operations.find(
    ({ takes, output }) => takes !== "nothing" && output.includes("report"),
  );
  const { data, isPending, error } = useQuery({
    queryKey: ["inspection", tool.id, version.id],
    enabled: operation !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async () => {
      const form = new FormData();
      form.append("file", version.blob, version.name);
      const path = `/api/v1/tools/${tool.id}/${operation?.id}`;
      const answer = await request(path, { method: "POST", body: form, headers: authorization() });
      return (await answer.json()) as Record<string, unknown>;
    },
  });
  if (!operation) return null;
  return (
    <details className="group border-t pt-2">
      <summary className="flex h-8 items-center gap-1 rounded-control text-sm font-medium touch:h-11">
        <ChevronRight size={16} className="group-open:rotate-90" />
        {t("What the file tells")}
      </summary>
      <div className="max-h-96 overflow-auto pt-2 pb-2">
        {isPending && (
          <div role="status" aria-label={t("Reading the file")} className="skeleton h-12 rounded-control" />
        )}
        {error && <p className="text-sm text-muted">{error.message}</p>}
        {data && <Data value={data} />}
      </div>
    </details>
  );
}
