// The steps of a response in the colours of their process rewards, the weakest framed.
import { useState } from "preact/hooks";
import { weakestStep } from "../src/report/document.ts";
import { rewardClass } from "../src/report/figures.ts";
import { count, signed } from "../src/text/format.ts";
import { Scroll } from "./marks.tsx";
import { Words } from "./words.tsx";

/** Steps that are shown at first. */
const STEPS = 40;

interface Step {
  text: string;
  reward: number | null;
  /** r*, where it is known. */
  credit?: number | null;
}

/** `name`: what a reader of the screen calls them. */
export function Steps({ steps, name }: { steps: readonly Step[]; name: string }) {
  const [all, showAll] = useState(false);
  const weakest = steps.length > 1 ? weakestStep(steps) : -1;
  return (
    <>
      <Scroll as="ol" class="steps" name={name}>
        {(all ? steps : steps.slice(0, STEPS)).map(({ text, reward, credit = null }, i) => (
          <li class={`${reward === null ? "" : `c${rewardClass(reward)}`} ${i === weakest ? "weakest" : ""}`}>
            {reward !== null && (
              <span class="reward" title={credit === null ? undefined : `r* ${signed(credit, 3)}`}>
                {signed(reward)}
              </span>
            )}
            <span class="text">
              <Words text={text.trim() || "(blank)"} />
              {i === weakest && <span class="pill">weakest</span>}
            </span>
          </li>
        ))}
      </Scroll>
      {steps.length > STEPS && !all && (
        <button type="button" onClick={() => showAll(true)}>
          {count(steps.length - STEPS, "more step")}
        </button>
      )}
    </>
  );
}
