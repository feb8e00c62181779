import { type ReactNode, useEffect } from "react";
import { useActiveJobs } from "../../api/jobs";
import { useFinishedJobs } from "../../api/past-jobs";
import { queryClient } from "../../api/queries";
import { isPending, useUploads } from "../../files/uploads";
import { t } from "../../i18n";
import { Button } from "../../ui/button";
import { Drawer } from "../../ui/drawer";
import { errorText } from "../../ui/feedback";
import { isActive, useRuns } from "../../workspace/runs";
import { RecentJob } from "./recent";
import { RunningJob, RunRow, UploadsRow } from "./running";

/** Running and recent jobs of this user, wherever they were started. */
export function Activity({ onClose }: { onClose: () => void }) {
  const active = useActiveJobs();
  const finished = useFinishedJobs();
  const runs = Object.values(useRuns((state) => state.runs)).filter(isActive);
  const uploading = useUploads(({ uploads }) => uploads.some(isPending));
  const jobs = active.data ?? [];
  const elsewhere = jobs.filter((job) => !runs.some((run) => run.jobId === job.jobId));
  const recent = (finished.data?.pages.flat() ?? []).filter(
    (job) => !runs.some((run) => run.jobId === job.jobId),
  );
  const busy = runs.length > 0 || elsewhere.length > 0 || uploading;

  // What is no longer at work is among the recent ones now.
  const atWork = jobs
    .map(({ jobId }) => jobId)
    .sort()
    .join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever the set of jobs at work changes.
  useEffect(() => void queryClient.invalidateQueries({ queryKey: ["jobs", "finished"] }), [atWork]);

  return (
    <Drawer title={t("Activity")} onClose={onClose}>
      <div className="min-h-0 grow overflow-y-auto pb-4">
        {busy && (
          <Group title={t("Running")}>
            <UploadsRow />
            {[...runs].reverse().map((run) => (
              <RunRow key={run.jobId} run={run} job={jobs.find(({ jobId }) => jobId === run.jobId)} />
            ))}
            {elsewhere.map((job) => (
              <RunningJob key={job.jobId} job={job} />
            ))}
          </Group>
        )}
        {finished.isPending ? (
          <Skeleton />
        ) : finished.isError && !recent.length ? (
          <div role="alert" className="flex flex-wrap items-center gap-3 p-4 text-sm">
            <p className="min-w-0 grow">
              {t("The jobs could not be loaded.")} {errorText(finished.error)}
            </p>
            <Button onPress={() => void finished.refetch()}>{t("Try again")}</Button>
          </div>
        ) : recent.length ? (
          <Group title={t("Recent")}>
            {recent.map((job) => (
              <RecentJob key={job.jobId} job={job} />
            ))}
          </Group>
        ) : (
          !busy && (
            <p className="p-4 text-muted">
              {t("Nothing has run yet. Open a tool, add an image and run it.")}
            </p>
          )
        )}
        {finished.hasNextPage && (
          <div className="px-4 pt-2">
            <Button
              className="w-full"
              isDisabled={finished.isFetchingNextPage}
              onPress={() => void finished.fetchNextPage()}
            >
              {finished.isFetchingNextPage ? t("Loading") : t("Show older ones")}
            </Button>
          </div>
        )}
      </div>
    </Drawer>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="px-4 pt-3 pb-1 text-xs text-muted">{title}</h3>
      <ul aria-label={title} className="divide-y">
        {children}
      </ul>
    </section>
  );
}

const SKELETONS = [0, 1, 2, 3, 4, 5];

function Skeleton() {
  return (
    <div role="status" aria-label={t("Loading jobs")} className="pt-8">
      {SKELETONS.map((row) => (
        <div key={row} className="flex h-14 items-center gap-3 px-4">
          <div className="skeleton size-10 rounded-[4px]" />
          <div className="skeleton h-3.5 w-1/2 rounded-control" />
        </div>
      ))}
    </div>
  );
}
