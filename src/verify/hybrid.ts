// The hybrid verifier: rules first; a model is asked only where they say no or null, only about the answer they found,
// and never about one that looks like an attack (attacks.ts).
import { attackIn } from "./attacks.ts";
import { undecided } from "./judgement.ts";
import type { AnswerVerifier } from "./pool.ts";

/** Longest answer that a model is asked about, in UTF-16 units. */
const LONGEST = 500;

/**
 * `rules`, and `model` where they do not accept. A model that answers neither yes nor no leaves the rules' word; one
 * that does not answer leaves nothing: a no of rules that a model was to look at is not known to be one. Closing it
 * closes both.
 */
export function hybridVerifier(rules: AnswerVerifier, model: AnswerVerifier): AnswerVerifier {
  return {
    verify: async (prediction, reference, options = {}) => {
      const ruled = await rules.verify(prediction, reference, options);
      const answer = ruled.extracted?.trim() ?? "";
      if (ruled.verdict === true || answer === "") return ruled;
      const attack = attackIn(answer, reference, options.problem);
      if (attack !== null)
        return {
          ...ruled,
          verdict: false,
          reason: `looks like an attack: ${attack}`,
          rules: [...ruled.rules, `attack filter: ${attack}`],
        };
      if (answer.length > LONGEST) return ruled;
      const asked = await model.verify(answer, reference, options);
      const ms = ruled.ms + asked.ms;
      const chain = [...ruled.rules, ...asked.rules];
      if (asked.verdict !== null)
        return { ...ruled, verdict: asked.verdict, reason: asked.reason, rules: chain, ms };
      const answered = asked.rules.length > 0;
      if (answered) return { ...ruled, reason: `${ruled.reason}; ${asked.reason}`, rules: chain, ms };
      return { ...undecided(asked.reason, ruled.extracted), rules: chain, ms };
    },
    close: async () => {
      await Promise.all([rules.close(), model.close()]);
    },
  };
}
