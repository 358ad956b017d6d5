// The dashboard in a real browser: live changes, the microscope against `pure credit`, filters, and a run that trains.
import { appendFileSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { startDash } from "../src/dash/server.ts";
import { ended, runCli, startCli, trainWords } from "./cli.ts";
import { dashPages, noBrowser, waits } from "./dash-browser.ts";
import { metricsLine, writeSummedRun } from "./dash-runs.ts";
import { writeSyntheticRun } from "./synthetic-run.ts";

describe.skipIf(noBrowser)("the dashboard", () => {
  const pages = dashPages(async (root) => {
    await writeSyntheticRun(join(root, "plain"), { steps: 40, alarms: [12] });
    await writeSyntheticRun(join(root, "again", "seed-1"), { steps: 40, seed: 1 });
    await writeSyntheticRun(join(root, "again", "seed-2"), { steps: 40, seed: 2, finished: false });
    writeSummedRun(join(root, "summed"));
    writeSummedRun(join(root, "growing"));
  });
  const { open } = pages;

  it("overlays runs with bands over seeds, hides, smooths, zooms, and says in what they differ", async () => {
    const page = await open("");
    await page.waitForSelector(".panel.wide canvas");
    const names = () => page.locator(".legend li").allInnerTexts();
    expect((await names()).map((name) => name.trim())).toEqual(["again", "growing", "plain", "summed"]);
    await expect
      .poll(() => page.locator(".runs li").filter({ hasText: "again" }).innerText(), waits)
      .toMatch(/seeds 1\s*2/);
    await page.getByLabel("show growing").uncheck();
    await page.getByLabel("seeds together").uncheck();
    expect((await names()).map((name) => name.trim())).toContain("again/seed-2");
    await page.getByLabel("smoothing").fill("3");
    await expect.poll(() => page.locator("main").innerText(), waits).toContain("Running mean over 9 steps");
    await page.getByLabel("logarithmic").check();
    const box = (await page.locator(".panel.wide .u-over").boundingBox())!;
    await page.mouse.move(box.x + 100, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 50, { steps: 4 });
    await page.mouse.up();
    await page.getByRole("button", { name: "all steps" }).click();
    const differences = await page.getByLabel("differences of the configurations").innerText();
    expect(differences).toContain("credit.form");
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("goes on as a run grows, goes back and goes", async () => {
    const page = await open("run?run=growing");
    const path = join(pages.root, "growing", "metrics.jsonl");
    const steps = () => page.locator(".tiles dd").first().innerText();
    await page.waitForSelector(".tiles");
    await expect.poll(steps, waits).toBe("4 of 10");
    appendFileSync(path, metricsLine(5) + metricsLine(6).slice(0, 30));
    await page.getByText("5 of 10").waitFor();
    appendFileSync(path, metricsLine(6).slice(30));
    await page.getByText("6 of 10").waitFor();
    const alarm = {
      ...{
        step: 6,
        kind: "kl",
        title: "KL jumps",
        figure: "KL",
        unit: "number",
        value: 3,
        start: 0.1,
        threshold: 0.4,
      },
      ...{ message: "step 6", help: "", samples: [], rollbacks: 0, rolledBackTo: 2 },
    };
    writeFileSync(`${path}.new`, metricsLine(1) + metricsLine(2));
    writeFileSync(join(pages.root, "growing", "alarms.jsonl"), `${JSON.stringify(alarm)}\n`);
    renameSync(`${path}.new`, path);
    await page.getByText("2 of 10").waitFor();
    await expect.poll(() => page.locator(".incident").innerText(), waits).toContain("went back to step 2");
    appendFileSync(path, "neither JSON nor nothing\n");
    await page.getByText("1 line of its files is not JSON").waitFor();
    const below = await open("step?run=growing&step=2");
    const inside = await open("group?run=growing&step=2&group=0");
    await below.getByRole("heading", { name: "Step 2" }).waitFor();
    await inside.getByRole("heading", { name: "Prompt 1" }).waitFor();
    rmSync(join(pages.root, "growing"), { recursive: true });
    for (const one of [below, inside]) {
      await one.getByText("The run growing is not there (any more).").waitFor();
      await one.close();
    }
    await page.getByText("The run growing is not there (any more).").waitFor();
    await page.close();
    // The answer that it is gone is an error to the browser's console, as it should be.
    expect(pages.faults.filter((fault) => !fault.includes("404"))).toEqual([]);
  });

  it("says what becomes of runs: that one appears, goes back, comes from a newer version, dies, is removed", async () => {
    const early = await open("run?run=late");
    await early.getByText("The run late is not there (any more).").waitFor();
    const runs = await open("");
    await runs.waitForSelector(".runs li");
    const late = writeSummedRun(join(pages.root, "late"), { steps: 6 });
    writeFileSync(join(late, "lock"), "");
    await runs.getByRole("link", { name: "late" }).waitFor();
    await expect.poll(() => early.locator(".tiles .status").innerText(), waits).toBe("running");
    expect(await early.locator(".fault").count()).toBe(0);

    // Cut back as a resumed run does it, without an alarm that would say so.
    const path = join(late, "metrics.jsonl");
    writeFileSync(`${path}.new`, metricsLine(1) + metricsLine(2));
    renameSync(`${path}.new`, path);
    await early.getByText("It went back from step 6 to step 2 while this page was open.").waitFor();
    appendFileSync(path, [3, 4, 5, 6].map((step) => metricsLine(step)).join(""));
    await early.getByText("It went back").waitFor({ state: "detached" });

    // Of a newer version: other keys, other shapes.
    writeFileSync(join(late, "config.json"), '{"train": {"steps": 9, "quantum": 1}, "run": {}}');
    await early.getByText("has keys that this version").waitFor();
    await runs.getByText(/^late: Its config.json has keys that this version.*train\.quantum/).waitFor();
    appendFileSync(
      path,
      `{"step": 7, "flux": {"a": 1}}\n${metricsLine(8, { kl: null, seconds: undefined })}`,
    );
    await expect.poll(() => early.locator(".tiles dd").first().innerText(), waits).toBe("8 of 9");

    // A process that died leaves its lock behind.
    const old = new Date(Date.now() - 600_000);
    utimesSync(join(late, "lock"), old, old);
    await early.getByText("Not finished, and no process writes to it").waitFor();
    await expect
      .poll(() => runs.locator(".runs li").filter({ hasText: "late" }).innerText(), waits)
      .toContain("unfinished");

    rmSync(late, { recursive: true });
    await early.getByText("The run late is not there (any more).").waitFor();
    await runs.getByText("No longer there: late.").waitFor();
    writeSummedRun(late);
    await runs.getByText("No longer there").waitFor({ state: "detached" });
    await expect.poll(() => early.locator(".tiles dd").first().innerText(), waits).toBe("4 of 10");
    rmSync(late, { recursive: true });
    await early.close();
    await runs.close();
    expect(pages.faults.filter((fault) => !fault.includes("404"))).toEqual([]);
  });

  it("says that the server is gone, and goes on with the next one", async () => {
    const own = join(pages.root, "..", `${basename(pages.root)}-own`);
    writeSummedRun(join(own, "one"));
    let server = await startDash({ directory: own });
    const { port } = new URL(server.url);
    const page = await open("run?run=one", { at: server.url });
    await expect.poll(() => page.locator(".tiles dd").first().innerText(), waits).toBe("4 of 10");
    expect(await page.getByRole("status").first().innerText()).toBe("live");
    await server.close();
    await page.getByText("connection lost; trying again").waitFor();
    appendFileSync(join(own, "one", "metrics.jsonl"), metricsLine(5));
    server = await startDash({ directory: own, port: Number(port) });
    await page.getByText("5 of 10").waitFor();
    expect(await page.getByRole("status").first().innerText()).toBe("live");
    await page.close();
    await server.close();
    rmSync(own, { recursive: true });
  });

  it("says why a page cannot be drawn, whatever stands in the files", async () => {
    const odd = writeSummedRun(join(pages.root, "odd"));
    writeFileSync(join(odd, "summary.json"), '{"title": 7, "before": 3, "after": "x", "signTest": true}');
    const page = await open("run?run=odd");
    await page.getByRole("heading", { name: "This page cannot be drawn" }).waitFor();
    rmSync(join(odd, "summary.json"));
    await expect
      .poll(async () => {
        await page
          .getByRole("button", { name: "try again" })
          .click({ timeout: 500 })
          .catch(() => {});
        return page.locator(".tiles dd").count();
      }, waits)
      .toBeGreaterThan(1);
    writeFileSync(join(odd, "config.json"), '["not", {"an": "object"}]');
    writeFileSync(
      join(odd, "alarms.jsonl"),
      '{"step": 1}\n{"step": 2, "kind": 3, "value": "x", "title": null}\n',
    );
    appendFileSync(
      join(odd, "metrics.jsonl"),
      '{"step": 5, "kl": "high", "seconds": 3, "heldOut": true}\n7\nnull\n',
    );
    await page.goto(`${pages.dash.url}#/`);
    await page.getByRole("link", { name: "odd" }).waitFor();
    await page.close();
    rmSync(odd, { recursive: true });
    expect(pages.faults).toEqual([]);
  });

  it("opens a summed run on the group that was paid for being wrong; credit is what `pure credit` prints", async () => {
    const page = await open("run?run=summed");
    await page.getByText("What was paid for being wrong").waitFor();
    await page.locator(".finding").waitFor();
    await expect
      .poll(() => page.locator(".finding tr").first().innerText(), waits)
      .toMatch(/1\s+of 2 wrong responses made more likely\s+0/);
    await page.getByRole("link", { name: "Open it alone" }).click();
    await page.waitForSelector(".ribbons");
    await expect
      .poll(() => page.locator("main").innerText(), waits)
      .toContain("these returns are those it wrote down");
    await page.getByText("All numbers").click();
    const [left, right] = [
      page.getByRole("group", { name: "left" }),
      page.getByRole("group", { name: "right" }),
    ];
    const download = await page.getByRole("link", { name: "JSON lines" }).getAttribute("href");
    const line = join(pages.root, "group.jsonl");
    writeFileSync(line, await (await fetch(new URL(download!, pages.dash.url))).text());
    const same = async () => {
      for (const [side, lens] of [
        ["left", left],
        ["right", right],
      ] as const) {
        const words = (await lens.locator(".command").innerText()).trim().split(/\s+/).slice(3);
        const { out, err } = await runCli(["credit", line, ...words], pages.root);
        expect(err).toBe("");
        const { responses } = JSON.parse(out) as {
          responses: {
            steps: { end: number }[];
            transformed: number[];
            returns: number[];
            advantages: number[];
          }[];
        };
        const printed = responses.flatMap(({ steps, transformed, returns, advantages }) =>
          steps.flatMap(({ end }, s) => {
            const own = advantages.slice((steps[s - 1]?.end ?? -1) + 1, end + 1);
            return [transformed[s], returns[end], own.reduce((a, b) => a + b, 0) / own.length];
          }),
        );
        const shown = await page
          .locator(`.values td[data-side=${side}]`)
          .evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLElement).dataset.value)));
        expect(shown).toHaveLength(printed.length);
        shown.forEach((value, i) => {
          expect(value).toBeCloseTo(printed[i], 12);
        });
      }
    };
    await same();
    // By keyboard, as by hand.
    await right.getByLabel("temperature").focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => right.locator(".command").innerText(), waits).toContain("--temperature 0.112");
    await left.getByLabel("trust").fill("0.37");
    await left.getByLabel("verifiable").fill("2.5");
    await same();
    await left.getByLabel("form").selectOption("strict");
    await left.getByLabel("baseline").selectOption("index");
    await right.getByLabel("estimator").selectOption("grpo");
    await same();
    await left.getByLabel("whitened").check();
    await right.getByLabel("estimator").selectOption("reinforce++");
    await same();
    await left.getByLabel("form").selectOption("local");
    await left.getByLabel("baseline").selectOption("total");
    await page.getByText("form local credits a step with its own reward alone").waitFor();
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("filters a step's responses by verdict, sign, reward and text", async () => {
    const page = await open("step?run=summed&step=3");
    const said = page.locator(".filters + p");
    await said.waitFor();
    await expect.poll(() => said.innerText(), waits).toBe("2 groups, 8 responses");
    await expect.poll(() => page.locator(".groups .prompt").first().innerText(), waits).toBe("2+3=");
    await page.getByLabel("verdict").selectOption("wrong");
    await expect.poll(() => said.innerText(), waits).toBe("4 responses of 8 in 2 groups");
    await page.getByLabel("weakest step at most").fill("-0.8");
    await expect.poll(() => said.innerText(), waits).toBe("1 response of 8 in 1 group");
    await page.getByRole("button", { name: "all responses" }).click();
    await page.getByLabel("text").fill("X_{3}");
    await page.getByText("1 response of 8").waitFor();
    await page.locator(".groups a").click();
    await page.locator(".responses math").first().waitFor();
    const strip = page.getByLabel("tokens of response 1");
    await strip.focus();
    for (const key of ["ArrowRight", "PageUp"]) await page.keyboard.press(key);
    await expect
      .poll(() => strip.getAttribute("aria-valuetext"), waits)
      .toMatch(/^token 11 of 65, step 3: log p .*advantage/);
    await page.getByRole("button", { name: "look for it" }).click();
    await page.getByText("4 steps found").waitFor();
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("shows a run that trains, beside the command that trains it", async () => {
    const training = startCli(
      [...trainWords(pages.root, 2), "--dash", "--run.directory", "training"],
      pages.root,
    );
    const address = new Promise<string>((resolve) => {
      let said = "";
      training.stderr?.on("data", (text) => {
        said += text;
        const found = /Dashboard: (\S+)\n/.exec(said);
        if (found) resolve(found[1]);
      });
    });
    const end = ended(training);
    const at = await Promise.race([address, end.then(({ err }) => Promise.reject(new Error(err)))]);
    const page = await open("", { at });
    await page.locator(".runs li a").first().click({ timeout: 60_000 });
    await expect
      .poll(
        async () =>
          page
            .locator(".tiles")
            .innerText()
            .catch(() => ""),
        { timeout: 120_000 },
      )
      .toMatch(/^([12] of 2|2)$/m);
    const { status, err } = await end;
    expect([status, err.includes("error")]).toEqual([0, false]);
    await page.close();
    // When the command ends its page is told so.
    expect(pages.faults.filter((fault) => !/ERR_|Failed to load/.test(fault))).toEqual([]);
  });
});

it("is built small: the pages' own code is under 300 KB compressed", async () => {
  const { gzipSync } = await import("node:zlib");
  const built = fileURLToPath(new URL("../dist/web/export.js", import.meta.url));
  expect(gzipSync(readFileSync(built)).length).toBeLessThan(300_000);
});
