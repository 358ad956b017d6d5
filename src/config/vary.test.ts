import { describe, expect, it } from "vitest";
import { UsageError, UserError } from "../common/errors.ts";
import type { PureConfigInput } from "./schema.ts";
import { pureSchema } from "./schema.ts";
import { parseVary, resolveVariant, resolveVariants, withKeys } from "./vary.ts";

const base: PureConfigInput = { model: { source: "m" }, data: { source: "d" }, reward: { prm: "p" } };
const vary = (...words: string[]) => parseVary(pureSchema, words);
const names = (...words: string[]) => vary(...words).variants.map(({ name }) => name);

describe("parseVary", () => {
  it("makes every combination, named shortly, the last key fastest", () => {
    const { name, variants } = vary("credit.form=sum,min", "credit.temperature=0.1,1");
    expect(name).toBe("compare-form-T");
    expect(variants).toEqual([
      { name: "form=sum T=0.1", set: { "credit.form": "sum", "credit.temperature": 0.1 } },
      { name: "form=sum T=1", set: { "credit.form": "sum", "credit.temperature": 1 } },
      { name: "form=min T=0.1", set: { "credit.form": "min", "credit.temperature": 0.1 } },
      { name: "form=min T=1", set: { "credit.form": "min", "credit.temperature": 1 } },
    ]);
  });

  it("names whole keys where their last words are the same, and the ends of paths where those differ", () => {
    expect(names("optimizer.learningRate=1e-6,1e-5", "critic.learningRate=1")).toEqual([
      "optimizer.learningRate=0.000001 critic.learningRate=1",
      "optimizer.learningRate=0.00001 critic.learningRate=1",
    ]);
    expect(names("reward.prm=models/a/prm-1,models/b/prm-2")).toEqual(["prm=prm-1", "prm=prm-2"]);
    expect(names("reward.prm=a/prm,b/prm")).toEqual(["prm=a/prm", "prm=b/prm"]);
  });

  it("reads JSON values with commas in them", () => {
    const values = (word: string) => vary(word).variants.map(({ set }) => Object.values(set)[0]);
    expect(values('sampling.stop=["a","b,c"],["d"]')).toEqual([["a", "b,c"], ["d"]]);
    expect(values('data.stepSeparator="\\n\\n",";",","')).toEqual(["\n\n", ";", ","]);
    expect(values('model.lora=null,{"rank":4,"alpha":8}')).toEqual([null, { rank: 4, alpha: 8 }]);
    expect(values("credit.whiten=none,batch")).toEqual(["none", "batch"]);
    expect(values("data.answerPattern=A([0-9]),null")).toEqual(["A([0-9])", null]);
  });

  it.each([
    [["credit.from=sum,min"], "unknown key credit.from; did you mean credit.form?"],
    [["credit.form"], "--vary credit.form: it must be KEY=VALUE1,VALUE2,…"],
    [["=sum,min"], "it must be KEY=VALUE1"],
    [["credit.form=sum,"], "a value is empty; it must be one of min, strict, sum, survival, local"],
    [["credit.form="], "a value is empty"],
    [["credit.form=sum,sum"], 'the value "sum" is given twice'],
    [["credit.temperature=1,1.0"], "the value 1 is given twice"],
    [["credit.form=sum,min", "credit.form=strict"], "--vary credit.form is given twice"],
    [["credit.form=sum"], "nothing to compare"],
    [[], "nothing to compare"],
  ])("refuses %j", (words, message) => {
    expect(() => vary(...words)).toThrow(message);
    expect(() => vary(...words)).toThrow(UsageError);
  });
});

describe("resolveVariant", () => {
  it("lays dotted keys over the base and leaves the base", () => {
    const config = resolveVariant(base, { name: "a", set: { "credit.form": "sum", "model.lora.rank": 4 } });
    expect(config).toMatchObject({ credit: { form: "sum", temperature: 0.1 }, reward: { prm: "p" } });
    expect(config.model.lora).toMatchObject({ rank: 4, alpha: 32 });
    expect(base).toEqual({ model: { source: "m" }, data: { source: "d" }, reward: { prm: "p" } });
    expect(withKeys({ a: { b: 1, c: 2 } }, { "a.b": { d: 3 } })).toEqual({ a: { b: { d: 3 }, c: 2 } });
  });

  it("names the variant where a key or a value is wrong, and refuses what tells runs apart", () => {
    const resolve = (set: Record<string, unknown>) => () => resolveVariant(base, { name: "odd", set });
    expect(resolve({ "credit.from": "sum" })).toThrow(
      "variant odd: unknown key credit.from; did you mean credit.form?",
    );
    expect(resolve({ "credit.form": "max" })).toThrow('variant odd: credit.form is "max"; it must be one of');
    expect(resolve({ "credit.gamma": 0.5 })).toThrow("variant odd: credit.gamma is 0.5, but form min");
    for (const key of ["train.seed", "run.name", "run.directory", "run"])
      expect(resolve({ [key]: 1 })).toThrow(`variant odd sets ${key}`);
  });

  it("tells wrong flags from a wrong file", () => {
    const { variants } = vary("credit.form=sum,max");
    expect(() => resolveVariants(base, variants, "c.json")).toThrow(UsageError);
    expect(() => resolveVariants(base, variants, "c.json")).toThrow(
      "c.json, variant form=max: credit.form is",
    );
    const wrong = { ...base, credit: { temprature: 1 } } as PureConfigInput;
    const fault = () => resolveVariants(wrong, vary("credit.form=sum,min").variants, "c.json");
    expect(fault).toThrow(UserError);
    expect(fault).not.toThrow(UsageError);
    expect(fault).toThrow("did you mean credit.temperature?");
  });
});
