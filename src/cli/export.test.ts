// `pure export`: what is said, what is refused, and the order in which it is.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writtenByTests } from "../../tests/written.ts";
import { UsageError, UserError } from "../common/errors.ts";
import { exportCommand } from "./export.ts";

const model = fileURLToPath(new URL("../../tests/fixtures/models/qwen2", import.meta.url));
let directory: string;
const said = writtenByTests();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-cli-export-"));
  vi.stubEnv("HF_TOKEN", "");
  vi.stubEnv("HF_HOME", join(directory, "home"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const run = (...words: string[]) => exportCommand().exitOverride().parseAsync(words, { from: "user" });

describe("pure export", () => {
  it("writes a Hugging Face directory by default, and lists its files", async () => {
    await run(model, "--out", join(directory, "a"));
    expect(said.stderr).toBe(`Exporting ${model}\n`);
    const names = said.stdout
      .trim()
      .split("\n")
      .map((line) => line.slice(directory.length + 3).split("  ")[0]);
    expect(names.sort()).toEqual(readdirSync(join(directory, "a")).sort());
    expect(names).toEqual(expect.arrayContaining(["README.md", "config.json", "model.safetensors"]));
  });

  it.each([
    ["gguf", "float16", ["Modelfile", "README.md", "qwen2-f16.gguf"]],
    ["onnx", "float32", ["README.md", "config.json", "onnx/model.onnx"]],
  ])("--format %s is in %s by default; --json says what there is", async (format, dtype, wanted) => {
    const to = join(directory, "a");
    await run(model, "--out", to, "--format", format, "--json");
    const { files, ...rest } = JSON.parse(said.stdout) as { files: { path: string; bytes: number }[] };
    expect(rest).toEqual({
      checkpoint: model,
      step: null,
      why: null,
      format,
      dtype,
      directory: to,
      pushed: null,
    });
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(wanted));
    for (const { path, bytes } of files) expect(readFileSync(join(to, path)).length).toBe(bytes);
    expect(readFileSync(join(to, "README.md"), "utf8")).toContain(`--format ${format} --dtype ${dtype}`);
  });

  it("says how much is written where that takes long, and leaves nothing behind at Ctrl-C", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => (now += 6000));
    await run(model, "--out", join(directory, "a"));
    const percents = [...said.stderr.matchAll(/^Writing: (\d+)% of .* [KM]iB$/gm)].map(([, share]) =>
      Number(share),
    );
    expect(percents.length).toBeGreaterThan(1);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    vi.mocked(process.stderr.write).mockImplementation((text) => {
      const isFirst = !said.stderr.includes("Stopping");
      if (isFirst && String(text).startsWith("Writing")) process.emit("SIGINT");
      said.stderr += text;
      return true;
    });
    await run(model, "--out", join(directory, "b"));
    expect(said.stderr).toContain(`Stopped; nothing was written to ${join(directory, "b")}.\n`);
    expect([existsSync(join(directory, "b")), process.exitCode]).toEqual([false, 130]);
  });

  it("refuses what does not go together, and a directory that is taken, before the model is read", async () => {
    const to = ["--out", join(directory, "a")];
    await expect(run("nowhere", ...to, "--dtype", "q8_0")).rejects.toThrow(
      new UsageError("--format hf has no weights in q8_0; it has float32, bfloat16, float16"),
    );
    await expect(run("nowhere", ...to, "--public")).rejects.toThrow(UsageError);
    await expect(run("nowhere", "--out", model)).rejects.toThrow(/is there already/);
    await expect(run("nowhere", ...to, "--push", "me/x")).rejects.toThrow(/set HF_TOKEN/);
    await expect(run(join(directory, "nowhere"), ...to)).rejects.toThrow(UserError);
    expect(existsSync(to[1])).toBe(false);
  });
});
