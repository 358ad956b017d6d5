// `tsx bench/real/data.ts PROBLEMS DIRECTORY`: splits word problems with solutions (GSM8K) into DIRECTORY/problems.jsonl
// for reinforcement learning and, of the others' solutions, DIRECTORY/steps.jsonl for the process reward model.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../../src/common/directories.ts";
import { Random } from "../../src/common/random.ts";
import { labelledLine } from "../../src/data/labelled.ts";
import { loadProblems } from "../../src/data/problems.ts";
import { labelSolution } from "./labelled-steps.ts";

const [source, directory] = process.argv.slice(2);
const problemCount = 200;
const exampleCount = 200;

const { problems } = await loadProblems(source);
if (problems.length < problemCount + exampleCount)
  throw new Error(`${source}: ${problems.length} problems, needed are ${problemCount + exampleCount}`);
const random = new Random("real model");
const shuffled = random.shuffle([...problems]);
const lines = shuffled
  .slice(0, problemCount)
  .map(({ id, prompt, answer }) => `${JSON.stringify({ id, problem: prompt, answer })}\n`);
const steps: string[] = [];
for (const problem of shuffled.slice(problemCount)) {
  if (steps.length === exampleCount) break;
  // Two of three have an error, which makes bad steps about as many as a third of all.
  const labelled = labelSolution(problem, steps.length % 3 !== 0, random);
  if (labelled) steps.push(labelledLine(labelled));
}
await makeDirectory(directory);
await writeFile(join(directory, "problems.jsonl"), lines.join(""));
await writeFile(join(directory, "steps.jsonl"), steps.join(""));
console.log(`${lines.length} problems and ${steps.length} labelled solutions in ${directory}`);
