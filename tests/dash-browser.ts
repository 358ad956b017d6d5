// The dashboard in a real browser, for tests of its pages: a folder of runs, its server, and pages of which everything that
// goes wrong, or asks another host, is a fault. `npm run build` first. Where there is no Chromium such tests are skipped.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Dash, startDash } from "../src/dash/server.ts";
import { chromiumPath, launchChromium } from "./chromium.ts";

if (chromiumPath === undefined)
  console.warn("No Chromium here (CHROMIUM names one): the dashboard's pages are not tested.");

export const noBrowser = chromiumPath === undefined;

/** What a page shows comes in its own time. */
export const waits = { timeout: 20_000 };

/** The route of a group, or of its credit. */
export const groupRoute = (run: string, step: number, number: number, page = "group") =>
  `${page}?${new URLSearchParams({ run, step: String(step), group: String(number) })}`;

export interface DashPages {
  readonly root: string;
  readonly dash: Dash;
  readonly browser: Browser;
  /** Of the test that runs. */
  readonly faults: string[];
  open(route: string, options?: { width?: number; dark?: boolean; at?: string }): Promise<Page>;
}

/** Serves the runs that `write` makes, for the tests of the block it is called in. */
export function dashPages(write: (root: string) => Promise<void>): DashPages {
  let root: string;
  let dash: Dash;
  let browser: Browser;
  let faults: string[];
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "pure-dash-pages-"));
    await write(root);
    dash = await startDash({ directory: root });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await dash?.close();
    rmSync(root, { recursive: true, force: true });
  });
  beforeEach(async () => {
    // Pages that a failed test left behind go on reporting.
    for (const context of browser.contexts()) await context.close();
    faults = [];
  });
  return {
    get root() {
      return root;
    },
    get dash() {
      return dash;
    },
    get browser() {
      return browser;
    },
    get faults() {
      return faults;
    },
    async open(route, { width = 1280, dark = false, at = dash.url } = {}) {
      const page = await browser.newPage({
        viewport: { width, height: 800 },
        colorScheme: dark ? "dark" : "light",
      });
      // Other work on the machine may be heavy.
      page.setDefaultTimeout(60_000);
      const own = new URL(at).origin;
      page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
      page.on("console", (said) => said.type() === "error" && faults.push(`console: ${said.text()}`));
      page.on("dialog", (dialog) => faults.push(`dialog: ${dialog.message()}`));
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.protocol !== "data:" && url.protocol !== "blob:" && url.origin !== own)
          faults.push(`asks ${url}`);
      });
      await page.goto(`${at}#/${route}`);
      return page;
    },
  };
}

/** What axe finds that is serious or critical, one line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate("axe.run()")) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
}
