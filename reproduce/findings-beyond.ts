// Findings about the arms beyond the paper, each judged by the test stated beside it: trust in process rewards and what it
// is held against, process rewards with all answers, other forms of credit. As findings.ts, pure functions over runs.
import { best, overSeeds } from "../src/common/statistics.ts";
import {
  type Arm,
  accuracies,
  accuracyOf,
  type Finding,
  fewerSteps,
  gain,
  last,
  lead,
  list,
  meanTrust,
  onSharedSeeds,
  points,
  range,
} from "./findings.ts";
import {
  ALL,
  CONSTANT,
  INDEX,
  LOCAL,
  MIN,
  MIX,
  NARROW_PART,
  NONSENSE,
  PAPO,
  PROF,
  REAL_PART,
  SURVIVAL,
  SURVIVAL_MIX,
  TRUST,
  TRUST_ALL,
  TRUST_BACK,
  VR,
  VR_TENTH,
} from "./settings.ts";

/** Differences in final accuracy: what trust must gain, what it may lose from its best, and what counts as the same. */
const GAIN = 0.05;
const LOSS = 0.05;
const SAME = 0.03;

const PAPER = "not in it";
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

/** With trust the mix ends well above the mix without, and near its own best. */
export function trustHolds(trust: Arm, mix: Arm): Finding {
  const { difference, interval } = lead(mix, trust);
  const curve = overSeeds(trust.runs.map(accuracies));
  const [top, end] = [best(curve)!, last(curve)];
  const ends = trust.runs.map((run) => percent(accuracyOf(last(run.evaluations).right)));
  return {
    finding: "trust holds",
    paper: PAPER,
    here:
      `${points(difference)} to ${mix.name} (${range(interval)}); best ${percent(top.value)} at step ${top.step}, ` +
      `${percent(end.value)} at the end (a seed each: ${list(ends)}); mean trust ${trusts(trust)}`,
    test:
      `its lead in final accuracy over ${mix.name} is ${100 * GAIN} points or more and the 95% interval above 0, and its ` +
      `final accuracy (mean over seeds) at most ${100 * LOSS} points below its best`,
    holds: reaches(difference, GAIN) && interval[0] > 0 && !reaches(top.value - end.value, LOSS, 1),
  };
}

/** Whether a difference is at least `level`, or (sign 1) more than it, up to rounding. */
function reaches(difference: number, level: number, sign = -1): boolean {
  return difference > level + sign * 1e-12;
}

const trusts = (arm: Arm) => list(arm.runs.map((run) => meanTrust(run)?.toFixed(2) ?? null));

/** What trust adds to the weight it has in the mean. */
export function trustBeatsConstant(trust: Arm, constant: Arm): Finding {
  const { difference, interval } = lead(constant, trust);
  return {
    finding: "trust is more than a smaller weight",
    paper: PAPER,
    here: `${points(difference)} to ${constant.name} (${range(interval)}), whose coefficients are the mean trust of each seed, ${trusts(trust)}`,
    test: "the 95% interval of its lead in final accuracy is above 0",
    holds: interval[0] > 0,
  };
}

/** With trust, process rewards without sense do no harm. */
export function noHarm(trust: Arm, verified: Arm, plain: Arm | undefined): Finding {
  const { difference, interval } = lead(verified, trust);
  const onsets = trust.runs.map(({ alarms }) => alarms.find(({ kind }) => kind === "trust")?.step ?? null);
  const without = plain && lead(verified, plain);
  return {
    finding: `${trust.name} ends as ${verified.name} does`,
    paper: PAPER,
    here:
      `${points(difference)} (${range(interval)}); mean trust ${trusts(trust)}; alarm of trust at step ${list(onsets)}` +
      (without ? `; without trust ${points(without.difference)} (${range(without.interval)})` : ""),
    test: `final accuracy within ${100 * SAME} points of that of ${verified.name}, which has the same verified prompts`,
    holds: !reaches(Math.abs(difference), SAME, 1),
  };
}

/** One arm ends above another. */
export function endsAbove(arm: Arm, other: Arm): Finding {
  const { difference, interval } = lead(other, arm);
  return {
    finding: `${arm.name} ends above ${other.name}`,
    paper: PAPER,
    here: `${points(difference)} (${range(interval)})`,
    test: "the 95% interval of its lead in final accuracy is above 0",
    holds: interval[0] > 0,
  };
}

/** What a real model must gain to be called better. */
const BETTER = 0.1;

/** A real model ends well above its warm start. */
export function getsBetter(arm: Arm): Finding {
  const { difference, interval } = gain(arm);
  const each = arm.runs.map(
    ({ evaluations: [start, ...later] }) =>
      `${percent(accuracyOf(start.right))} → ${percent(accuracyOf(last(later).right))}`,
  );
  return {
    finding: `${arm.name}: the model gets better`,
    paper: PAPER,
    here: `${points(difference)} to the warm start (${range(interval)}; a seed each: ${list(each)})`,
    test: `final accuracy ${100 * BETTER} points or more above the warm start's, and the 95% interval above 0`,
    holds: reaches(difference, BETTER) && interval[0] > 0,
  };
}

/**
 * The findings that the arms of comparison `name` allow. `get` gives an arm by name, those without process rewards too.
 * Where the mix without trust is not hacked, trust has nothing to gain: that it holds is judged on NARROW_PART alone.
 */
export function findingsBeyond(name: string, get: (arm: string) => Arm | undefined): Finding[] {
  const of = ({ name }: { name: string }) => get(name);
  const found: Finding[] = [];
  const judge = (arms: [Arm | undefined, Arm | undefined], ...tests: ((a: Arm, b: Arm) => Finding)[]) => {
    const [a, b] = arms;
    const shared = a && b && onSharedSeeds([a, b]);
    if (shared) for (const test of tests) found.push(test(...shared));
  };
  if (name === REAL_PART)
    for (const arm of [TRUST_ALL, TRUST, TRUST_BACK, VR].map(of)) if (arm) found.push(getsBetter(arm));
  judge([of(TRUST), of(MIX)], name === NARROW_PART ? trustHolds : endsAbove);
  judge([of(TRUST), of(CONSTANT)], trustBeatsConstant);
  for (const { plain, trust } of NONSENSE)
    judge([of(trust), of(VR_TENTH)], (arm, verified) => noHarm(arm, verified, of(plain)));
  judge([of(TRUST), of(VR_TENTH)], endsAbove);
  for (const arm of [ALL, TRUST_ALL, PAPO, PROF]) judge([of(arm), of(VR)], fewerSteps, endsAbove);
  for (const [arm, other] of [
    [SURVIVAL, MIN],
    [LOCAL, MIN],
    [INDEX, MIN],
    [SURVIVAL_MIX, MIX],
  ])
    judge([of(arm), of(other)], endsAbove);
  return found;
}
