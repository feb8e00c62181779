import { describe, expect, it } from "vitest";
import type { Job, JobFile } from "../../api/types";
import { doing, jobPercent, reportOf, sizesOf, sizeText, subjectOf } from "./words";

const job = (change: Partial<Job>): Job => ({
  jobId: "1",
  type: "resize",
  status: "completed",
  createdAt: "2026-11-22T10:00:00.000Z",
  ...change,
});
const file = (index: number, status: JobFile["status"], change: Partial<JobFile> = {}): JobFile => ({
  index,
  status,
  filename: `${index}.jpg`,
  ...change,
});

describe("a job in words", () => {
  it("is called by its result, by its file while there is none, or by its count", () => {
    expect(subjectOf(job({ filename: "out.jpg", inputName: "in.jpg" }))).toBe("out.jpg");
    expect(subjectOf(job({ inputName: "in.jpg" }))).toBe("in.jpg");
    expect(subjectOf(job({ files: [file(0, "completed"), file(1, "completed")] }))).toBe("2 images");
    expect(subjectOf(job({ files: [file(0, "completed"), file(1, "failed")] }))).toBe("1 of 2 images done");
  });

  it("says what it waits for and how far it is", () => {
    expect(doing(job({ status: "queued", position: 1 }))).toBe("Waiting, 1 task before it");
    expect(doing(job({ status: "queued" }))).toBe("Waiting for its turn");
    expect(doing(job({ status: "processing", stage: "Encoding" }))).toBe("Encoding");
    expect(doing(job({ status: "processing", files: [file(0, "failed"), file(1, "waiting")] }))).toBe(
      "1 of 2 done",
    );
    expect(jobPercent(job({ status: "queued", progress: 0.5 }))).toBe(0);
    expect(jobPercent(job({ status: "processing", progress: 0.5 }))).toBe(50);
    expect(jobPercent(job({ status: "processing", progress: 0 }))).toBeNull();
  });

  it("adds up the sizes of the files that are done", () => {
    const files = [
      file(0, "completed", { originalSize: 2048, processedSize: 1024 }),
      file(1, "completed", { originalSize: 2048, processedSize: 1024 }),
      file(2, "failed", { originalSize: 9999 }),
    ];
    expect(sizeText(sizesOf(job({ files })))).toBe("4 KB → 2 KB (-50%)");
    expect(sizeText(sizesOf(job({ files: [file(0, "failed")] })))).toBe("");
    expect(sizeText({ processedSize: 1024 })).toBe("1 KB");
  });

  it("reports a failure with the files and reasons", () => {
    const failed = job({ status: "failed", error: "bad", files: [file(0, "failed", { error: "damaged" })] });
    expect(reportOf(failed)).toBe("resize: failed\n1\n2026-11-22T10:00:00.000Z\nbad\n0.jpg: damaged");
  });
});
