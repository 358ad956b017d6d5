// What PRM800K's ratings and alternative steps become: the rules and their defaults, for the configuration and the reader.

export interface Prm800kRules {
  /**
   * A rating of 0: "good" as where the published verifier scores solutions (arXiv 2305.20050, appendix F), "bad" as in
   * TRL's conversion (only 1 is good), or "unlabelled".
   */
  neutral: "good" | "bad" | "unlabelled";
  /**
   * A completion beside the path that the labeller went on with: "all": the path up to it and then it, every step with
   * its label, as in TRL's conversion; "last": the same, but it alone has a label, so that each rating counts once;
   * "none": the path alone.
   */
  alternatives: "all" | "last" | "none";
  /** Solutions that end with "give_up" or "bad_problem": left out as in the paper, or kept up to where they stop. */
  unfinished: "leaveOut" | "keep";
  /** Questions for quality control and for screening labellers: left out as in the paper, or kept. */
  qualityControl: "leaveOut" | "keep";
}

/** As the published verifier has them (arXiv 2305.20050), with alternatives as in TRL's conversion. */
export const prm800kDefaults: Prm800kRules = {
  neutral: "good",
  alternatives: "all",
  unfinished: "leaveOut",
  qualityControl: "leaveOut",
};
