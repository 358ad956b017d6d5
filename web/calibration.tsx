// How often responses are right by the p(good) of their weakest step: dots with intervals, and the line on which they would
// lie if p(good) were the chance to be right.
import { type CalibrationBin, expectedCalibrationError } from "../src/common/calibration.ts";
import { wilsonInterval } from "../src/common/statistics.ts";
import { count, decimal, percent, percentRange } from "../src/text/format.ts";
import { Interval, Note, Stroke } from "./marks.tsx";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [360, 236, 36, 352, 10, 206];
const x = (p: number) => LEFT + p * (RIGHT - LEFT);
const y = (share: number) => BOTTOM - share * (BOTTOM - TOP);

/** Right responses of a bin, and their share with its interval. */
export function rightOf({ count: of, observed }: CalibrationBin) {
  const right = Math.round(of * observed);
  return { right, share: right / of, interval: wilsonInterval(right, of) };
}

export function Calibration({ title, bins }: { title: string; bins: readonly CalibrationBin[] }) {
  const responses = bins.reduce((sum, bin) => sum + bin.count, 0);
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const error = expectedCalibrationError(bins);
  const said = bins
    .map((bin) => `${percent(rightOf(bin).share, 0)} of ${bin.count} at p(good) ${decimal(bin.predicted)}`)
    .join("; ");
  return (
    <figure class="panel calibration">
      <figcaption>
        <h3>{title}</h3>
        <Note>
          {responses === 0
            ? "no response with process rewards and a verdict"
            : `${count(responses, "response")}, calibration error ${decimal(error)}`}
        </Note>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}: right ${said || "none"}`}>
        {[0, 0.25, 0.5, 0.75, 1].map((tick) => (
          <g key={tick}>
            <Stroke from={[LEFT, y(tick)]} to={[RIGHT, y(tick)]} color="grid" />
            <text x={LEFT - 5} y={y(tick) + 4} text-anchor="end">
              {percent(tick, 0)}
            </text>
            <text x={x(tick)} y={BOTTOM + 14} text-anchor={tick === 1 ? "end" : "middle"}>
              {tick}
            </text>
          </g>
        ))}
        <text x={(LEFT + RIGHT) / 2} y={HEIGHT - 2} text-anchor="middle">
          p(good) of the weakest step
        </text>
        <Stroke from={[x(0), y(0)]} to={[x(1), y(1)]} color="muted" stroke-dasharray="3 4" />
        {bins.map((bin) => {
          const { right, share, interval } = rightOf(bin);
          return (
            <g key={bin.from}>
              <title>{`${right} of ${bin.count} right, 95% interval ${percentRange(interval)}`}</title>
              <Interval
                from={[x(bin.predicted), y(interval[0])]}
                to={[x(bin.predicted), y(interval[1])]}
                width={4}
              />
              <circle
                cx={x(bin.predicted)}
                cy={y(share)}
                r={2.5 + 4 * Math.sqrt(bin.count / most)}
                style={{ fill: "var(--blue)", stroke: "var(--paper)" }}
              />
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
