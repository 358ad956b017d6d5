// Whether two evaluations were made alike: every setting that a score depends on, but the model, and in which they differ.
import { oneLine } from "../../text/text.ts";
import type { Conditions } from "./types.ts";

/** A setting in which two runs differ, with both values as shown. */
export interface Mismatch {
  setting: string;
  baseline: string;
  run: string;
  /** What it makes incomparable, and what would help. */
  consequence: string;
}

const ALL = "differences between the runs may be its doing, not the models'";

/** The settings in which `run` differs from `baseline`; of suites those that both have. Seeds may differ. */
export function mismatches(baseline: Conditions, run: Conditions): Mismatch[] {
  const found: Mismatch[] = [];
  const compare = (setting: string, consequence: string, read: (setup: Conditions) => unknown) => {
    const [left, right] = [baseline, run].map(read);
    if (JSON.stringify(left) !== JSON.stringify(right))
      found.push({ setting, baseline: shown(left), run: shown(right), consequence });
  };
  for (const { name } of baseline.suites) {
    const other = run.suites.find((suite) => suite.name === name);
    if (!other) continue;
    const own = (setup: Conditions) => setup.suites.find((suite) => suite.name === name)!;
    const shared = "only problems that both have, word for word, are compared";
    compare(`data hash of ${name}`, shared, (setup) => own(setup).dataHash);
    compare(`limit of ${name}`, shared, (setup) => own(setup).limit);
  }
  compare("prompt template", ALL, ({ prompt }) => prompt.template);
  if (baseline.prompt.template === run.prompt.template)
    compare("prompt text", ALL, ({ prompt }) => prompt.text);
  compare("system prompt", ALL, ({ prompt }) => prompt.system);
  compare("few-shot examples", ALL, ({ prompt: { fewShot } }) =>
    fewShot === null ? null : [fewShot.examples, fewShot.sha256],
  );
  compare("longest response", ALL, ({ sampling }) => sampling.maxTokens);
  compare("stop texts", ALL, ({ sampling }) => sampling.stop);
  const samples = "figures of samples are not of the same thing";
  if (baseline.sampling.samples > 0 && run.sampling.samples > 0) {
    compare("temperature", samples, ({ sampling }) => sampling.temperature);
    compare("top-p", samples, ({ sampling }) => sampling.topP);
  }
  compare(
    "verifier",
    "verdicts may differ on the same answer; judge both by one verifier (pure eval rescore)",
    ({ verifier }) => [verifier.kind, verifier.version],
  );
  if (baseline.chain && run.chain)
    compare(
      "judge of steps",
      "CoT and best-of figures are not of the same thing",
      ({ chain }) =>
        chain && [chain.by, chain.name, chain.threshold, chain.files.map(({ sha256 }) => sha256)],
    );
  return found;
}

/** On one line, short. */
function shown(value: unknown): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(shown).join(" ");
  const text = oneLine(String(value));
  return text.length > 48 ? `${text.slice(0, 48)}…` : text;
}
