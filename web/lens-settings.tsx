// The controls of one lens of the credit microscope.
import { useId } from "preact/hooks";
import { type CreditSettings, creditChoices, estimatorRules } from "../src/credit/index.ts";
import { fitting, flagsOf, type Lens } from "./lens.ts";
import { Choice } from "./marks.tsx";

const FORMS: Record<string, string> = {
  min: "min: weakest step",
  strict: "strict: the minimum",
  sum: "sum of the steps",
  survival: "survival: Σ log p",
  local: "local: each its own",
};

export interface LensSettingsProps {
  title: string;
  lens: Lens;
  set: (lens: Lens) => void;
  /** Token values of a critic are there. */
  values: boolean;
  /** There are process rewards. */
  scored: boolean;
}

export function LensSettings({ title, lens, set, values, scored }: LensSettingsProps) {
  const { settings, trust } = lens;
  const rules = estimatorRules[settings.estimator];
  const change = (part: Partial<CreditSettings>) =>
    set({ ...lens, settings: fitting({ ...settings, ...part }) });
  const own = rules.form !== undefined;
  const place = Math.log10(settings.temperature);
  return (
    <fieldset class="lens">
      <legend>{title}</legend>
      <Choice<CreditSettings["form"] | "own">
        label="form"
        value={own ? "own" : settings.form}
        options={
          own ? [["own", "the estimator’s own"]] : creditChoices.form.map((form) => [form, FORMS[form]])
        }
        set={(form) => form !== "own" && change({ form })}
        disabled={own || !scored}
      />
      <Slider
        label="temperature"
        value={place}
        shown={`T = ${Number(settings.temperature.toPrecision(3))}`}
        min={-2}
        max={1}
        step={0.01}
        disabled={own || settings.form !== "min" || !scored}
        onInput={(value) => change({ temperature: Number((10 ** value).toPrecision(4)) })}
      />
      <Choice
        label="estimator"
        value={settings.estimator}
        options={creditChoices.estimator.map((estimator) => [
          ...([estimator, estimator.toUpperCase()] as const),
          estimator === "gae" && !values,
        ])}
        set={(estimator) => change({ estimator })}
      />
      <Choice
        label="baseline"
        value={settings.baseline}
        options={rules.baselines.map((baseline) => [baseline, baseline])}
        set={(baseline) => change({ baseline })}
        disabled={rules.baselines.length === 1}
      />
      <Slider
        label="trust"
        value={trust}
        shown={trust.toFixed(2)}
        min={0}
        max={1}
        step={0.01}
        disabled={!scored || rules.form === "none"}
        onInput={(value) => set({ ...lens, trust: value })}
      />
      <Slider
        label="verifiable"
        value={settings.verifiableCoefficient}
        shown={`× ${settings.verifiableCoefficient}`}
        min={0}
        max={4}
        step={0.1}
        onInput={(verifiableCoefficient) => change({ verifiableCoefficient })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={rules.whitened === "always" || (rules.whitened === "asSet" && settings.whiten === "batch")}
          disabled={rules.whitened !== "asSet"}
          onChange={() => change({ whiten: settings.whiten === "batch" ? "none" : "batch" })}
        />
        whitened over this group
      </label>
      <code class="command">pure credit group.jsonl {flagsOf(lens).join(" ")}</code>
    </fieldset>
  );
}

interface SliderProps {
  label: string;
  value: number;
  shown: string;
  min: number;
  max: number;
  step: number;
  onInput: (value: number) => void;
  disabled?: boolean;
}

function Slider({ label, value, shown, min, max, step, onInput, disabled }: SliderProps) {
  const id = useId();
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <output for={id}>{disabled ? "–" : shown}</output>
      <input
        id={id}
        type="range"
        {...{ min, max, step, value, disabled }}
        aria-valuetext={shown}
        onInput={(event) => onInput(Number(event.currentTarget.value))}
      />
    </div>
  );
}
