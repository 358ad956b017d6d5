// Pictures of the dashboard: `npx tsx tests/dash-screenshots.ts RUNS DIRECTORY [ROUTE...]` writes each route (the part of
// the address behind #/; by default the first page) at 1280 and 390 px, light and dark.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startDash } from "../src/dash/server.ts";
import { launchChromium } from "./chromium.ts";

const [runs, directory, ...given] = process.argv.slice(2);
if (!runs || !directory) throw new Error("usage: dash-screenshots.ts RUNS DIRECTORY [ROUTE...]");
mkdirSync(directory, { recursive: true });
const dash = await startDash({ directory: runs });
const browser = await launchChromium();
try {
  for (const [i, route] of (given.length > 0 ? given : [""]).entries())
    for (const colorScheme of ["light", "dark"] as const)
      for (const width of [1280, 390]) {
        const page = await browser.newPage({
          viewport: { width, height: width > 700 ? 800 : 844 },
          colorScheme,
        });
        page.on("pageerror", (error) => console.error(`${route}: ${error.message}`));
        await page.goto(`${dash.url}#/${route}`);
        await page.waitForTimeout(1500);
        // Charts are drawn as they come into view.
        const height = await page.evaluate("document.documentElement.scrollHeight");
        for (let y = 0; y < Number(height); y += 500) {
          await page.evaluate(`scrollTo(0, ${y})`);
          await page.waitForTimeout(60);
        }
        await page.evaluate("scrollTo(0, 0)");
        await page.waitForTimeout(200);
        const name = `${i + 1}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: join(directory, name), fullPage: true });
        const wide = await page.evaluate("document.documentElement.scrollWidth");
        console.log(`${name}: ${route || "runs"}, ${wide} px wide, ${height} px high`);
        await page.close();
      }
} finally {
  await browser.close();
  await dash.close();
}
