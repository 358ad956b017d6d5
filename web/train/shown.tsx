// The responses of one prompt in the last step: what the policy writes now, and what it is paid for.
import { weakestStep } from "../../src/report/document.ts";
import { rewardClass } from "../../src/report/figures.ts";
import { decimal, signed } from "../../src/text/format.ts";
import { visible } from "../../src/text/text.ts";
import type { RolloutRecord } from "../../src/train/runs/records.ts";
import { RewardKey, Section, VerdictMark, verdictOf } from "../marks.tsx";

export function Shown({ step, responses }: { step: number; responses: RolloutRecord[] }) {
  const scored = responses.some(({ steps }) => steps.some(({ reward }) => reward !== null));
  return (
    <Section
      title="What it writes"
      note={
        <>
          The responses of step {step} to the prompt on which they differ most,{" "}
          <code>{responses[0]?.prompt}</code>. Its answer is {visible(responses[0]?.reference ?? "unknown")}.
          A step has the colour of its process reward; the number at the right is the mean advantage: above 0,
          a response becomes more likely.
        </>
      }
      aside={scored && <RewardKey />}
    >
      <ol class="responses">
        {responses.map((response) => (
          <li key={response.sample}>
            <Response response={response} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Response({ response }: { response: RolloutRecord }) {
  const { sample, steps, answer, advantages } = response;
  const weakest = steps.length > 1 ? weakestStep(steps) : -1;
  const mean = advantages.reduce((a, b) => a + b, 0) / Math.max(1, advantages.length);
  return (
    <article>
      <header>
        <b>#{sample + 1}</b>
        <VerdictMark verdict={verdictOf(response)} />
        <span>{answer === null ? "no answer" : <>answers {visible(answer)}</>}</span>
        <span class={`advantage ${mean > 0 ? "more" : "less"}`}>{signed(mean)}</span>
      </header>
      <ol class="steps">
        {steps.map(({ text, reward, end }, s) => (
          <li
            key={end}
            class={`${reward === null ? "" : `c${rewardClass(reward)}`}${s === weakest ? " weakest" : ""}`}
          >
            {reward !== null && <span class="reward">{decimal(reward, 2)}</span>}
            <span class="text">{visible(text)}</span>
          </li>
        ))}
      </ol>
    </article>
  );
}
