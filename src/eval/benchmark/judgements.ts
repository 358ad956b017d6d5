// What a judge has said of responses, kept as it comes: a judgement is paid for once, whatever is judged again later.
import { createHash } from "node:crypto";
import { appendFile } from "node:fs/promises";
import { UserError } from "../../common/errors.ts";
import { cutToWholeLines } from "../../common/whole-file.ts";
import { type Chain, type ChainJudge, type ChainJudgement, chainQuestion } from "./chain.ts";
import { recordsOf } from "./directory.ts";

/** The judgements of any number of judges, in a file of JSON lines {"key", "judge", "right", "firstWrong", "reason"}. */
export class JudgementFile {
  readonly #known = new Map<string, ChainJudgement>();

  private constructor(private readonly path: string) {}

  /** What a kill left of a last line is cut. Throws a UserError where a line is no judgement. */
  static async open(path: string): Promise<JudgementFile> {
    const file = new JudgementFile(path);
    await cutToWholeLines(path);
    for await (const { value, where } of recordsOf(path)) {
      const { key, right, firstWrong, reason } = value;
      const numbered = firstWrong === null || Number.isSafeInteger(firstWrong);
      if (typeof key !== "string" || typeof right !== "boolean" || !numbered || typeof reason !== "string")
        throw new UserError(
          `${where}: expected {"key", "judge", "right": true or false, "firstWrong", "reason"}; ` +
            "without the line the response is judged again",
        );
      file.#known.set(key, { right, firstWrong: firstWrong as number | null, reason });
    }
    return file;
  }

  get(key: string): ChainJudgement | undefined {
    return this.#known.get(key);
  }

  /** Adds a judgement, on disk first. */
  async add(key: string, judge: string, judgement: ChainJudgement): Promise<void> {
    await appendFile(this.path, `${JSON.stringify({ key, judge, ...judgement })}\n`);
    this.#known.set(key, judgement);
  }
}

/**
 * `judge`, called `name`, asked only what `file` does not hold, and the same question once. Where it could not tell, it
 * is asked again the next time.
 */
export function rememberingJudge(judge: ChainJudge, name: string, file: JudgementFile): ChainJudge {
  const asked = new Map<string, Promise<ChainJudgement>>();
  const ask = async (key: string, chain: Chain, signal?: AbortSignal) => {
    const judgement = await judge.judge(chain, signal);
    if (judgement.right !== null) await file.add(key, name, judgement);
    return judgement;
  };
  return {
    judge: async (chain, signal) => {
      // With the instructions, so that others are another question.
      const question = JSON.stringify([name, chainQuestion(chain).messages]);
      const key = createHash("sha256").update(question).digest("hex").slice(0, 32);
      const known = file.get(key);
      if (known) return known;
      const under = asked.get(key) ?? ask(key, chain, signal);
      asked.set(key, under);
      return under;
    },
  };
}
