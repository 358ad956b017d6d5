// The flags with which `pure verify` and `pure verify audit` say who judges: rules, a model, or both.
import { type Command, Option } from "commander";
import { UsageError } from "../common/errors.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import { integer, number } from "./options.ts";

export interface VerifierFlags {
  verifier: "rules" | "model" | "hybrid";
  url?: string;
  model?: string;
  concurrency?: number;
  timeoutMs: number;
  modelTimeout: number;
  attempts: number;
}

export function withVerifierFlags(command: Command): Command {
  const kind = new Option("--verifier <kind>", "who judges; hybrid asks a model where rules do not accept");
  return command
    .addOption(kind.choices(["rules", "model", "hybrid"]).default("rules"))
    .option("--url <url>", "of the model: an OpenAI-compatible endpoint, whose key is in PURE_VERIFY_KEY")
    .option("--model <name>", "name of the model there")
    .option(
      "--concurrency <n>",
      "pairs judged at a time (default: one a core; 8 questions to a model)",
      integer(1),
    )
    .option("--timeout-ms <ms>", "longest judgement by rules of a pair; longer is null", integer(1), 1000)
    .option("--model-timeout <s>", "longest wait for an answer of the model, in seconds", number(0.001), 60)
    .option("--attempts <n>", "attempts at a question to the model", integer(1), 4);
}

/**
 * Throws a UsageError where a model is named that is not asked, or asked and not named; the flags of its address and name
 * are called `--PREFIXurl` and `--PREFIXmodel`.
 */
export function checkVerifier(
  kind: VerifierFlags["verifier"],
  { url, model }: { url?: string; model?: string },
  prefix = "",
): void {
  const asked = kind !== "rules";
  if (asked !== (url !== undefined) || asked !== (model !== undefined))
    throw new UsageError(
      `--verifier hybrid and --verifier model need --${prefix}url and --${prefix}model, rules neither`,
    );
}

export async function openVerifierFromFlags(flags: VerifierFlags): Promise<AnswerVerifier> {
  const { verifier: kind, url, model, concurrency, timeoutMs, modelTimeout, attempts } = flags;
  checkVerifier(kind, flags);
  const { openVerifier } = await import("../verify/open.ts");
  const settings = { url: url ?? null, model: model ?? null, timeoutSeconds: modelTimeout, attempts };
  return openVerifier(
    { kind, ...settings, concurrency: concurrency ?? 8 },
    { pool: { concurrency, timeoutMs } },
  );
}
