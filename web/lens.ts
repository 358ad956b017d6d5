// A lens of the credit microscope: settings of credit, what they make of a group, and how `pure credit` is told the same.
import {
  type CreditSettings,
  computeCredit,
  defaultCreditSettings,
  estimatorRules,
  type ResponseCredit,
} from "../src/credit/index.ts";
import { creditSettingsOf, toCredit } from "../src/dash/credit-line.ts";
import type { ShownGroup } from "../src/dash/types.ts";
import type { LoadedRun } from "./store.ts";

export interface Lens {
  settings: CreditSettings;
  /** Weight of the process rewards, on top of their coefficient. */
  trust: number;
}

/** As the run had it at a step. Settings that it does not name, or not as numbers and words, are the defaults. */
export function runLens({ config, metrics }: LoadedRun, step: number): Lens {
  const trusted = (config as { credit?: { trust?: unknown } } | null)?.credit?.trust === true;
  const trust = trusted ? (metrics.find((m) => m.step === step)?.trust?.value ?? 1) : 1;
  const { maxLength: _, ...given } = creditSettingsOf(config, null);
  const known = Object.entries(given).filter(([key, value]) => {
    const standard = defaultCreditSettings[key as keyof CreditSettings];
    return value !== null && typeof value === typeof standard;
  });
  return { settings: { ...defaultCreditSettings, ...Object.fromEntries(known) }, trust };
}

/** What to hold beside it: the minimum of the steps' rewards beside any other, their sum beside the minimum. */
export function otherLens({ settings, trust }: Lens): Lens {
  const form = settings.form === "min" && settings.estimator === "rloo" ? "sum" : "min";
  return {
    trust,
    settings: { ...settings, form, estimator: "rloo", baseline: "token", gamma: 1, whiten: "none" },
  };
}

/** `settings` with what no longer goes with a new estimator or form put right. */
export function fitting(settings: CreditSettings): CreditSettings {
  const rules = estimatorRules[settings.estimator];
  const form = rules.form !== undefined ? defaultCreditSettings.form : settings.form;
  const discounted = rules.discounts === "tokens" || (rules.discounts === "steps" && form === "sum");
  return {
    ...settings,
    form,
    baseline: rules.baselines.includes(settings.baseline) ? settings.baseline : rules.baselines[0],
    gamma: discounted ? settings.gamma : 1,
  };
}

export interface Seen {
  /** Of each response; null where the settings do not go together, or the group lacks something. */
  credits: ResponseCredit[] | null;
  error: string | null;
  /** Mean advantage of each response over its tokens. */
  advantages: number[];
  /** Largest size of one of those. */
  limit: number;
  /** Smallest and largest return of a token, 0 among them, and the largest size of an advantage. */
  reach: { low: number; high: number; most: number };
}

/** What the library's own functions make of the group under these settings. */
export function look({ settings, trust }: Lens, group: ShownGroup, config: unknown): Seen {
  const processCoefficient = settings.processCoefficient * trust;
  try {
    const [credits] = computeCredit([toCredit(group, config)], { ...settings, processCoefficient });
    const advantages = credits.map((credit) => meanOf(credit.advantages));
    const reach = { low: 0, high: 1e-9, most: 1e-9 };
    for (const { returns, advantages: own } of credits) {
      for (const value of returns)
        [reach.low, reach.high] = [Math.min(reach.low, value), Math.max(reach.high, value)];
      for (const value of own) reach.most = Math.max(reach.most, Math.abs(value));
    }
    return { credits, error: null, advantages, limit: Math.max(1e-9, ...advantages.map(Math.abs)), reach };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const said = error.message.replace(/^group 0: /, "");
    const advantages = group.responses.map(() => 0);
    return { credits: null, error: said, advantages, limit: 1, reach: { low: 0, high: 1, most: 1 } };
  }
}

export function meanOf(values: Float64Array, from = 0, to = values.length): number {
  let sum = 0;
  for (let t = from; t < to; t++) sum += values[t];
  return to > from ? sum / (to - from) : 0;
}

/** Largest difference of these returns from those that the run wrote down. */
export function differenceFromRecorded(
  credits: readonly ResponseCredit[],
  { responses }: ShownGroup,
): number {
  let most = 0;
  for (const [k, { returns }] of credits.entries())
    for (const [t, value] of returns.entries())
      most = Math.max(most, Math.abs(value - (responses[k].returns?.[t] ?? 0)));
  return most;
}

/** Settings that have a flag of their name. */
const FLAGS = [
  ...(["form", "temperature", "gamma", "lambda", "baseline", "estimator", "klCoefficient"] as const),
  ...(["klEstimator", "whiten", "processCoefficient", "verifiableCoefficient"] as const),
];

/** The words after `pure credit FILE` that say the same. */
export function flagsOf({ settings, trust }: Lens): string[] {
  const said: CreditSettings = {
    ...settings,
    processCoefficient: settings.processCoefficient * trust,
    klCoefficient: settings.klIn === "loss" ? 0 : settings.klCoefficient,
  };
  return FLAGS.filter((key) => said[key] !== defaultCreditSettings[key]).flatMap((key) => [
    `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(said[key]),
  ]);
}

/** "min, T 0.1", "sum, GRPO": how a lens is called in a figure. */
export function nameOf({ settings, trust }: Lens): string {
  const { form, temperature, estimator, baseline } = settings;
  const { form: own } = estimatorRules[estimator];
  return [
    own === undefined ? form : null,
    own === undefined && form === "min" ? `T ${Number(temperature.toPrecision(3))}` : null,
    estimator === "rloo" ? (baseline === "token" ? null : `baseline ${baseline}`) : estimator.toUpperCase(),
    trust < 1 ? `trust ${trust.toFixed(2)}` : null,
  ]
    .filter((part) => part !== null)
    .join(", ");
}
