// Runs our program and the opponent's in turn (A B A B …), each in a process of its own, so that memory is each
// side's own and every ratio comes from two runs next to each other in time.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchCase } from "./cases.ts";
import type { Reply } from "./protocol.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

export interface CaseResult {
  case: BenchCase;
  ours: Reply[];
  /** Empty where there is no opponent, or it is not installed. */
  theirs: Reply[];
  /** The opponent's way that was compared with, and the speed of all its ways in one run each. */
  variant: string | null;
  variants: Record<string, number>;
  /** Ours to theirs in speed, of each pair. */
  ratios: number[];
}

const peers = () => process.env.PURE_PEERS ?? join(homedir(), ".cache", "pure-peers");

/** Python of the peers' environment; null where bench/peers/setup.sh has not been run. */
export function peersPython(): string | null {
  const python = join(peers(), "venv", "bin", "python");
  return existsSync(python) ? python : null;
}

/** The module node-llama-cpp, which is no dependency; null where bench/peers/setup.sh has not been run. */
export function llamaCpp(): string | null {
  const module = join(peers(), "llama-cpp", "node_modules", "node-llama-cpp", "dist", "index.js");
  return existsSync(module) ? module : null;
}

/** How an opponent's program is started; null where what it needs is not installed. */
function peerCommand(program: string): [string, ...string[]] | null {
  const path = join(here, "peers", program);
  if (program.endsWith(".ts")) return llamaCpp() ? [process.execPath, "--import", "tsx", path] : null;
  const python = peersPython();
  return python ? [python, path] : null;
}

/** The same programs of another checkout of this project: what a change makes faster or slower. */
const anotherCheckout = { name: "the other checkout", variants: ["default"], ratio: 0.97 };

export async function runCase(
  bench: BenchCase,
  {
    pairs,
    threads,
    against,
    log,
  }: { pairs: number; threads: number; against: string | null; log: (line: string) => void },
): Promise<CaseResult> {
  const { warmup, runs } = bench;
  const opponent = against ? { ...anotherCheckout, program: bench.program } : bench.opponent;
  const result: CaseResult = {
    case: { ...bench, opponent },
    ours: [],
    theirs: [],
    variant: null,
    variants: {},
    ratios: [],
  };
  const timing = (seed: number) => ({ ...bench.request, threads, warmup, runs, seed });
  const program = (root: string): [string, ...string[]] => [
    process.execPath,
    ...["--import", "tsx", join(root, "ours", `${bench.program}.ts`)],
  ];
  const ours = (seed: number) => {
    const [command, ...args] = program(here);
    return run(command, args, timing(seed));
  };
  const other = against === null ? null : program(join(against, "bench"));
  const peer = other ?? (opponent && peerCommand(opponent.program));
  const theirs = (variant: string, seed: number) => {
    const [command, ...args] = peer as [string, ...string[]];
    return run(command, args, { ...timing(seed), variant });
  };

  const unit = bench.unit ?? "tok/s";
  log(bench.title);
  if (opponent && peer) {
    for (const variant of opponent.variants.length > 1 ? opponent.variants : []) {
      result.variants[variant] = rate(await theirs(variant, 0));
      log(`  ${opponent.name}, ${variant}: ${Math.round(result.variants[variant])} ${unit}`);
    }
    result.variant = opponent.variants.reduce((best, variant) =>
      (result.variants[variant] ?? 0) > (result.variants[best] ?? 0) ? variant : best,
    );
  }
  for (let pair = 0; pair < pairs; pair++) {
    const a = await ours(pair + 1);
    result.ours.push(a);
    if (!opponent || !peer || !result.variant) continue;
    const b = await theirs(result.variant, pair + 1);
    result.theirs.push(b);
    result.ratios.push(rate(a) / rate(b));
    log(
      `  pair ${pair + 1}: ${Math.round(rate(a))} against ${Math.round(rate(b))} ${unit}, ${result.ratios[pair].toFixed(2)}×`,
    );
  }
  return result;
}

/** Tokens (or what the benchmark counts) a second: the median over the runs of one process. */
export function rate({ seconds, tokens }: Reply): number {
  return median(seconds.map((s, i) => tokens[i] / s));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Starts a program, gives it the request, and reads the last line of its output. Throws with its errors. */
function run(command: string, args: string[], request: object): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    let [output, errors] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const last = output.trimEnd().split("\n").at(-1) ?? "";
      if (code === 0 && last.startsWith("{")) resolve(JSON.parse(last) as Reply);
      else reject(new Error(`${args.at(-1)} ended with status ${code}:\n${errors.trimEnd().slice(-4000)}`));
    });
    child.stdin.on("error", () => {}); // It ended before it read: its status and errors say why.
    child.stdin.end(JSON.stringify(request));
  });
}
