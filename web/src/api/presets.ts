import { useQuery } from "@tanstack/react-query";
import type { Values } from "../schema/model";
import { call } from "./client";
import { queryClient } from "./queries";

/** Who sees something: its owner, the owner's team, or everybody. */
export type Visibility = "own" | "team" | "all";

/** Settings of a tool under a name. */
export interface Preset {
  id: string;
  toolId: string;
  name: string;
  settings: Values;
  visibility: Visibility;
  owner: string | null;
  mine: boolean;
  editable: boolean;
  createdAt: string;
  updatedAt: string;
}

const PRESETS = "/api/v1/presets";

export const usePresets = (enabled = true) =>
  useQuery({
    queryKey: ["presets"],
    queryFn: async () => (await call<{ presets: Preset[] }>(PRESETS)).presets,
    enabled,
  });

const refreshed = async <T>(work: Promise<T>): Promise<T> => {
  const answer = await work;
  await queryClient.invalidateQueries({ queryKey: ["presets"] });
  return answer;
};

type Facts = Pick<Preset, "name" | "settings" | "visibility">;

export const createPreset = (body: { toolId: string } & Facts) =>
  refreshed(call<Preset>(PRESETS, { method: "POST", body }));

export const changePreset = (id: string, body: Partial<Facts>) =>
  refreshed(call<Preset>(`${PRESETS}/${id}`, { method: "PUT", body }));

export const deletePreset = (id: string) => refreshed(call(`${PRESETS}/${id}`, { method: "DELETE" }));
