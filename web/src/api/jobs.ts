import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { authorization, call, request } from "./client";
import { isRunning, queryClient } from "./queries";
import type { Job } from "./types";

const JOBS = "/api/v1/jobs";
const PAGE = 20;
const BUSY_MS = 1500;
const IDLE_MS = 15_000;
const POLL_MS = 700;

const list = async (query: Record<string, string>): Promise<Job[]> =>
  (await call<{ jobs: Job[] }>(`${JOBS}?${new URLSearchParams(query)}`)).jobs;

/** My jobs that are not over, wherever they were started; asked again now and then, often while there are any. */
export const useActiveJobs = () =>
  useQuery({
    queryKey: ["jobs", "active"],
    queryFn: async () => (await list({ status: "active", limit: "200" })).filter(isRunning),
    refetchInterval: ({ state }) => (state.data?.length ? BUSY_MS : IDLE_MS),
    staleTime: 1000,
  });

/** My jobs that are over, newest first, page after page. */
export const useFinishedJobs = () =>
  useInfiniteQuery({
    queryKey: ["jobs", "finished"],
    queryFn: async ({ pageParam }) =>
      (
        await list({ status: "finished", limit: String(PAGE), ...(pageParam ? { before: pageParam } : {}) })
      ).filter((job) => !isRunning(job)),
    initialPageParam: "",
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.createdAt : undefined),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

export const refreshJobs = () => queryClient.invalidateQueries({ queryKey: ["jobs"] });

/** Runs a job's plan again on its inputs; with `failedOnly` just on the files that failed, beside the results so far. */
export const rerunJob = (id: string, failedOnly = false) =>
  call<{ jobId: string }>(`${JOBS}/${id}/rerun`, { method: "POST", body: { failedOnly } });

/** Forgets a finished job and deletes its files. */
export const deleteJob = (id: string) => call(`${JOBS}/${id}`, { method: "DELETE" });

export const cancelJob = (id: string) => call(`${JOBS}/${id}/cancel`, { method: "POST" });

/** Runs a tool on stored files and waits for the end, however long it takes. */
export async function runStored(
  toolId: string,
  fileIds: readonly string[],
  settings: Record<string, unknown> = {},
): Promise<Job> {
  const form = new FormData();
  form.append("settings", JSON.stringify(settings));
  form.append("fileId", JSON.stringify(fileIds));
  const answer = await request(`/api/v1/tools/${toolId}`, {
    method: "POST",
    headers: authorization(),
    body: form,
  });
  let job = (await answer.json()) as Job;
  while (answer.status === 202 && (!job.status || isRunning(job))) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    job = await call<Job>(`${JOBS}/${job.jobId}`);
  }
  if (job.status === "failed") throw new Error(job.error);
  return job;
}
