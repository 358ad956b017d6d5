// The verifier of a browser's tab, where there are no workers.
import { judgeCheaply } from "./cheap.ts";
import { undecided } from "./judgement.ts";
import type { AnswerVerifier } from "./pool.ts";

/** Judges what is surely cheap, in the calling thread; whatever else is undecided. */
export const cheapVerifier: AnswerVerifier = {
  verify: async (prediction, reference, options) => {
    const judgement = judgeCheaply(prediction, reference, options);
    return { ...(judgement ?? undecided("only plain numbers are compared here")), ms: 0 };
  },
  close: async () => {},
};
