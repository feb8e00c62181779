import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId } from "react";
import { authorization, request } from "../api/client";
import type { Tool } from "../api/types";

/** Tables of codes before and after a matrix in linear light, one for each channel. */
interface Formula {
  before: number[][];
  matrix: number[][];
  after: number[][];
}

/** The change of colours that the settings of a tool make, as the server computes it; null for other tools. */
export function useFormula(tool: Tool, settings: Record<string, unknown>): Formula | null {
  const wanted = useDeferredValue(JSON.stringify(settings));
  const { data } = useQuery({
    queryKey: ["formula", tool.id, wanted],
    enabled: tool.live === "formula",
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
    queryFn: async ({ signal }) => {
      const headers = { ...authorization(), "Content-Type": "application/json" };
      const answer = await request(`/api/v1/tools/${tool.id}/formula`, {
        method: "POST",
        body: wanted,
        headers,
        signal,
      });
      return (await answer.json()) as Formula;
    },
  });
  return tool.live === "formula" ? (data ?? null) : null;
}

const CHANNELS = ["R", "G", "B"] as const;
const FUNCTIONS = { R: "feFuncR", G: "feFuncG", B: "feFuncB" } as const;

/** An SVG filter for a formula; give its address to the picture. */
export function ColourFilter({ formula, id }: { formula: Formula; id: string }) {
  const rows = formula.matrix.map((row) => [...row, 0, 0].join(" "));
  return (
    <svg aria-hidden className="absolute size-0">
      <filter id={id} x="0" y="0" width="100%" height="100%" colorInterpolationFilters="sRGB">
        <Table rows={formula.before} />
        <feColorMatrix colorInterpolationFilters="linearRGB" values={[...rows, "0 0 0 1 0"].join(" ")} />
        <Table rows={formula.after} />
      </filter>
    </svg>
  );
}

function Table({ rows }: { rows: number[][] }) {
  return (
    <feComponentTransfer>
      {CHANNELS.map((channel, index) => {
        const Transfer = FUNCTIONS[channel];
        return <Transfer key={channel} type="table" tableValues={rows[index]?.join(" ")} />;
      })}
    </feComponentTransfer>
  );
}

/** A name for a filter that no other has. */
export const useFilterId = (): string => `filter-${useId().replace(/[^a-z0-9]/gi, "")}`;
