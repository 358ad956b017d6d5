// A reward that fails stops the run and shows the response it failed on; it never becomes a zero.

/** What a reward was asked about when it failed. */
export interface FailedResponse {
  problem: string;
  prompt: string;
  response: string;
  tokens?: readonly number[];
  reference?: string | null;
}

/**
 * A reward failed by `cause` on `responses`: several where they were scored together, none where who throws it has none at
 * hand. The loop saves them and stops.
 */
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
