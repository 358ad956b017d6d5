// What a model, a data set or another program may have written stays text on every page, served and exported, and neither
// hides, nor reaches out, nor stops the page. `npm run build` first.
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { exportRun } from "../src/dash/export.ts";
import { dashPages, groupRoute, noBrowser, waits } from "./dash-browser.ts";
import { writeHostileRun } from "./dash-runs.ts";

/** A folder's name, as far as a file system takes it. */
const NAME = `<script>hacked=1<;script> "'&lt; \u202egnp.\u202c\u200b`;
const SHOWN = `<script>hacked=1<;script> "'&lt; ‹U+202E›gnp.‹U+202C›‹U+200B›`;

/** What on the page would act instead of show, or was made by text. */
const ACTING = `(() => {
  const found = [];
  const acts = /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff]|[\\u{e0000}-\\u{e0fff}]|\\p{Surrogate}/u;
  const see = (where, text) => acts.test(text ?? "") && found.push(where + ": " + JSON.stringify(text.slice(0, 60)));
  see("title", document.title);
  for (const element of document.querySelectorAll("body *")) {
    if (element.id === "run" || element.matches("body > script")) continue;
    if (element.matches("script, img, iframe, object, embed, form:not(.controls), [onload], [onerror], [style*=url]")) found.push(element.outerHTML.slice(0, 80));
    if (element.matches("a") && !/^(#\\/|api\\/)/.test(element.getAttribute("href"))) found.push(element.outerHTML.slice(0, 80));
    if (element.matches("[src], [href]:not(a)")) found.push(element.outerHTML.slice(0, 80));
    for (const name of ["title", "aria-label", "aria-valuetext"]) see(name, element.getAttribute(name));
    for (const node of element.childNodes) if (node.nodeType === 3) see(element.tagName, node.data);
  }
  if (window.hacked !== undefined) found.push("a script has run");
  return found.slice(0, 5);
})()`;

describe.skipIf(noBrowser)("hostile text", () => {
  const pages = dashPages(async (root) => {
    renameSync(writeHostileRun(join(root, "run")), join(root, NAME));
  });

  /** The page holds `wanted`, and nothing in it acts. */
  async function isText(page: Page, wanted: readonly string[]): Promise<void> {
    for (const part of wanted)
      await expect.poll(() => page.locator("body").textContent(), waits).toContain(part);
    // Formulas are set as they come near.
    await page.evaluate(`(async () => {
      for (let y = 0; y < 4000; y += 400) {
        scrollTo(0, y);
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
    })()`);
    expect(await page.evaluate(ACTING)).toEqual([]);
    const over = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.body.getBoundingClientRect().right",
    );
    expect(over).toBeLessThanOrEqual(0.5);
    expect(await page.evaluate("document.querySelectorAll('math *').length")).toBeLessThan(4000);
  }

  const script = '"><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">';
  const views: [name: string, route: (run: string) => string, shown: string[]][] = [
    ["runs", () => "", [SHOWN]],
    [
      "run",
      (run) => `run?${new URLSearchParams({ run })}`,
      [`title ${script}`, "‹U+202E›gnitset", "␛[2J", "</textarea><!-- -->"],
    ],
    ["step", (run) => `step?${new URLSearchParams({ run, step: "1" })}`, [script]],
    [
      "group",
      (run) => groupRoute(run, 1, 0),
      [
        ...[
          script,
          "‹U+202E›gnitset",
          "␛[2J",
          "\ufffd lone",
          "\\def\\a{\\a\\a}",
          "\\href{javascript:hacked=1}{x}",
        ],
        ...[
          "</script></style></textarea><!-- --> <![CDATA[ &lt;b&gt; &#x202e;",
          "‹U+E0041›",
          "more characters)",
        ],
        ...[
          "\\phantom{hidden 1}",
          "hidden 2",
          "\\color{white}{hidden 3}",
          '\\char"202E hidden 4',
          "{hidden 5}",
        ],
        ...["\\sqrt{\\sqrt{", "\\rm \\rm"],
      ],
    ],
    ["microscope", (run) => groupRoute(run, 1, 0, "credit"), [script, "All numbers"]],
  ];

  it.each(views)("is text in the %s page", async (name, route, shown) => {
    const page = await pages.open(route(NAME), { width: 390 });
    await isText(page, shown);
    if (name === "step") {
      await page.getByLabel("text").fill("THE END");
      await page.getByText("1 response of 8 in 1 group").waitFor();
    }
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("is text in an exported file, whose data cannot end its element", async () => {
    const file = join(pages.root, "out.html");
    await exportRun(join(pages.root, NAME), { out: file, limit: 2 ** 22 });
    const text = readFileSync(file, "utf8");
    expect(text.match(/<\/?script/gi)).toHaveLength(4);
    expect(text).not.toContain("<!--");
    const at = String(pathToFileURL(file));
    for (const [name, route, shown] of views) {
      if (name === "runs") continue;
      const page = await pages.open(route("."), { at, width: 390 });
      await isText(page, shown);
      await page.close();
    }
    const page = await pages.open("", { at });
    await page.getByText("What was paid for being wrong").waitFor();
    await page.close();
    expect(pages.faults).toEqual([]);
  });
});
