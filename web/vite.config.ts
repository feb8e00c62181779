import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { messages } from "./build/messages.ts";
import { precompress } from "./build/precompress.ts";

export default defineConfig({
  plugins: [react(), tailwind(), messages(), precompress()],
  build: {
    outDir: "../src/ashim/server/static",
    emptyOutDir: true,
    license: { fileName: "licenses.md" },
    target: "es2023",
    // Every file is a request of its own, so that the content security policy needs no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { host: "127.0.0.1", proxy: { "/api": "http://127.0.0.1:1349" } },
});
