// Mean advantage of each response under two settings: a line from left to right for each, so that who is preferred, and
// how that changes, is one look.
import type { ShownRollout } from "../src/dash/types.ts";
import { spreadLabels } from "../src/report/scale.ts";
import { signed } from "../src/text/format.ts";
import type { Seen } from "./lens.ts";
import { Stroke, verdictOf } from "./marks.tsx";

const [WIDTH, HEIGHT, TOP, BOTTOM] = [400, 300, 40, 286];
const MIDDLE = (TOP + BOTTOM) / 2;
/** Where each side stands, and which way its words are from there. */
const PLACES = [
  { x: 112, way: -1, anchor: "end" },
  { x: 288, way: 1, anchor: "start" },
] as const;

export interface SlopeProps {
  responses: readonly ShownRollout[];
  /** Left and right. */
  sides: readonly { name: string; seen: Seen }[];
}

export function Slope({ responses, sides }: SlopeProps) {
  const gap = Math.min(15, (BOTTOM - TOP) / Math.max(1, responses.length));
  const drawn = sides.map(({ name, seen }, i) => {
    const ys = seen.advantages.map((value) => MIDDLE - (value / seen.limit) * (BOTTOM - MIDDLE - 6));
    return { ...PLACES[i], name, seen, ys, labels: spreadLabels(ys, gap, TOP + 4, BOTTOM) };
  });
  const [left, right] = drawn;
  const said = responses
    .map(({ sample, ...response }, k) => {
      const [from, to] = sides.map(({ seen }) => signed(seen.advantages[k], 3));
      return `#${sample + 1} ${verdictOf(response)} ${from} to ${to}`;
    })
    .join("; ");
  const fault = left.seen.error ?? right.seen.error;
  return (
    <figure class="slope">
      <figcaption>
        <h3>Mean advantage of each response</h3>
        <p class="note">above the line it becomes more likely, below less; each side on its own scale</p>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`mean advantages: ${said}`}>
        {drawn.map(({ x, way, anchor, name }) => (
          <text key={anchor} class="side-name" x={x - 4 * way} y="20" text-anchor={anchor}>
            {name}
          </text>
        ))}
        <Stroke from={[left.x - 4, MIDDLE]} to={[right.x + 4, MIDDLE]} color="muted" stroke-dasharray="2 4" />
        {drawn.map(({ x }) => (
          <Stroke key={x} from={[x, TOP]} to={[x, BOTTOM]} color="rule" />
        ))}
        {responses.map((response, k) => (
          <g key={response.sample} class={`slope-line ${verdictOf(response)}`}>
            {left.seen.credits && right.seen.credits && (
              <line x1={left.x} x2={right.x} y1={left.ys[k]} y2={right.ys[k]} />
            )}
            {drawn.map(({ x, way, anchor, seen, ys, labels }) => {
              const own = [`#${response.sample + 1}`, " ", number(seen.advantages[k])];
              return (
                seen.credits && (
                  <>
                    <circle cx={x} cy={ys[k]} r="3.6" />
                    <text x={x + 10 * way} y={labels[k] + 4} text-anchor={anchor}>
                      {way < 0 ? own : own.reverse()}
                    </text>
                  </>
                )
              );
            })}
          </g>
        ))}
      </svg>
      {fault && <p class="fault">{fault}</p>}
    </figure>
  );
}

const number = (advantage: number) => <tspan class="number">{signed(advantage, 3)}</tspan>;
