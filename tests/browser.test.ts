// The entry pure-rl/browser in a real browser: bundled as a stranger would, it trains as Node does, on WebAssembly and on
// WebGPU (SwiftShader), and goes on from a checkpoint. Where there is no Chromium, or it has no WebGPU, that is skipped.
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runtimeFiles } from "../src/browser/index.ts";
import { createEmbeddedEngine } from "../src/engine/embedded/engine.ts";
import { smallPolicy, trainSteps } from "./browser-steps.ts";
import { chromiumPath, launchChromium } from "./chromium.ts";

if (chromiumPath === undefined)
  console.warn("tests/browser.test.ts: no Chromium here (CHROMIUM names one); skipped");

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe.skipIf(chromiumPath === undefined)("pure-rl/browser", () => {
  const directory = mkdtempSync(join(tmpdir(), "pure-browser-"));
  let server: Server;
  let browser: Browser;
  let page: Page;
  let expected: number[];
  const asked: string[] = [];

  beforeAll(async () => {
    await build({
      ...{ configFile: false, logLevel: "error", root: path(".") },
      resolve: {
        conditions: ["onnxruntime-web-use-extern-wasm", "module", "browser", "production"],
        alias: { "pure-rl/browser": path("../src/browser/index.ts"), "pure-rl/toy": path("../src/toy.ts") },
      },
      build: {
        ...{ outDir: directory, emptyOutDir: true, target: "es2023", minify: false },
        rollupOptions: {
          input: { page: path("browser-page.ts"), example: path("../examples/in-browser.ts") },
          output: { entryFileNames: "[name].js" },
        },
      },
    });
    // What keeps pages from running programs that they made.
    const headers = {
      "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    };
    server = createServer(async ({ url = "" }, answer) => {
      const name = url.slice(1);
      const type = /js$/.test(name)
        ? "text/javascript"
        : /wasm$/.test(name)
          ? "application/wasm"
          : "text/html";
      const file = Object.values(runtimeFiles).flat().includes(name.replace("runtime/", ""))
        ? path(`../node_modules/onnxruntime-web/dist/${name.replace("runtime/", "")}`)
        : join(directory, name);
      const body =
        name === "" || name === "example"
          ? `<!doctype html><link rel="icon" href="data:,"><script type="module" src="${name || "page"}.js"></script>`
          : await readFile(file).catch(() => null);
      answer.writeHead(body === null ? 404 : 200, { ...headers, "Content-Type": type }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await launchChromium({ webgpu: true });
    page = await browser.newPage();
    page.on("request", (request) => asked.push(request.url()));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await page.goto(address);
    await page.waitForFunction(() => "train" in window);
    const engine = createEmbeddedEngine({ model: smallPolicy() });
    expected = await trainSteps(engine, directory);
    await engine.dispose();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const close = (found: readonly number[]) =>
    found.forEach((number, i) => {
      expect(Math.abs(number - expected[i]), `number ${i}: ${number}, in Node ${expected[i]}`).toBeLessThan(
        1e-3,
      );
    });

  it("trains on WebAssembly as Node does, and goes on from a checkpoint", { timeout: 120_000 }, async () => {
    const { found, text } = await page.evaluate(() => window.train("wasm", "runtime/"));
    expect(text).toMatch(/^computes in WebAssembly on \d threads?$/);
    close(found);
    // Two steps again, from the checkpoint before them.
    expect(found.slice(24)).toEqual(found.slice(8, 24));
    const own = new URL(page.url()).origin;
    expect(asked.filter((url) => !url.startsWith(own) && !/^(data|blob):/.test(url))).toEqual([]);
  });

  it("trains on WebGPU as Node does", { timeout: 300_000 }, async (context) => {
    const there = await page.evaluate(
      async () => !!(await (navigator as { gpu?: { requestAdapter(): unknown } }).gpu?.requestAdapter()),
    );
    if (!there) context.skip("this Chromium has no WebGPU on SwiftShader");
    const { found, text } = await page.evaluate(() => window.train("webgpu", "runtime/"));
    expect(text).toMatch(/^computes on WebGPU/);
    close(found);
  });

  it("runs the example, on WebAssembly by itself for a small model", { timeout: 120_000 }, async () => {
    const own = await browser.newPage();
    await own.goto(`${page.url()}example`);
    await own.waitForFunction(() => document.title !== "", null, { timeout: 100_000 });
    expect(await own.title()).toMatch(/^computes in WebAssembly on \d threads?; before .*, after A2;$/);
  });
});
