// What a visitor chooses, in the part of the address behind #, so that a link shares it.
import type { Form } from "./lesson.ts";

export interface Settings {
  form: Form;
  seed: number;
  /** Steps of PURE. */
  steps: number;
  device: "auto" | "webgpu" | "wasm";
}

export const FORMS: readonly { form: Form; label: string; note: string }[] = [
  {
    form: "min",
    label: "process rewards, minimum (PURE)",
    note: "A response is worth its weakest step; one answer in ten is checked too.",
  },
  {
    form: "sum",
    label: "process rewards, sum",
    note: "Each step is paid by itself, so that more steps earn more; one answer in ten is checked too.",
  },
  { form: "vr", label: "verifiable rewards", note: "Each answer is checked; steps earn nothing." },
];

export const DEVICES = [
  { device: "auto", label: "whichever suits" },
  { device: "wasm", label: "WebAssembly" },
  { device: "webgpu", label: "WebGPU" },
] as const;

export const DEFAULTS: Settings = { form: "min", seed: 1, steps: 80, device: "auto" };
export const LIMITS = { seed: [0, 1_000_000], steps: [1, 1000] } as const;

/** The settings in an address; what is not there, or is none, is the default. */
export function readSettings(hash: string): Settings {
  const query = new URLSearchParams(hash.split("?")[1] ?? "");
  const known = <T extends string>(key: "form" | "device", all: readonly T[]): T =>
    all.find((one) => one === query.get(key)) ?? (DEFAULTS[key] as T);
  const whole = (key: "seed" | "steps"): number => {
    const [least, most] = LIMITS[key];
    const value = Number(query.get(key) ?? Number.NaN);
    return Number.isInteger(value) && value >= least && value <= most ? value : DEFAULTS[key];
  };
  return {
    form: known(
      "form",
      FORMS.map(({ form }) => form),
    ),
    seed: whole("seed"),
    steps: whole("steps"),
    device: known(
      "device",
      DEVICES.map(({ device }) => device),
    ),
  };
}

export const toTrain = ({ form, seed, steps, device }: Settings) =>
  `#/train?${new URLSearchParams({ form, seed: String(seed), steps: String(steps), device })}`;
