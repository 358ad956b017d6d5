import { describe, expect, it } from "vitest";
import { columns as widthOf } from "../text/text.ts";
import { type Block, estimated, folded, marked, say, section, strong, table, verdictOf } from "./document.ts";
import { markdownText } from "./markdown.ts";
import { htmlPage } from "./page.ts";
import { tableText, terminalText } from "./terminal.ts";

const rows = [
  { name: "a", share: { value: 0.5, interval: [0.4, 0.6] as [number, number] }, problems: 1200 },
  { name: "b | <b>", share: { value: null, interval: null }, problems: 7 },
];
const shown = table<(typeof rows)[number]>(
  [
    { title: "run", cell: ({ name }) => name, longest: 20 },
    {
      title: "pass@1, of all",
      terminal: "pass@1",
      cell: ({ share }) => estimated(share, "percent"),
      notes: true,
      keep: true,
    },
    { title: "problems", cell: ({ problems }) => problems.toLocaleString("en") },
    { title: "hidden", terminal: null, cell: () => strong("yes") },
  ],
  rows,
  { strong: ({ name }) => name === "a" },
);
const facts = table(
  [
    { title: "", cell: ([name]) => name },
    { title: "x", cell: ([, x]) => x },
    { title: "y", cell: ([, , y]) => y },
  ],
  [
    ["seed", "1", "2"],
    ["data", "same", "same"],
  ],
  { look: "facts" },
);
const page = (...blocks: Block[]) => ({ title: "t", kicker: "Kicker", heading: "h_1", blocks, footer: "f" });
const main = (...blocks: Block[]) =>
  htmlPage(page(...blocks))
    .split("</header>")[1]
    .split("<footer>")[0]
    .trim();
const terminal = (width: number, ...blocks: Block[]) =>
  terminalText(blocks, { Report: "r.html", Log: null }, { color: false, width });

describe("a table", () => {
  it("is the same on a page, on the terminal and in Markdown", () => {
    const html = main(shown);
    expect(html).toContain('<tr class="strong"><th scope="row">a</th>');
    expect(html).toContain(
      '<td class="">50.0% <span class="note">40.0–60.0</span></td><td class="">1,200</td>',
    );
    expect(html).toContain("b | &lt;b&gt;");
    expect(tableText(shown)).toBe(
      [
        "run      pass@1           problems",
        "a        50.0% 40.0–60.0     1,200",
        "b | <b>      –                   7",
      ].join("\n"),
    );
    expect(markdownText(page(shown)).split("\n").slice(2)).toEqual([
      "| run | pass@1, of all | problems | hidden |",
      "| --- | ---: | ---: | ---: |",
      "| **a** | 50.0% (40.0–60.0) | 1,200 | **yes** |",
      "| b \\| \\<b\\> | – | 7 | **yes** |",
      "",
    ]);
  });

  it("loses columns where the terminal is narrow, then notes, then the ends of names", () => {
    const long = table<number>(
      [
        { title: "name", cell: () => "a name of many words, more than fit" },
        { title: "kept", cell: () => ({ value: "12.5%", note: "10.0–15.0" }), keep: true, notes: true },
        { title: "lost", cell: (i) => i },
      ],
      [1],
    );
    const first = (width: number) => terminal(width, long).split("\n").slice(0, 2);
    expect(first(80)[0]).toMatch(/^name +kept +lost$/);
    expect(first(55)).toEqual([
      "name                                 kept",
      "a name of many words, more than fit  12.5% 10.0–15.0",
    ]);
    expect(first(45)).toEqual([
      "name                                  kept",
      "a name of many words, more than fit  12.5%",
    ]);
    expect(first(40)[1]).toMatch(/^a name of many words, more than …\s+12.5%$/);
    for (const line of first(40)) expect(widthOf(line)).toBeLessThanOrEqual(40);
  });

  it("of facts says once what all columns have alike", () => {
    const html = main(facts);
    expect(html).toContain('<td class="" colspan="2">same</td>');
    expect(html).toContain('<td class="">1</td><td class="">2</td>');
    expect(markdownText(page(facts))).toContain("- seed: **x** 1; **y** 2\n- data: same");
    expect(terminal(80, facts)).toContain("seed: 1, 2\ndata: same\n");
  });
});

describe("a response", () => {
  it("is said to be right, wrong or undecided, or nothing", () => {
    const verdicts = [true, false, null, undefined].map((correct) =>
      verdictOf({ correct, said: ["answered 8", false, "cut"] }),
    );
    const marks = ["✓ right, ", "✗ wrong, ", "? undecided, ", ""];
    expect(verdicts).toEqual(marks.map((mark) => `${mark}answered 8, cut`));
  });

  it("is shown around the step that is pointed at, where it is long", () => {
    const steps = Array.from({ length: 100 }, (_, i) => ({ text: `step ${i};`, reward: 0 }));
    const pointed = { step: 50, why: "labelled wrong" };
    const text = main({
      ...{ kind: "problem", label: "p", prompt: "q" },
      responses: [{ said: [], steps, pointed }],
    });
    expect(text).toContain("20 steps before …");
    expect(text).toMatch(/step 50;<\/span><span class="pill">labelled wrong<\/span>/);
    expect(text).toContain("… 20 more steps");
    expect(text).not.toMatch(/step (19|80);/);
  });
});

describe("blocks", () => {
  it("stand together in a list, and apart otherwise", () => {
    const text = terminal(
      40,
      [say("title", "A"), say("note", "b")],
      null,
      [],
      say("warning", "c ".repeat(30)),
    );
    expect(text).toBe(
      `A\nb\n\n! ${"c ".repeat(19)}\n  ${"c ".repeat(11)}\n\nReport  r.html\n`.replace(/ +\n/g, "\n"),
    );
  });

  it("are left out where they cannot be shown", () => {
    const only: Block = { kind: "page", blocks: section("Drawn", "for the page") };
    expect(main(only)).toContain("<h2>Drawn</h2>");
    expect(markdownText(page(only))).toBe("# Kicker: h\\_1\n");
    expect(terminal(40, only)).toBe("Report  r.html\n");
  });

  it("keep the blanks around marked pieces, and escape what stands in them", () => {
    const text = say("plain", "a ", strong("b*"), " c", marked("mono", "<d>"));
    expect(main(text)).toBe('<p class="plain">a <b>b*</b> c<code>&lt;d&gt;</code></p>');
    expect(markdownText(page(text))).toContain("a **b\\*** c\\<d\\>");
  });

  it("are folded from some number on", () => {
    const [a, b, c] = ["a", "b", "c"].map((text) => say("plain", text));
    expect(folded([a, b, c], 1, (more) => `${more} more`)).toEqual([
      a,
      { kind: "folded", title: "2 more", blocks: [b, c] },
    ]);
    expect(main(folded([a], 1, String))).not.toContain("<details");
  });
});
