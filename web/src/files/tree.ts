import type { StoredFile } from "../api/library";

/** A version and where it hangs in its tree. */
export interface Branch {
  file: StoredFile;
  parent: StoredFile | undefined;
  /** How many forks lie between it and the line that leads to the newest version. */
  depth: number;
  /** How many versions were made from it, directly and further on. */
  descendants: number;
  newest: boolean;
}

/**
 * The versions of a file (oldest first), each behind the one it was made from. The line that leads to the newest one
 * goes straight on; where it forks, the other branches come first and are one deeper.
 */
export function branches(versions: readonly StoredFile[]): Branch[] {
  const known = new Map(versions.map((file) => [file.id, file]));
  const parentOf = ({ parentId }: StoredFile) => known.get(parentId ?? "");
  const newest = versions.at(-1);
  const main = new Set<StoredFile>();
  for (let file = newest; file && !main.has(file); file = parentOf(file)) main.add(file);

  const found: Branch[] = [];
  const visit = (file: StoredFile, depth: number): number => {
    const parent = parentOf(file);
    const branch: Branch = { file, parent, depth, descendants: 0, newest: file === newest };
    found.push(branch);
    const children = versions.filter((other) => parentOf(other) === file);
    const straight = children.find((child) => main.has(child)) ?? children.at(-1);
    for (const child of children) if (child !== straight) branch.descendants += 1 + visit(child, depth + 1);
    if (straight) branch.descendants += 1 + visit(straight, depth);
    return branch.descendants;
  };
  // What grew from a version that this viewer may not see stands by itself.
  for (const root of versions.filter((file) => !parentOf(file))) visit(root, 0);
  return found;
}

/** Whether a version is another one or grew from it. */
export function isWithin(versions: readonly StoredFile[], file: StoredFile, ancestor: StoredFile): boolean {
  for (let at: StoredFile | undefined = file; at; ) {
    if (at.id === ancestor.id) return true;
    const { parentId }: StoredFile = at;
    at = versions.find(({ id }) => id === parentId);
  }
  return false;
}

export interface Step {
  toolId: string;
  /** Null where they are not known. */
  settings: Record<string, unknown> | null;
}

/** What led to a version: the tools since the one before, or that an earlier one was made current again. */
export function origin(
  file: StoredFile,
  parent: StoredFile | undefined,
): { steps: Step[]; restored: boolean } {
  const before = parent?.toolChain ?? [];
  const grew =
    file.toolChain.length > before.length &&
    before.every((toolId, index) => file.toolChain[index] === toolId);
  if (parent && !grew) return { steps: [], restored: true };
  return { steps: stepsOf(file).slice(before.length), restored: false };
}

/** All that was done to a file since the original. */
export const stepsOf = (file: StoredFile): Step[] =>
  file.toolChain.map((toolId, index) => ({ toolId, settings: file.chainSettings[index] ?? null }));
