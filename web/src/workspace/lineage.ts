import { current, type Entry, type Version } from "./store";

/** The version that another was made from; undefined for the original. */
export const parentOf = ({ versions }: Entry, version: Version): Version | undefined =>
  versions.find(({ id }) => id === version.from);

/** The versions from the original to the given one. */
export function pathTo(entry: Entry, version: Version): Version[] {
  const parent = parentOf(entry, version);
  return parent ? [...pathTo(entry, parent), version] : [version];
}

/** Where a step forward leads: to what was made last of the version in view. */
export const nextOf = (entry: Entry): Version | undefined =>
  entry.versions.findLast(({ from }) => from === current(entry).id);

export interface Row {
  version: Version;
  /** How many branches lie between it and the first line of steps. */
  depth: number;
}

/** The tree as lines: the newest step of each version goes on at its depth, older ones are branches. */
export function outline(entry: Entry, version = entry.versions[0], depth = 0): Row[] {
  if (!version) return [];
  const children = entry.versions.filter(({ from }) => from === version.id);
  const main = children.pop();
  return [
    { version, depth },
    ...children.flatMap((child) => outline(entry, child, depth + 1)),
    ...(main ? outline(entry, main, depth) : []),
  ];
}

/** The tools and settings that lead to a version, in their order. */
export const stepsTo = (entry: Entry, version: Version) =>
  pathTo(entry, version)
    .slice(1)
    .flatMap(({ toolId, settings }) => (toolId ? [{ toolId, settings: settings ?? {} }] : []));
