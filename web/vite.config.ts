// Builds the dashboard's pages into dist/web: once to be served, once (--mode export) as one script and one style sheet
// that stand in an exported file. --mode site builds the page "Train here" alone into site/, with what it computes with.
import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";
import { runtimeFiles } from "../src/browser/runtime.ts";

/** What an exported file has in the place of the page "Train here". */
const none = join(import.meta.dirname, "train", "none.tsx");
const site = join(import.meta.dirname, "..", "site");

/** ONNX Runtime's own files, beside the page. */
const runtime: Plugin = {
  name: "runtime",
  async closeBundle() {
    const { resolve } = createRequire(import.meta.url);
    await mkdir(join(site, "runtime"), { recursive: true });
    for (const name of Object.values(runtimeFiles).flat())
      await copyFile(resolve(`onnxruntime-web/${name}`), join(site, "runtime", name));
  },
};

export default defineConfig(({ mode }) => ({
  root: mode === "site" ? join(import.meta.dirname, "train") : import.meta.dirname,
  base: "./",
  esbuild: {
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
  },
  logLevel: "warn",
  // ONNX Runtime's files are found by their address, not packed with the page.
  resolve: {
    conditions: ["onnxruntime-web-use-extern-wasm", ...defaultClientConditions],
    alias: mode === "export" ? [{ find: /^.*\/train\/lazy\.tsx$/, replacement: none }] : [],
  },
  worker: { format: "es" },
  ...(mode === "site" && { plugins: [runtime] }),
  build: {
    outDir: mode === "site" ? site : join(import.meta.dirname, "..", "dist", "web"),
    emptyOutDir: mode !== "export",
    target: "es2023",
    modulePreload: false,
    chunkSizeWarningLimit: 700,
    ...(mode === "export" && {
      lib: {
        entry: "main.tsx",
        formats: ["iife"],
        name: "pureDash",
        fileName: () => "export.js",
        cssFileName: "export",
      },
      rollupOptions: { output: { inlineDynamicImports: true } },
    }),
  },
}));
