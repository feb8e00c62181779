import { useQuery } from "@tanstack/react-query";
import { call } from "./client";
import { isRunning } from "./queries";
import type { Job } from "./types";

export const JOBS = "/api/v1/jobs";
const BUSY_MS = 1500;
const IDLE_MS = 15_000;

export const listJobs = async (query: Record<string, string>): Promise<Job[]> =>
  (await call<{ jobs: Job[] }>(`${JOBS}?${new URLSearchParams(query)}`)).jobs;

/** My jobs that are not over, wherever they were started; asked again now and then, often while there are any. */
export const useActiveJobs = () =>
  useQuery({
    queryKey: ["jobs", "active"],
    queryFn: async () => (await listJobs({ status: "active", limit: "200" })).filter(isRunning),
    refetchInterval: ({ state }) => (state.data?.length ? BUSY_MS : IDLE_MS),
    staleTime: 1000,
  });

/** Runs a job's plan again on its inputs; with `failedOnly` just on the files that failed, beside the results so far. */
export const rerunJob = (id: string, failedOnly = false) =>
  call<{ jobId: string }>(`${JOBS}/${id}/rerun`, { method: "POST", body: { failedOnly } });
