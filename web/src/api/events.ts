/** One event of a job's stream; single runs fill the first group, batches the second. */
export interface JobEvent {
  type: "single" | "batch";
  phase?: "processing" | "complete" | "failed" | string;
  stage?: string;
  percent?: number;
  status?: string;
  completedFiles?: number;
  failedFiles?: number;
  totalFiles?: number;
  currentFile?: string;
}

export const isEnd = (event: JobEvent): boolean =>
  event.type === "batch"
    ? event.status === "completed" || event.status === "failed"
    : event.phase === "complete" || event.phase === "failed";

const FIRST_DELAY = 500;
const LONGEST_DELAY = 8000;

/**
 * Follows a job: calls `onEvent` for every event and `onGap` whenever the stream broke, so that the caller reads
 * the job's state instead; then tries again with growing pauses. Gives a function that stops it.
 */
export function followJob(jobId: string, onEvent: (event: JobEvent) => void, onGap: () => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = FIRST_DELAY;

  const open = () => {
    source = new EventSource(`/api/v1/jobs/${jobId}/progress`);
    source.onmessage = ({ data }) => {
      delay = FIRST_DELAY;
      const event = JSON.parse(data) as JobEvent;
      onEvent(event);
      if (isEnd(event)) stop();
    };
    source.onerror = () => {
      source?.close();
      onGap();
      timer = setTimeout(open, delay);
      delay = Math.min(LONGEST_DELAY, delay * 2);
    };
  };
  const stop = () => {
    source?.close();
    clearTimeout(timer);
  };

  open();
  return stop;
}
