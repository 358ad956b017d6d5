// A step's groups as a list: each prompt with its responses as a small figure, in the order asked for. Of thousands only
// those near the screen are drawn.
import type { VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { largest, smallest } from "../src/common/statistics.ts";
import type { GroupFacts, RolloutRow } from "../src/dash/types.ts";
import { signed } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import { Stroke, verdictOf } from "./marks.tsx";
import { toGroup } from "./route.ts";
import { useNear } from "./view.ts";

/** A group with its responses. */
export interface Group {
  facts: GroupFacts;
  rows: readonly RolloutRow[];
}

export interface GroupsProps {
  groups: readonly Group[];
  run: string;
  step: number;
  /** Largest size of a mean advantage, which the bars are drawn against. */
  limit: number;
  /** Responses that are drawn in full colour. */
  fits: (row: RolloutRow) => boolean;
}

/** Height of a row, CSS pixels: .groups li of the style sheet. */
const ROW = 56;

export function Groups({ groups, run, step, limit, fits }: GroupsProps) {
  const place = useRef<HTMLOListElement>(null);
  const { from, to, above, below } = useNear(place, groups.length, ROW);
  // What is drawn stays as it is while one scrolls.
  const drawn = useMemo(() => new Map<number, VNode>(), [groups, limit, fits]);
  const item = (i: number): VNode => {
    const { facts, rows } = groups[i];
    const made = drawn.get(i) ?? (
      <li key={facts.group} aria-posinset={i + 1} aria-setsize={groups.length}>
        <a href={toGroup(run, step, facts.group)}>
          <span class="prompt">{visible(facts.prompt)}</span>
          <GroupFigure rows={rows} limit={limit} fits={fits} />
          <span class="figure">{rightOf(rows)}</span>
        </a>
      </li>
    );
    drawn.set(i, made);
    return made;
  };
  return (
    <ol
      class="groups"
      ref={place}
      style={{ paddingTop: `${above * ROW}px`, paddingBottom: `${below * ROW}px` }}
    >
      {Array.from({ length: Math.max(0, to - from) }, (_, i) => item(from + i))}
    </ol>
  );
}

/** "3/8": how many are right; "–" where none has a reference. */
export function rightOf(rows: readonly RolloutRow[]): string {
  const known = rows.some(({ correct }) => correct !== null);
  return known ? `${rows.filter(({ correct }) => correct).length}/${rows.length}` : "–";
}

const share = (rows: readonly RolloutRow[]) =>
  rows.filter(({ correct }) => correct).length / Math.max(1, rows.length);
const spread = (values: readonly number[]) => largest(values) - smallest(values);

/** What may come first; `by`: the larger, the earlier. */
export const ORDERS: Record<string, { name: string; by: (rows: readonly RolloutRow[]) => number }> = {
  change: { name: "what changed most", by: (rows) => rows.reduce((sum, { pull }) => sum + pull, 0) },
  spread: { name: "advantages furthest apart", by: (rows) => spread(rows.map(({ advantage }) => advantage)) },
  wrong: { name: "fewest right", by: (rows) => -share(rows) },
  weakest: { name: "weakest steps", by: (rows) => -Math.min(...rows.map(({ rewardMin }) => rewardMin ?? 1)) },
  sampled: { name: "as sampled", by: () => 0 },
};

/** The responses of a group: dots by the reward of the weakest step, bars by the mean advantage. */
export function GroupFigure(props: {
  rows: readonly RolloutRow[];
  limit: number;
  fits?: (row: RolloutRow) => boolean;
}) {
  const { rows, limit, fits = () => true } = props;
  const [width, height, middle] = [220, 34, 13];
  const right = rows.filter((row) => row.correct).length;
  const said = `${right} of ${rows.length} right; advantages ${rows.map(({ advantage }) => signed(advantage)).join(", ")}`;
  const slot = width / rows.length;
  return (
    <svg class="group-figure" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={said}>
      <Stroke from={[0, 29]} to={[width, 29]} color="grid" />
      <Stroke from={[0, middle]} to={[width, middle]} color="grid" />
      {rows.map((row) => {
        const size = (Math.abs(row.advantage) / limit) * 12;
        return (
          <rect
            key={`bar ${row.sample}`}
            x={row.sample * slot + slot * 0.2}
            width={slot * 0.6}
            y={row.advantage > 0 ? middle - size : middle}
            height={Math.max(0.5, size)}
            style={{ fill: row.advantage > 0 ? "var(--blue)" : "var(--orange)" }}
            fill-opacity={fits(row) ? 0.85 : 0.15}
          />
        );
      })}
      {rows.map((row) => (
        <circle
          key={`dot ${row.sample}`}
          cx={5 + ((Math.max(-1, Math.min(1, row.rewardMin ?? 0)) + 1) / 2) * (width - 10)}
          cy="29"
          r="3.4"
          class={`dot ${verdictOf(row)}`}
          opacity={fits(row) ? 0.8 : 0.12}
        />
      ))}
    </svg>
  );
}
