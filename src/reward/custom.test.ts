import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfigFile } from "../config/load.ts";
import type { CustomReward } from "../config/schema.ts";
import { customReward } from "./custom.ts";
import { RewardError } from "./failure.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(realpathSync(tmpdir()), "pure (own) "));
});
afterAll(() => rmSync(directory, { recursive: true }));

const here = fileURLToPath(new URL("..", import.meta.url));
const asked = { problem: "1+1=", prompt: "1+1=", response: "3", reference: "2" };
const failureOf = (custom: CustomReward) => customReward(custom, asked, 60_000).catch((error) => error);

it.each([
  ["a helper, called at once", "({ response }: { response: string }) => lastOf({ response } as Answer)", 7],
  ["a helper, after a wait", "async () => {\n    await null;\n    return lastOf({});\n  }", 7],
  [
    "the function, below types that take lines",
    "({ response }: {\n    response: string;\n  }) => {\n    return (response as any).a.b;\n  }",
    13,
  ],
  // This package's own code is not the user's.
  [
    "what it calls of this package, and that of others",
    'async () => {\n    return nearest(null as any, ["a", "b"]).length;\n  }',
    11,
  ],
])("names the user's line that failed: %s", async (name, body, line) => {
  const text = `import { nearest } from "${here}common/nearest.ts";

interface Answer {
  parts?: { last: number };
}
const lastOf = (answer: Answer) =>
  answer.parts!.last;

export default {
  reward: { custom: BODY },
};
`.replace("BODY", body);
  const file = join(directory, `${name}.ts`);
  writeFileSync(file, text);
  const { reward } = (await readConfigFile(file)) as { reward: { custom: CustomReward } };
  const error = await failureOf(reward.custom);
  expect(error).toBeInstanceOf(RewardError);
  expect(error.reward, error.cause.stack).toBe(`reward.custom (${file}:${line})`);
});

it("names no line where none is known, and takes whatever is thrown", async () => {
  const thrown = await failureOf(() => {
    throw "a text";
  });
  expect(thrown).toMatchObject({
    reward: "reward.custom",
    message: "reward.custom: a text",
    cause: "a text",
  });
  const nothing = await failureOf(async () => Promise.reject());
  expect(nothing).toMatchObject({ reward: "reward.custom", message: "reward.custom: undefined" });
});
