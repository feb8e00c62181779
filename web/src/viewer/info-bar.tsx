import { t } from "../i18n";
import { formatBytes, formatChange, formatNumber, formatSize } from "../i18n/format";

/** What is known of an image; `after` is there once a tool has run. */
export interface Facts {
  name: string;
  before: Side;
  after?: Side | undefined;
}

export interface Side {
  width?: number | undefined;
  height?: number | undefined;
  bytes?: number | undefined;
  format?: string | undefined;
}

/** One line about the picture: name, dimensions, size and format, each "before → after" where it changed. */
export function InfoBar({ facts: { name, before, after } }: { facts: Facts }) {
  const pair = (a: string | undefined, b: string | undefined) =>
    a && b && a !== b ? `${a} → ${b}` : (b ?? a);
  const size = (side?: Side) =>
    side?.width && side.height ? formatSize(side.width, side.height) : undefined;
  const bytes = (side?: Side) => (side?.bytes === undefined ? undefined : formatBytes(side.bytes));
  const change = before.bytes && after?.bytes !== undefined ? formatChange(before.bytes, after.bytes) : null;
  const exact = [before.bytes, after?.bytes]
    .filter((count) => count !== undefined)
    .map((count) => formatNumber(count));
  return (
    <p className="flex min-w-0 items-center gap-x-3 overflow-hidden text-xs whitespace-nowrap text-muted tabular max-md:px-2">
      <bdi className="min-w-8 shrink truncate font-medium text-text" title={name}>
        {name}
      </bdi>
      <span>{pair(size(before), size(after))}</span>
      <span className="md:@max-[50rem]/bar:hidden" title={t("{bytes} bytes", { bytes: exact.join(" → ") })}>
        {pair(bytes(before), bytes(after))}
        {change && ` (${change})`}
      </span>
      <span className="uppercase max-xl:hidden">{pair(before.format, after?.format)}</span>
    </p>
  );
}
