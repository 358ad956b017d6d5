// What can be chosen about credit assignment, its defaults and presets, and which combinations mean nothing.

/** The values each named setting may take; the first is the default. */
export const creditChoices = {
  form: ["min", "strict", "sum", "survival", "local"],
  baseline: ["token", "step", "index", "openrlhf", "opo", "total", "none"],
  estimator: ["rloo", "grpo", "reinforce++", "gae", "papo", "prof"],
  klEstimator: ["k3", "k1", "k2", "abs"],
  klIn: ["reward", "loss"],
  whiten: ["none", "batch"],
} as const;

/**
 * sum: discounted sum of step rewards. min: softmax-weighted, as trained. strict: the minimum itself.
 * survival: sum of log p(good). local: each step its own reward, nothing of later ones.
 */
export type CreditForm = (typeof creditChoices.form)[number];

/**
 * What is subtracted from a return (estimator rloo; grpo only tells "total" from the rest).
 * - token: process part less the others' return mass a token of `maxLength`; verifiable part less the others' mean.
 * - step: each step's reward less the others' mean reward a step; verifiable part as above.
 * - index: each return less the mean of the others' returns at the step of the same index, 0 where they have none;
 *   verifiable part as above.
 * - openrlhf: each step's reward less the others' reward a token × the step's tokens; no loss on step ends.
 * - opo: every token the whole reward of its response less the group's mean of it over tokens.
 * - total: one token-level baseline over the sum of all token rewards (the verl flavour).
 * - none: nothing.
 */
export type CreditBaseline = (typeof creditChoices.baseline)[number];

/**
 * rloo: returns less a baseline of the group. grpo: normalised over the group. reinforce++: token returns, whitened.
 * gae: with a critic. papo: grpo on the verdicts, plus the weakest step's score compared among right responses. prof: grpo
 * on the verdicts of the half of a group whose step scores agree with them.
 */
export type CreditEstimator = (typeof creditChoices.estimator)[number];

/** Estimates of KL(policy ‖ reference) from one sample: see `klEstimate`. */
export type CreditKlEstimator = (typeof creditChoices.klEstimator)[number];

export interface CreditSettings {
  form: CreditForm;
  /** Softmax temperature, > 0; only the min form reads it. */
  temperature: number;
  /** Discount in [0, 1]: a step for rloo and grpo (sum form only), a token for reinforce++ and gae; else 1. */
  gamma: number;
  /** λ of generalized advantage estimation, in [0, 1]; only gae reads it. */
  lambda: number;
  baseline: CreditBaseline;
  estimator: CreditEstimator;
  /** β: weight of the KL to the reference policy, ≥ 0. */
  klCoefficient: number;
  klEstimator: CreditKlEstimator;
  /** reward: subtracted from the token rewards here. loss: left to the engine's loss, no part of credit. */
  klIn: (typeof creditChoices.klIn)[number];
  /** batch: advantages of rloo and gae to mean 0, variance 1. reinforce++ is always whitened, the others never. */
  whiten: (typeof creditChoices.whiten)[number];
  /**
   * Weight of the process rewards, ≥ 0, before any baseline; of grpo's after it has normalised them. With 0 they are no
   * reward: a response without a verifiable one takes no part, as if there were no scores.
   */
  processCoefficient: number;
  /** Weight of the verifiable reward, ≥ 0. */
  verifiableCoefficient: number;
  /** N, the longest response in tokens: denominator of baselines token and total. Overrides a group's own. */
  maxLength?: number;
}

/** The project's defaults: min form at T = 0.1, RLOO with the token-level baseline, k3 KL in the reward. */
export const defaultCreditSettings: Readonly<CreditSettings> = {
  form: "min",
  temperature: 0.1,
  gamma: 1,
  lambda: 0.95,
  baseline: "token",
  estimator: "rloo",
  klCoefficient: 0.001,
  klEstimator: "k3",
  klIn: "reward",
  whiten: "none",
  processCoefficient: 1,
  verifiableCoefficient: 1,
};

/** Settings of published implementations, to be laid over the defaults. */
export const presets = {
  /** PURE's verl flavour: one token-level baseline over verifiable + r* − β·KL, whitened over the batch. */
  verl: {
    form: "min",
    temperature: 0.1,
    gamma: 1,
    baseline: "total",
    estimator: "rloo",
    klCoefficient: 0.001,
    klEstimator: "k3",
    klIn: "reward",
    whiten: "batch",
    processCoefficient: 1,
    verifiableCoefficient: 1,
  },
} as const satisfies Record<string, Partial<CreditSettings>>;

/** What an estimator needs of a group and of the settings, and what it brings itself. */
export interface EstimatorRules {
  /** Fewest responses of a prompt that it can compare. */
  least: number;
  baselines: readonly CreditBaseline[];
  /** What γ discounts. */
  discounts: "steps" | "tokens" | "nothing";
  /** Whether advantages are whitened over the batch: as the setting says, or whatever it says. */
  whitened: "asSet" | "always" | "never";
  /** The form it brings, whatever the setting; none: process rewards are no rewards. */
  form?: CreditForm | "none";
  /** It tells right responses from wrong ones; a group without verdicts takes no part. */
  verdicts?: boolean;
  /** Only the responses kept by `keptResponses` take part. */
  filters?: boolean;
  /** Baselines that divide by the longest response allowed (`maxLength`). */
  perLength?: readonly CreditBaseline[];
  /** It needs the value of each token, and so a critic. */
  critic?: boolean;
}

export const estimatorRules: Readonly<Record<CreditEstimator, EstimatorRules>> = {
  rloo: {
    ...{ least: 2, baselines: creditChoices.baseline, discounts: "steps", whitened: "asSet" },
    perLength: ["token", "total"],
  },
  grpo: { least: 2, baselines: ["token", "total"], discounts: "steps", whitened: "never" },
  "reinforce++": { least: 1, baselines: ["token"], discounts: "tokens", whitened: "always" },
  gae: { least: 1, baselines: ["token"], discounts: "tokens", whitened: "asSet", critic: true },
  papo: {
    ...{ least: 2, baselines: ["token"], discounts: "nothing", whitened: "never" },
    ...{ form: "strict", verdicts: true },
  },
  // Of three responses two are left to be compared.
  prof: {
    ...{ least: 3, baselines: ["token"], discounts: "nothing", whitened: "never" },
    ...{ form: "none", verdicts: true, filters: true },
  },
};

/**
 * The defaults with `overrides` laid over them (undefined leaves the default).
 * Throws a RangeError that names the setting for values out of range, and for combinations in which form, gamma, baseline
 * or processCoefficient would be ignored. Not so temperature, lambda, whiten and those of the KL: what has no use for them
 * leaves them aside, so that forms and estimators can be compared under the same settings.
 */
export function resolveCreditSettings(overrides: Partial<CreditSettings> = {}): CreditSettings {
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const settings: CreditSettings = { ...defaultCreditSettings, ...given };
  for (const [key, choices] of Object.entries(creditChoices)) {
    const value = settings[key as keyof typeof creditChoices];
    if (!(choices as readonly string[]).includes(value)) {
      throw new RangeError(`${key} is ${JSON.stringify(value)}; it must be one of ${choices.join(", ")}`);
    }
  }
  // Not Number.MIN_VALUE: with ONNX Runtime's subnormal numbers off it equals 0 (graph/session.ts).
  within("temperature", settings.temperature, 2 ** -1022, Number.MAX_VALUE, "a number above 0");
  within("gamma", settings.gamma, 0, 1, "a number from 0 to 1");
  within("lambda", settings.lambda, 0, 1, "a number from 0 to 1");
  for (const key of ["klCoefficient", "processCoefficient", "verifiableCoefficient"] as const)
    within(key, settings[key], 0, Number.MAX_VALUE, "a number of at least 0");
  const { form, gamma, baseline, estimator, maxLength } = settings;
  if (maxLength !== undefined && !(Number.isSafeInteger(maxLength) && maxLength > 0)) {
    throw new RangeError(`maxLength is ${maxLength}; it must be a whole number of tokens above 0`);
  }
  const rules = estimatorRules[estimator];
  if (rules.form !== undefined && form !== rules.form && form !== defaultCreditSettings.form) {
    throw new RangeError(
      `form ${form} is not of estimator ${estimator}, which reads step scores its own way`,
    );
  }
  if (rules.form === "none" && settings.processCoefficient !== 1) {
    throw new RangeError(
      `processCoefficient is ${settings.processCoefficient}, but to estimator ${estimator} process scores are no rewards; set 1`,
    );
  }
  if (gamma !== 1 && rules.discounts === "nothing") {
    throw new RangeError(`gamma is ${gamma}, but estimator ${estimator} discounts nothing; set gamma 1`);
  }
  if (gamma !== 1 && form !== "sum" && rules.discounts === "steps") {
    throw new RangeError(
      `gamma is ${gamma}, but form ${form} is defined with gamma 1; a discount needs form sum`,
    );
  }
  if (gamma !== 1 && baseline === "opo") {
    throw new RangeError(
      `gamma is ${gamma}, but baseline opo goes by a response's whole reward; set gamma 1`,
    );
  }
  if (form === "local" && rules.discounts === "tokens") {
    throw new RangeError(
      `form local credits a step with its own reward alone, and estimator ${estimator} sums the rewards to come; local goes with rloo and grpo`,
    );
  }
  if (form === "local" && (baseline === "total" || baseline === "opo")) {
    throw new RangeError(
      `form local credits a step with its own reward alone, and baseline ${baseline} goes by the sum of a response's rewards`,
    );
  }
  if (!rules.baselines.includes(baseline)) {
    const owners = creditChoices.estimator.filter((one) => estimatorRules[one].baselines.includes(baseline));
    throw new RangeError(
      `baseline ${baseline} belongs to estimator ${owners.join(" or ")}; ${estimator} brings its own`,
    );
  }
  return settings;
}

function within(key: string, value: number, low: number, high: number, right: string): void {
  if (!(typeof value === "number" && value >= low && value <= high)) {
    throw new RangeError(`${key} is ${value}; it must be ${right}`);
  }
}
