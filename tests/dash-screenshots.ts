// Pictures of the dashboard: `npx tsx tests/dash-screenshots.ts RUNS DIRECTORY [NAME=ROUTE...]`. A route is the part of the
// address behind #/. Each is drawn whole at 1280 and 390 px, light and dark; with --top, as documents have it: the
// first 900 px at 1280, light. RUNS may also be the file of a run, such as its report.html.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startDash } from "../src/dash/server.ts";
import { launchChromium } from "./chromium.ts";

const words = process.argv.slice(2);
const top = words.includes("--top");
const [runs, directory, ...routes] = words.filter((word) => word !== "--top");
if (!runs || !directory) throw new Error("usage: dash-screenshots.ts RUNS DIRECTORY [--top] [NAME=ROUTE...]");
mkdirSync(directory, { recursive: true });
const dash = runs.endsWith(".html") ? null : await startDash({ directory: runs });
const address = dash?.url ?? String(pathToFileURL(runs));
const browser = await launchChromium();

async function draw(
  name: string,
  route: string,
  width: number,
  colorScheme: "light" | "dark",
): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  page.on("pageerror", (error) => console.error(`${route}: ${error.message}`));
  await page.goto(`${address}#/${route}`);
  await page.waitForTimeout(2500);
  // Charts are drawn as they come into view.
  const height = Number(await page.evaluate("document.documentElement.scrollHeight"));
  for (let y = 0; !top && y < height; y += 500) {
    await page.evaluate(`scrollTo(0, ${y})`);
    await page.waitForTimeout(80);
  }
  await page.evaluate("scrollTo(0, 0)");
  await page.waitForTimeout(400);
  const file = top ? `${name}.png` : `${name}-${width}-${colorScheme}.png`;
  await page.screenshot({ path: join(directory, file), fullPage: !top });
  console.log(file);
  await page.close();
}

try {
  for (const word of routes.length > 0 ? routes : ["runs="]) {
    const [name, ...rest] = word.split("=");
    const route = rest.join("=");
    if (top) await draw(name, route, 1280, "light");
    else
      for (const colorScheme of ["light", "dark"] as const)
        for (const width of [1280, 390]) await draw(name, route, width, colorScheme);
  }
} finally {
  await browser.close();
  await dash?.close();
}
