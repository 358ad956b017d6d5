// Builds the dashboard's pages into dist/web: once to be served, once (--mode export) as one script and one style sheet
// that stand in an exported file.
import { defineConfig } from "vite";

export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: "./",
  esbuild: {
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
  },
  logLevel: "warn",
  build: {
    outDir: "../dist/web",
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
