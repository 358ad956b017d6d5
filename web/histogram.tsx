// How a number is spread over responses, those of each verdict on top of each other.
import { largest, quantile, smallest } from "../src/common/statistics.ts";
import { axis } from "../src/report/scale.ts";
import { count, short } from "../src/text/format.ts";
import { Note, Stroke, type Verdict } from "./marks.tsx";

const BINS = 28;
const [WIDTH, HEIGHT, BOTTOM] = [280, 118, 96];
const ORDER: readonly Verdict[] = ["right", "unknown", "undecided", "wrong"];

export interface HistogramProps {
  title: string;
  note: string;
  values: readonly { value: number; verdict: Verdict }[];
  domain?: [number, number];
}

export function Histogram({ title, note, values, domain }: HistogramProps) {
  const numbers = values.map(({ value }) => value).filter(Number.isFinite);
  const drawn = numbers.length > 0;
  const [low, high] = domain ?? (drawn ? [smallest(numbers), largest(numbers)] : [0, 1]);
  const { ticks, domain: wide } = axis(low, high, 4);
  const [from, to] = domain ?? wide;
  const at = (value: number) => ((value - from) / (to - from)) * WIDTH;
  const bins = Array.from({ length: BINS }, () => new Map<Verdict, number>());
  for (const { value, verdict } of values) {
    const bin = bins[Math.max(0, Math.min(BINS - 1, Math.floor(((value - from) / (to - from)) * BINS)))];
    bin?.set(verdict, (bin.get(verdict) ?? 0) + 1);
  }
  const most = Math.max(1, ...bins.map((bin) => [...bin.values()].reduce((a, b) => a + b, 0)));
  const sorted = numbers.toSorted((a, b) => a - b);
  const median = drawn ? quantile(sorted, 0.5) : null;
  const said = drawn
    ? `${title}: ${count(numbers.length, "response")}, from ${short(smallest(numbers))} to ${short(largest(numbers))}, median ${short(median ?? 0)}`
    : `${title}: no response`;
  return (
    <figure class="panel">
      <figcaption>
        <h3>{title}</h3>
        {median !== null && <span class="lines">median {short(median)}</span>}
        <Note>{note}</Note>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said}>
        {ticks
          .filter((tick) => tick >= from && tick <= to)
          .map((tick) => (
            <g key={tick}>
              <Stroke from={[at(tick), 4]} to={[at(tick), BOTTOM]} color="grid" />
              <text
                x={at(tick)}
                y={HEIGHT - 5}
                text-anchor={at(tick) < 12 ? "start" : at(tick) > WIDTH - 16 ? "end" : "middle"}
              >
                {short(tick)}
              </text>
            </g>
          ))}
        {bins.map((bin, i) => {
          let top = BOTTOM;
          return ORDER.map((verdict) => {
            const size = ((bin.get(verdict) ?? 0) / most) * (BOTTOM - 8);
            if (size === 0) return null;
            top -= size;
            return (
              <rect
                key={`${i} ${verdict}`}
                class={`bar ${verdict}`}
                x={(i * WIDTH) / BINS + 0.6}
                width={WIDTH / BINS - 1.2}
                y={top}
                height={size}
              />
            );
          });
        })}
        <Stroke from={[0, BOTTOM]} to={[WIDTH, BOTTOM]} color="muted" stroke-width="0.8" />
      </svg>
    </figure>
  );
}
