const MOST_FILES = 6;
const MOST_BYTES = 12 * 1024 * 1024;

interface Waiting {
  file: { size: number };
  alone?: boolean;
}

/** The files that go into one request: a few small ones together, a large one or a suspect by itself. */
export function nextBatch<T extends Waiting>(waiting: readonly T[]): T[] {
  const [first] = waiting;
  if (!first) return [];
  if (first.alone) return [first];
  const batch = [first];
  let bytes = first.file.size;
  for (const next of waiting.slice(1)) {
    bytes += next.file.size;
    if (next.alone || batch.length === MOST_FILES || bytes > MOST_BYTES) break;
    batch.push(next);
  }
  return batch;
}

/** How much of each file has left, once so many bytes of the whole request have: they leave one after the other. */
export function shares(
  sizes: readonly number[],
  sent: number,
  total: number,
): { sent: number; whole: boolean }[] {
  const sum = sizes.reduce((all, size) => all + size, 0);
  // The rest is the frame of the form, spread evenly.
  let left = total > 0 ? (sent / total) * sum : 0;
  return sizes.map((size) => {
    const part = Math.max(0, Math.min(size, left));
    left -= size;
    return { sent: part, whole: sent >= total || part >= size };
  });
}
