import { useQuery } from "@tanstack/react-query";
import type { Values } from "../schema/model";
import { authorization, call, request } from "./client";
import type { Visibility } from "./presets";
import { queryClient } from "./queries";

/** A step as it travels: a tool with its settings, or a preset. Switched off, it is kept but not run. */
export interface WireStep {
  toolId?: string;
  settings?: Values;
  presetId?: string;
  enabled?: boolean;
}

export interface SavedPipeline {
  id: string;
  name: string;
  description: string | null;
  steps: WireStep[];
  createdAt: string;
  updatedAt: string;
  visibility: Visibility;
  owner: string | null;
  mine: boolean;
  editable: boolean;
  lastRunAt?: string;
}

/** What stands in a pipeline file, and what of it this server cannot do. */
export interface CheckedPipeline {
  name: string;
  description: string | null;
  steps: WireStep[];
  problems: { step: number; toolId: string; path?: string; message: string }[];
}

const PIPELINES = "/api/v1/pipeline";

export const usePipelines = (enabled = true) =>
  useQuery({
    queryKey: ["pipelines"],
    queryFn: async () => (await call<{ pipelines: SavedPipeline[] }>(`${PIPELINES}/list`)).pipelines,
    enabled,
  });

export const readPipeline = (id: string) => call<SavedPipeline>(`${PIPELINES}/${encodeURIComponent(id)}`);

export const refreshPipelines = () => queryClient.invalidateQueries({ queryKey: ["pipelines"] });

const refreshed = async <T>(work: Promise<T>): Promise<T> => {
  const answer = await work;
  await refreshPipelines();
  return answer;
};

export interface PipelineFacts {
  name: string;
  description: string;
  visibility: Visibility;
  steps: WireStep[];
}

export const savePipeline = (body: PipelineFacts) =>
  refreshed(call<SavedPipeline>(`${PIPELINES}/save`, { method: "POST", body }));

export const changePipeline = (id: string, body: Partial<PipelineFacts>) =>
  refreshed(call<SavedPipeline>(`${PIPELINES}/${id}`, { method: "PUT", body }));

export const deletePipeline = (id: string) => refreshed(call(`${PIPELINES}/${id}`, { method: "DELETE" }));

export const exportUrl = (id: string): string => `${PIPELINES}/${id}/export`;

/** Reads a pipeline file without saving it. */
export async function checkPipeline(text: string): Promise<CheckedPipeline> {
  const headers = { ...authorization(), "Content-Type": "application/yaml" };
  const answer = await request(`${PIPELINES}/import?check=true`, { method: "POST", headers, body: text });
  return (await answer.json()) as CheckedPipeline;
}
