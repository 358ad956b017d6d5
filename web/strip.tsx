// A response token by token: log-probability, return and advantage as three lanes of a strip, read off by pointing or
// with the arrow keys.
import { useEffect, useRef, useState } from "preact/hooks";
import { largest, smallest } from "../src/common/statistics.ts";
import type { ShownRollout } from "../src/dash/types.ts";
import { signed } from "../src/text/format.ts";
import { along } from "./view.ts";

const LANE = 13;
const GAP = 3;
const HEIGHT = 3 * LANE + 2 * GAP;
/** A log-probability at which the lane is at its fullest, in nats. */
const UNLIKELY = 4;

export function TokenStrip({ response, limit }: { response: ShownRollout; limit: number }) {
  const { tokens, logprobs, returns, advantages, steps, sample } = response;
  const place = useRef<HTMLCanvasElement>(null);
  const [at, point] = useState<number | null>(null);
  useEffect(() => {
    const canvas = place.current;
    if (!canvas) return;
    const draw = () => paint(canvas, response, limit);
    const sized = new ResizeObserver(draw);
    sized.observe(canvas);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    return () => {
      sized.disconnect();
      scheme.removeEventListener("change", draw);
    };
  }, [response, limit]);
  if (tokens.length === 0) return <p class="token">no token</p>;
  const say = (t: number) => {
    const step = steps.findIndex(({ end }) => t <= end);
    const own = step < 0 ? "behind the last step" : `step ${step + 1}`;
    const numbers = `log p ${signed(logprobs?.[t] ?? null)}, return ${signed(returns?.[t] ?? null)}, advantage ${signed(advantages[t] ?? null, 3)}`;
    return `token ${t + 1} of ${tokens.length}, ${own}: ${numbers}`;
  };
  const move = (event: KeyboardEvent) => {
    const next = along(event.key, at ?? -1, tokens.length);
    if (next === null) return;
    event.preventDefault();
    point(next);
  };
  return (
    <div class="strip">
      <canvas
        ref={place}
        height={HEIGHT}
        role="slider"
        tabIndex={0}
        aria-label={`tokens of response ${sample + 1}`}
        aria-valuemin={1}
        aria-valuemax={tokens.length}
        aria-valuenow={(at ?? 0) + 1}
        aria-valuetext={say(at ?? 0)}
        onKeyDown={move}
        onMouseMove={(event) => {
          const { left, width } = event.currentTarget.getBoundingClientRect();
          point(
            Math.max(
              0,
              Math.min(tokens.length - 1, Math.floor(((event.clientX - left) / width) * tokens.length)),
            ),
          );
        }}
        onMouseLeave={() => point(null)}
      />
      {at !== null && (
        <i class="cursor" style={{ left: `${(100 * (at + 0.5)) / tokens.length}%` }} aria-hidden="true" />
      )}
      <p class="token">{at === null ? "log-probability · return · advantage" : say(at)}</p>
    </div>
  );
}

function paint(
  canvas: HTMLCanvasElement,
  { tokens, logprobs, returns, advantages, steps }: ShownRollout,
  limit: number,
): void {
  const scale = devicePixelRatio;
  const width = Math.round(canvas.clientWidth * scale);
  if (width === 0) return;
  canvas.width = width;
  canvas.height = HEIGHT * scale;
  const context = canvas.getContext("2d");
  if (!context) return;
  const color = (name: string) => getComputedStyle(canvas).getPropertyValue(name).trim();
  const [blue, orange, purple, panel, paper] = ["--blue", "--orange", "--purple", "--panel", "--paper"].map(
    color,
  );
  const n = tokens.length;
  // Tokens narrower than a pixel: each column shows the largest of its tokens.
  const columns = Math.min(n, width);
  const lane = (
    index: number,
    numbers: readonly number[] | undefined,
    most: number,
    hues: [string, string],
  ) => {
    const top = index * (LANE + GAP) * scale;
    context.globalAlpha = 1;
    context.fillStyle = panel;
    context.fillRect(0, top, width, LANE * scale);
    if (!numbers || numbers.length === 0) return;
    for (let c = 0; c < columns; c++) {
      const [from, to] = [
        Math.floor((c * n) / columns),
        Math.max(Math.floor((c * n) / columns) + 1, Math.floor(((c + 1) * n) / columns)),
      ];
      let value = 0;
      for (let t = from; t < to; t++) if (Math.abs(numbers[t]) > Math.abs(value)) value = numbers[t];
      const size = Math.min(1, Math.abs(value) / most);
      if (!(size > 0)) continue;
      context.globalAlpha = size ** 0.7;
      context.fillStyle = value > 0 ? hues[0] : hues[1];
      const x = Math.floor((c * width) / columns);
      context.fillRect(x, top, Math.max(1, Math.floor(((c + 1) * width) / columns) - x), LANE * scale);
    }
  };
  lane(0, logprobs, UNLIKELY, [purple, purple]);
  const far = returns ? Math.max(1e-9, largest(returns), -smallest(returns)) : 1;
  lane(1, returns, far, [blue, orange]);
  lane(2, advantages, limit, [blue, orange]);
  context.globalAlpha = 1;
  context.fillStyle = paper;
  if (steps.length <= width / (4 * scale))
    for (const { end } of steps)
      if (end + 1 < n)
        context.fillRect(Math.round(((end + 1) * width) / n) - scale, 0, 2 * scale, canvas.height);
}
