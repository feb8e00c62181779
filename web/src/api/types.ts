import type { ObjectSchema } from "../schema/model";

export interface Category {
  id: string;
  name: string;
  color: string;
  icon: string;
}

export type Display = "side-by-side" | "before-after" | "result" | string;

export interface Tool {
  id: string;
  name: string;
  description: string;
  category: string;
  icon: string;
  verb: string;
  keywords: string[];
  display: Display;
  live: "css" | "formula" | null;
  /** Whether the server draws previews of what its settings do. */
  preview?: boolean;
  /** Whether it can be a step of a pipeline. */
  pipeline: boolean;
  batch: boolean;
  input: {
    /** How many files it takes; no maximum means all at once, in one run. */
    min: number;
    max: number | null;
    accept: "image" | "svg" | "pdf" | "any";
    /** Second pictures, each with a form field of its own. */
    fields: { name: string; label: string; required: boolean }[];
  };
  /** What comes out: image, file, several, report. */
  output: string[];
  /** What else the tool answers at once, such as what it finds in a file. */
  operations: { id: string; takes: string; output: string[] }[];
  suggestions: string[];
  examples: { title: string; settings: Record<string, unknown> }[];
  /** Only in the full catalogue of administrators: the tool is switched off. */
  disabled?: boolean;
  schema: ObjectSchema;
}

export interface Catalogue {
  categories: Category[];
  tools: Tool[];
}

export interface ImageFormat {
  id: string;
  name: string;
  extensions: string[];
  mime: string;
  reads: boolean;
  writes: boolean;
  alpha: boolean;
  lossy: boolean;
  browser: boolean;
}

/** A missing or null limit means that there is none. */
export interface Limits {
  maxUploadBytes?: number | null;
  maxBatchFiles?: number | null;
  maxMegapixels?: number | null;
  maxPipelineSteps?: number | null;
  /** After how many hours what is not saved is deleted. */
  retentionHours?: number | null;
}

export type JobStatus = "queued" | "processing" | "completed" | "failed" | "cancelled";

/** What one run made of one file. */
export interface Output {
  filename?: string;
  downloadUrl?: string;
  previewUrl?: string;
  originalSize?: number;
  processedSize?: number;
  format?: string;
  width?: number;
  height?: number;
  error?: string;
  warnings?: string[];
  /** The stored file that the result was kept as. */
  savedFileId?: string;
}

export interface JobFile extends Output {
  index: number;
  filename: string;
  outputName?: string;
  status: "waiting" | "processing" | "completed" | "failed" | "cancelled";
}

/** One of several results of one run. */
export interface Piece {
  filename: string;
  downloadUrl: string;
  size: number;
  format: string;
  width?: number;
  height?: number;
}

export interface Job extends Output {
  jobId: string;
  type: string;
  status: JobStatus;
  progress?: number;
  stage?: string;
  createdAt: string;
  completedAt?: string;
  files?: JobFile[];
  archiveUrl?: string;
  outputs?: Piece[];
  zipUrl?: string;
  zipSize?: number;
  /** What the file that a single run works on is called. */
  inputName?: string;
  /** How many tasks of whomever are served before it, while it waits. */
  position?: number;
  /** Whether its inputs are still there, so that it can run again. */
  retryable?: boolean;
  /** When its files go. */
  expiresAt?: string;
}
