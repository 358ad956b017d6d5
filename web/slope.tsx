// Mean advantage of each response under two settings: a line from left to right for each, so that who is preferred, and
// how that changes, is one look.
import type { ShownRollout } from "../src/dash/types.ts";
import { spreadLabels } from "../src/report/scale.ts";
import { signed } from "../src/text/format.ts";
import type { Seen } from "./lens.ts";
import { verdictOf } from "./marks.tsx";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [400, 300, 112, 288, 40, 286];

export interface SlopeProps {
  responses: readonly ShownRollout[];
  left: Seen;
  right: Seen;
  names: { left: string; right: string };
}

export function Slope({ responses, left, right, names }: SlopeProps) {
  const middle = (TOP + BOTTOM) / 2;
  const heights = (seen: Seen) =>
    seen.advantages.map((value) => middle - (value / seen.limit) * (BOTTOM - middle - 6));
  const [from, to] = [heights(left), heights(right)];
  const gap = Math.min(15, (BOTTOM - TOP) / Math.max(1, responses.length));
  const [labelsFrom, labelsTo] = [from, to].map((ys) => spreadLabels(ys, gap, TOP + 4, BOTTOM));
  const said = responses
    .map(
      ({ sample, ...response }, k) =>
        `#${sample + 1} ${verdictOf(response)} ${signed(left.advantages[k], 3)} to ${signed(right.advantages[k], 3)}`,
    )
    .join("; ");
  const fault = left.error ?? right.error;
  return (
    <figure class="slope">
      <figcaption>
        <h3>Mean advantage of each response</h3>
        <p class="note">above the line it becomes more likely, below less; each side on its own scale</p>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`mean advantages: ${said}`}>
        <text class="side-name" x={LEFT + 4} y="20" text-anchor="end">
          {names.left}
        </text>
        <text class="side-name" x={RIGHT - 4} y="20">
          {names.right}
        </text>
        <line
          x1={LEFT - 4}
          x2={RIGHT + 4}
          y1={middle}
          y2={middle}
          style={{ stroke: "var(--muted)" }}
          stroke-dasharray="2 4"
        />
        <line x1={LEFT} x2={LEFT} y1={TOP} y2={BOTTOM} style={{ stroke: "var(--rule)" }} />
        <line x1={RIGHT} x2={RIGHT} y1={TOP} y2={BOTTOM} style={{ stroke: "var(--rule)" }} />
        {responses.map((response, k) => (
          <g key={response.sample} class={`slope-line ${verdictOf(response)}`}>
            {left.credits && right.credits && <line x1={LEFT} x2={RIGHT} y1={from[k]} y2={to[k]} />}
            {left.credits && (
              <>
                <circle cx={LEFT} cy={from[k]} r="3.6" />
                <text x={LEFT - 10} y={labelsFrom[k] + 4} text-anchor="end">
                  #{response.sample + 1} <tspan class="number">{signed(left.advantages[k], 3)}</tspan>
                </text>
              </>
            )}
            {right.credits && (
              <>
                <circle cx={RIGHT} cy={to[k]} r="3.6" />
                <text x={RIGHT + 10} y={labelsTo[k] + 4}>
                  <tspan class="number">{signed(right.advantages[k], 3)}</tspan> #{response.sample + 1}
                </text>
              </>
            )}
          </g>
        ))}
      </svg>
      {fault && <p class="fault">{fault}</p>}
    </figure>
  );
}
