import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

const NAME = "virtual:messages";
const CALL = /\bt\(\s*("(?:[^"\\\n]|\\.)*")/g;

/** Gives `virtual:messages`: the texts of every `t("…")` call in src/, compiled, so that no parser is shipped. */
export function messages(): Plugin {
  let source = "";
  return {
    name: "messages",
    configResolved(config) {
      source = join(config.root, "src");
    },
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    async load(id) {
      if (id !== `\0${NAME}`) return undefined;
      const texts = await collect(source);
      const compiled = Object.fromEntries(texts.map((text) => [text, compileMessage(text)]));
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(compiled))});`;
    },
  };
}

/** Texts with placeholders; a plain text is its own translation in English. */
async function collect(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.tsx?$/.test(name));
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const texts = files.flatMap((file) =>
    [...file.matchAll(CALL)].map((match) => JSON.parse(match[1] ?? '""') as string),
  );
  return [...new Set(texts)].filter((text) => text.includes("{")).sort();
}
