import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ApiError } from "../api/client";
import { t } from "../i18n";
import { Button } from "./button";
import { cx } from "./classes";

/** What went wrong, in the words of the server where it sent any. */
export const errorText = (error: Error): string => (error instanceof ApiError ? error.text : error.message);

/** An error where it happened; keeps its place when there is none if `reserved`. */
export function ErrorLine({
  error,
  reserved = false,
  className,
}: {
  error: Error | string | null;
  reserved?: boolean;
  className?: string;
}) {
  return (
    <p role="alert" className={cx("text-sm text-danger", reserved && "min-h-[18px]", className)}>
      {error && (typeof error === "string" ? error : errorText(error))}
    </p>
  );
}

interface Query<T> {
  data: T | undefined;
  error: Error | null;
  isFetching: boolean;
  refetch: () => unknown;
}

interface LoadedProps<T> {
  query: Query<T>;
  /** What is loading, for screen readers. */
  label: string;
  /** Rows of the skeleton. */
  rows?: number;
  children: (data: T) => ReactNode;
}

/** A part that loads: its skeleton, its content, or why not and another try. */
export function Loaded<T>({ query, label, rows = 3, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error && !query.isFetching)
    return (
      <div
        role="alert"
        className="flex flex-wrap items-center gap-3 rounded-card border bg-panel p-4 text-sm"
      >
        <CircleAlert size={16} className="shrink-0 text-danger" />
        <p className="min-w-0 grow">{errorText(query.error)}</p>
        <Button onPress={() => query.refetch()}>{t("Try again")}</Button>
      </div>
    );
  return (
    <div role="status" aria-label={label} className="divide-y overflow-hidden rounded-card border bg-panel">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex h-12 items-center px-4">
          <div className="skeleton h-3.5 w-1/3 rounded-control" />
        </div>
      ))}
    </div>
  );
}
