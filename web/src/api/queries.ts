import { QueryClient, useQuery } from "@tanstack/react-query";
import { ApiError, call } from "./client";
import type { Catalogue, ImageFormat, Job, Limits } from "./types";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

const LONG = 10 * 60_000;

export const useCatalogue = () =>
  useQuery({ queryKey: ["tools"], queryFn: () => call<Catalogue>("/api/v1/tools"), staleTime: LONG });

export const useFormats = () =>
  useQuery({
    queryKey: ["formats"],
    queryFn: async () => (await call<{ formats: ImageFormat[] }>("/api/v1/formats")).formats,
    staleTime: LONG,
  });

export const useLimits = () =>
  useQuery({ queryKey: ["limits"], queryFn: () => call<Limits>("/api/v1/limits"), staleTime: LONG });

export const useVersion = () =>
  useQuery({
    queryKey: ["version"],
    queryFn: () => call<{ version: string }>("/api/v1/health"),
    staleTime: LONG,
  });

export const isRunning = (job: Job): boolean => job.status === "queued" || job.status === "processing";
