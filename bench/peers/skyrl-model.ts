// `tsx bench/peers/skyrl-model.ts DIRECTORY [CHECKPOINT]`: the base model of a SkyRL server, as a Hugging Face directory
// with one .safetensors file. Of CHECKPOINT the model alone, without an optimizer's state; without one, the policy of the
// generated arithmetic task with random weights.
import { dirname } from "node:path";
import { makeDirectory } from "../../src/common/directories.ts";
import { randomPolicy } from "../../src/data/arithmetic-task.ts";
import { loadModel, saveModel } from "../../src/model/load.ts";

const [directory, checkpoint] = process.argv.slice(2);

/** Twice the task's longest response, as the demo has it. */
const MAX_POSITIONS = 192;

await makeDirectory(dirname(directory));
await saveModel(directory, checkpoint ? await loadModel(checkpoint) : randomPolicy(MAX_POSITIONS, 1));
console.log(`base model: ${directory}${checkpoint ? `, from ${checkpoint}` : ", random weights"}`);
