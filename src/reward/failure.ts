// A reward that fails stops the run and shows the response it failed on; it never becomes a zero.

/** What a reward was asked about when it failed. */
export interface FailedResponse {
  problem: string;
  prompt: string;
  response: string;
  tokens?: readonly number[];
  reference?: string | null;
}

/** A reward failed on `responses` (several where they were scored together). The loop saves them and stops. */
export class RewardError extends Error {
  override readonly name = "RewardError";

  constructor(
    /** Which reward: "process reward", "verifiable reward", "reward.custom (pure.config.ts:12)". */
    readonly reward: string,
    readonly responses: readonly FailedResponse[],
    override readonly cause: unknown,
  ) {
    super(`${reward}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** A user's own reward failed, by `cause`; a RewardError names it by `reward`. */
export class CustomRewardError extends Error {
  override readonly name = "CustomRewardError";
  readonly reward: string;

  constructor(
    override readonly cause: unknown,
    /** The user's line that was at work, "pure.config.ts:12"; null where it is not known. */
    place: string | null,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
    this.reward = place === null ? "reward.custom" : `reward.custom (${place})`;
  }
}
