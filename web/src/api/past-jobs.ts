import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { authorization, call, request } from "./client";
import { JOBS, listJobs } from "./jobs";
import { isRunning, queryClient } from "./queries";
import type { Job } from "./types";

const PAGE = 20;
const POLL_MS = 700;

/** My jobs that are over, newest first, page after page. */
export const useFinishedJobs = () =>
  useInfiniteQuery({
    queryKey: ["jobs", "finished"],
    queryFn: async ({ pageParam }) =>
      (
        await listJobs({
          status: "finished",
          limit: String(PAGE),
          ...(pageParam ? { before: pageParam } : {}),
        })
      ).filter((job) => !isRunning(job)),
    initialPageParam: "",
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.createdAt : undefined),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** Asks for both lists anew, one after the other: a job that ends in between is in the second. */
export async function refreshJobs(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ["jobs", "active"] });
  await queryClient.invalidateQueries({ queryKey: ["jobs", "finished"] });
}

/** Forgets a finished job and deletes its files. */
export const deleteJob = (id: string) => call(`${JOBS}/${id}`, { method: "DELETE" });

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
