// Chat templates are programs of strangers: whatever they do ends within limits, and the next one renders as usual.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import { compileChatTemplate } from "./chat-template.ts";
import { templateProcess } from "./template-process.ts";

// Before the process starts.
process.env.PURE_TEST_KEY = "hidden";

const messages = [{ role: "user" as const, content: "hello" }];
const file = "models/strange: chat_template.jinja";
const render = (template: string) =>
  compileChatTemplate(template, { bos_token: "<s>" }, file, templateProcess)!(messages, true);
const usual = "{{ bos_token }}{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}";

/** `x` of `start`, `times` made of itself twice. */
const doubled = (start: string, times: number, twice: string) =>
  `{% set ns = namespace(x=${start}) %}{% for i in range(${times}) %}{% set ns.x = ${twice} %}{% endfor %}`;

describe("a chat template", () => {
  it.each([
    ["without an end", "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}", "3 s"],
    ["of a huge range", "{% for i in range(20000000) %}{% endfor %}", "(3 s|256 MiB)"],
    ["that doubles a text", `${doubled("'ab'", 27, "ns.x ~ ns.x")}{{ ns.x|upper }}`, "256 MiB of memory"],
    ["that doubles it further", doubled("'ab'", 60, "ns.x ~ ns.x"), "fails: Invalid string length"],
    [
      "that writes much",
      `${doubled("'ab'", 20, "ns.x ~ ns.x")}{{ ns.x }}`,
      "writes more than 1048596 characters",
    ],
    [
      "that calls itself for ever",
      "{% macro f(g) %}{{ g(g) }}{% endmacro %}{{ f(f) }}",
      "fails: Maximum call stack size exceeded",
    ],
  ])("%s ends, with an error that names its file", (_, template, what) => {
    const error = (() => {
      try {
        return render(template);
      } catch (error) {
        return error;
      }
    })() as Error;
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(
      new RegExp(`^${file}: the chat template .*${what}.*; mend the template, or use a prompt template`),
    );
    expect(render(usual)).toBe("<s>user: hello\n");
  });

  it("finds no tools and no documents, as transformers says it", () => {
    const given =
      "{% if tools is not none %}tools{% endif %}{% if documents is not none %}documents{% endif %}";
    expect(render(`${given}{% if tools %}some{% endif %}{% if tools is defined %}defined{% endif %}`)).toBe(
      "defined",
    );
  });

  it("may write as much as it is given, and characters of every kind", () => {
    const content = `${"x".repeat(2_000_000)}\ud800 é 数 \u2028 \u0000 😀`;
    const render = compileChatTemplate("{{ messages[0].content }}", {}, file, templateProcess)!;
    expect(render([{ role: "user", content }], true)).toBe(content);
  });

  it.each([
    ["of white space, which parsing takes the square of", " ".repeat(100_000), /white space in a row/],
    ["too long to be one", "x".repeat(200_000), /more than 131072 characters/],
    ["nested too deep to be parsed", `{{${"(".repeat(50_000)}`, /Maximum call stack/],
  ])("%s is not parsed", (_, template, reason) => {
    expect(() => render(template)).toThrow(reason);
    expect(() => render(template)).toThrow(`${file}: the chat template cannot be parsed: `);
  });

  it("is rendered by a process that has no keys", () => {
    render(usual);
    // Where the system shows the environments of processes.
    const tasks = process.platform === "linux" ? readdirSync("/proc/self/task") : [];
    const children = tasks.flatMap((task) =>
      readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean),
    );
    if (tasks.length > 0) expect(children.length).toBeGreaterThan(0);
    for (const id of children)
      expect(readFileSync(`/proc/${id}/environ`, "utf8")).not.toMatch(/PURE_TEST_KEY|hidden/);
  });
});
