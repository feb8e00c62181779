/** localStorage that does not throw where the browser forbids it. */
export const storage = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Full or forbidden: the value lives for this visit only.
    }
  },
  remove(key: string): void {
    try {
      localStorage.removeItem(key);
    } catch {
      // As above.
    }
  },
  /** The JSON value under `key`, or `fallback` where there is none that parses. */
  read<T>(key: string, fallback: T): T {
    try {
      return (JSON.parse(storage.get(key) ?? "null") as T | null) ?? fallback;
    } catch {
      return fallback;
    }
  },
};
