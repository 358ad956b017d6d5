import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeSyntheticRun } from "../../tests/synthetic-run.ts";
import { writtenByTests } from "../../tests/written.ts";
import { UsageError, UserError } from "../common/errors.ts";
import { pureSchema } from "../config/schema.ts";
import { configHelp, configSource, configWords, withConfigFlags } from "./config-flags.ts";
import { createProgram, run } from "./program.ts";
import { reportError } from "./report-error.ts";
import { watchInterrupt, withCount } from "./session.ts";

let directory: string;
const said = writtenByTests();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-cli-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const least = ["--model.source", "m", "--data.source", "d", "--reward.mode", "vr"];

describe("run", () => {
  it("prints help and the version with status 0", async () => {
    expect(await run(["--help"])).toBe(0);
    for (const name of [
      "demo",
      "data",
      "train",
      "sft",
      "prm",
      "sample",
      "credit",
      "compare",
      "plan",
      "report",
    ])
      expect(said.stdout).toContain(name);
    said.stdout = "";
    expect(await run(["--version"])).toBe(0);
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(said.stdout).toBe(`${version}\n`);
  });

  it("prints a plan, as a table or as JSON", async () => {
    const sizes = { hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 128 };
    const kind = { architectures: ["LlamaForCausalLM"], model_type: "llama", vocab_size: 100 };
    const config = { ...kind, ...sizes, max_position_embeddings: 1024, rms_norm_eps: 1e-5 };
    writeFileSync(join(directory, "config.json"), JSON.stringify(config));
    const model = ["plan", "--model.source", directory, "--data.source", "d", "--reward.prm", "http://prm:1"];
    const lengths = ["--prompt-tokens", "100", "--response-tokens", "400", "--sampling.maxTokens", "800"];
    const rates = ["--sampling-rate", "1000", "--training-rate", "2000", "--scoring-rate", "1000"];
    const words = [...model, ...lengths, ...rates, "--credit.klCoefficient", "0"];
    expect(await run(words), said.stderr).toBe(0);
    expect(said.stdout).toContain(
      "64 prompts of 100 tokens × 8 responses of 400 (800 at most) a step\nat the rates given",
    );
    expect(said.stdout).toMatch(/sampling +204,800 +1,000 +3 min 25 s\n/);
    expect(said.stdout).toMatch(/process rewards +256,000 +1,000 +4 min 16 s, 51 s of it after sampling\n/);
    expect(said.stdout).toMatch(/a step +6 min 24 s\n/);
    expect(said.stdout).toMatch(
      /network, to and from the policy's server: \d+ MiB sent and \d+ MiB received a step/,
    );
    said.stdout = "";
    expect(await run([...words, "--json"])).toBe(0);
    expect(JSON.parse(said.stdout).step.seconds).toBeCloseTo(384, 9);
  });

  it.each([
    [["trian"], "Did you mean train?"],
    [["demo", "--sed", "1"], "Did you mean --seed?"],
    [["demo", "--seed", "x"], "whole number ≥ 0"],
    [["report"], "missing required argument 'run-dir'"],
    [["sample", "hello"], "required option '-m, --model <source>'"],
    [["sample", "--model", "m", "--chat", "--raw", "hello"], "--chat and --raw exclude each other"],
    [["train", "--credit.from", "min"], "did you mean credit.form?"],
    [["train", "--resme"], "unknown option --resme; did you mean --resume?"],
    [["train", "stray"], "stray: not a flag"],
    [["prm", "trian"], "Did you mean train?"],
    [["compare"], "nothing to compare"],
    [["dash", "--port", "99999"], "whole number ≥ 0 and ≤ 65535"],
    [["plan", ...least, "--gpus", "0"], "whole number ≥ 1"],
    [["plan", ...least, "--gpu", "a100"], "--gpu goes with --gpus"],
    [["plan", ...least, "--sampling-rate", "0"], "number ≥ 1"],
    [["plan", ...least, "--from", "r", "--gpus", "2"], "--from says how fast it goes"],
    [["compare", "--vary", "credit.from=sum,min"], "did you mean credit.form?"],
    [["compare", "--vray", "credit.form=sum,min"], "did you mean --vary?"],
    [["compare", "--vary", "credit.form=sum,min", "--seeds", "1,1"], "each once (1,5,9)"],
    [["compare", "--vary", "credit.form=sum,min", "--seeds", "0"], "how many (3)"],
    [["compare", "--vary", "credit.form=sum,min", "--run.name", "x"], "--name names the comparison"],
    [["compare", "--vary", "credit.form=sum,min"], "variant form=sum: model.source is missing"],
    [["compare", ...least, "--vary", "credit.form=sum,max"], 'variant form=max: credit.form is "max"'],
    [["compare", ...least, "--vary", "train.seed=1,2"], "variant seed=1 sets train.seed"],
    [["eval", "rescor", "runs"], "Did you mean rescore?"],
    [["verify", "adit"], "Did you mean audit?"],
    [["train", "--credit.frobnicate", "1"], "unknown key credit.frobnicate; the command's --help lists"],
    [["verify", "--url", "http://judge:1", "--model", "m"], "need --url and --model, rules neither"],
    [["verify", "--verifier", "hybrid", "--url", "http://judge:1"], "need --url and --model"],
    [["sample", "--model", "m", "--top-p", "0"], "and ≤ 1"],
    [["prm", "label", "--top-p", "0"], "and ≤ 1"],
    [[], "Usage: pure"],
  ])("%j is wrong use: status 2", async (words, message) => {
    expect(await run(words)).toBe(2);
    expect(said.stderr).toContain(message);
    expect(said.stderr).not.toContain("bug");
  });

  it("a fault of the user's is a message without a stack: status 1", async () => {
    expect(await run(["report", directory])).toBe(1);
    expect(said.stderr).toMatch(/^error: .*no metrics\.jsonl/);
    expect(said.stderr).not.toContain("    at ");
    said.stderr = "";
    const file = join(directory, "empty.jsonl");
    writeFileSync(file, "\n");
    expect(await run(["sample", "--model", "nowhere", "--input", file])).toBe(1);
    expect(said.stderr).toBe(`error: ${file}: no prompts\n`);
    said.stderr = "";
    expect(await run(["train", "--config", join(directory, "none.json")])).toBe(1);
    expect(said.stderr).toContain("no such configuration file");
  });

  it("report writes the page and prints its path", async () => {
    await writeSyntheticRun(directory, { steps: 3 });
    expect(await run(["report", directory])).toBe(0);
    expect(said.stdout).toBe(`${join(directory, "report.html")}\n`);
    expect(readFileSync(join(directory, "report.html"), "utf8")).toContain("Held-out accuracy");
  });

  it("help of train lists every key with its default", async () => {
    expect(await run(["train", "--help"])).toBe(0);
    for (const text of ["--resume", "--credit.form", "default min", "--model.source", "required", "--json"])
      expect(said.stdout).toContain(text);
  });

  it("help of compare has an example, its options and every key", async () => {
    expect(await run(["compare", "--help"])).toBe(0);
    for (const text of [
      "Usage: pure compare [config] --vary KEY=V1,V2",
      "--seeds 3",
      "--name",
      "--credit.form",
    ])
      expect(said.stdout).toContain(text);
  });

  it("loads only the command that is named", async () => {
    const names = (program: Command) => program.commands.map((c) => [c.name(), c.options.length > 0]);
    expect(Object.fromEntries(names(await createProgram(["credit"])))).toMatchObject({
      credit: true,
      train: false,
      sample: false,
    });
  });
});

describe("reportError", () => {
  const report = (error: unknown) => {
    said.stderr = "";
    const status = reportError(error);
    return { status, text: said.stderr };
  };

  it("tells the user's faults from the program's", () => {
    expect(report(new UserError("a.json: no"))).toEqual({ status: 1, text: "error: a.json: no\n" });
    expect(report(new UsageError("--x: no"))).toEqual({ status: 2, text: "error: --x: no\n" });
    expect(report(new CommanderError(1, "commander.unknownOption", "said already"))).toEqual({
      status: 2,
      text: "",
    });
    const bug = report(new TypeError("x is undefined"));
    expect(bug.status).toBe(1);
    expect(bug.text).toMatch(/TypeError: x is undefined\n {4}at [\s\S]*This is a bug in pure/);
  });
});

describe("configuration flags", () => {
  const parse = (words: string[]) => {
    const command = withConfigFlags(
      new Command("train").option("--json").option("-r, --resume [run]"),
      pureSchema,
    );
    command.exitOverride().parse(words, { from: "user" });
    return { words: configWords(command, pureSchema), flags: command.opts() };
  };

  it("are told from options, in any order", () => {
    const { words, flags } = parse([
      "--credit.form",
      "strict",
      "--json",
      "--data.limit=3",
      "--resume",
      "runs/a",
    ]);
    expect(words).toEqual(["--credit.form", "strict", "--data.limit=3"]);
    expect(flags).toEqual({ json: true, resume: "runs/a" });
  });

  it("name the nearest option", () => {
    expect(() => parse(["--jsno"])).toThrow("unknown option --jsno; did you mean --json?");
    expect(() => parse(["--frobnicate"])).toThrow("configuration keys are --section.key");
  });

  it("have help for every key", () => {
    const help = configHelp(pureSchema, 80);
    expect(help).toContain("    --sampling.maxTokens\n");
    expect(Math.max(...help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("take the configuration of a run to resume, where it lies now", () => {
    const moved = join(directory, "moved");
    expect(() => configSource({ resume: moved }, [])).toThrow(`${moved}: no run to resume here`);
    mkdirSync(join(moved, "x"), { recursive: true });
    writeFileSync(join(moved, "config.json"), "{}");
    expect(configSource({ resume: moved }, ["--train.steps", "9"])).toEqual({
      file: join(moved, "config.json"),
      words: ["--run.directory", directory, "--run.name", "moved", "--train.steps", "9"],
    });
    expect(configSource({ config: "c.ts" }, [])).toEqual({ file: "c.ts", words: [] });
    // No name of a run leaves its directory.
    expect(configSource({ resume: `${moved}/x/..` }, []).words).toEqual(
      configSource({ resume: moved }, []).words,
    );
    writeFileSync(join(directory, "config.json"), "{}");
    expect(() => configSource({ resume: join(directory, "checkpoints", "2") }, [])).toThrow(UsageError);
    expect(() => configSource({ resume: `${directory}/checkpoints/2/` }, [])).toThrow(
      "is a checkpoint of the run",
    );
  });
});

describe("watchInterrupt", () => {
  /** The statuses that this process would have left with. */
  const exitCodes = () => {
    const codes: unknown[] = [];
    vi.spyOn(process, "exit").mockImplementation((code) => codes.push(code) as never);
    return codes;
  };

  it("asks to stop at the first Ctrl-C and leaves at the second", () => {
    const said: string[] = [];
    const codes = exitCodes();
    const interrupt = watchInterrupt((text) => said.push(text));
    expect(interrupt.signal.aborted).toBe(false);
    process.emit("SIGINT");
    expect(interrupt.signal.aborted).toBe(true);
    expect(said).toEqual(["Saving a checkpoint… Ctrl-C again stops at once, without it."]);
    expect(codes).toEqual([]);
    process.emit("SIGINT");
    expect(codes).toEqual([130]);
    interrupt.dispose();
    expect(process.listenerCount("SIGINT")).toBe(0);
  });

  it("asks to stop where the terminal is closed, however often that is said", () => {
    const said: string[] = [];
    const codes = exitCodes();
    const interrupt = watchInterrupt((text) => said.push(text), "Stopping.");
    for (let i = 0; i < 2; i++) process.emit("SIGHUP");
    expect([interrupt.signal.aborted, said, codes]).toEqual([true, ["Stopping."], []]);
    // The system that ends what a terminal left behind is asking for the first time too.
    process.emit("SIGTERM");
    expect([said, codes]).toEqual([["Stopping."], []]);
    process.emit("SIGTERM");
    expect(codes).toEqual([130]);
    interrupt.dispose();
    // One that comes late does not kill it.
    expect(process.listenerCount("SIGHUP")).toBe(1);
    process.removeAllListeners("SIGHUP");
  });
});

describe("a session that counts", () => {
  const session = {
    ...{ label: "Counting", json: true, onInterrupt: "Stopping." },
    stopped: () => "Stopped after 3 of 5.",
  };
  it("begins with what was there before, and ends once", async () => {
    const result = await withCount(session, async (onDone) => {
      for (const done of [2, 3, 5]) onDone(done, 5);
      return "done";
    });
    expect(result).toBe("done");
    const [began, ended] = said.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(began).toEqual({
      type: "phaseStarted",
      phase: "evaluation",
      total: 5,
      done: 2,
      unit: "responses",
    });
    expect(ended).toEqual({ type: "phaseFinished", phase: "evaluation", seconds: expect.any(Number) });
    expect(process.exitCode).toBeUndefined();
  });
  it("says what became of it where it was interrupted, with status 130", async () => {
    const interrupted = withCount(session, async (onDone) => {
      onDone(3, 5);
      return null;
    });
    expect(await interrupted).toBeNull();
    expect(said.stderr).toBe("Stopped after 3 of 5.\n");
    expect(process.exitCode).toBe(130);
    process.exitCode = undefined;
    expect(said.stdout).not.toContain("phaseFinished");
  });
});

describe("the executable", () => {
  it("leaves quietly when its reader goes away", () => {
    const main = fileURLToPath(new URL("main.ts", import.meta.url));
    const command = `"${process.execPath}" --import tsx "${main}" train --help | head -n 1; echo "status \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8" });
    expect(stdout).toBe("Usage: pure train [options] [--section.key value ...]\nstatus 0\n");
    expect(stderr).toBe("");
  });
});
