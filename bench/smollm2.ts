// SmolLM2-135M-Instruct's 4-bit GGUF widened to float32, so that every program computes with the same weights: as a
// Hugging Face directory, and as a GGUF for llama.cpp.
//   npx tsx bench/smollm2.ts DIRECTORY    writes the directory, unless it is there
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { makeDirectory } from "../src/common/directories.ts";
import { loadModel, saveModel } from "../src/model/load.ts";

const peers = fileURLToPath(new URL("peers/", import.meta.url));

/** The GGUF as it comes, downloaded where it is not there. */
export function smollm2Gguf(): string {
  return execFileSync("bash", [`${peers}smollm2.sh`], { encoding: "utf8" }).trim();
}

/** Writes the Hugging Face directory, where there is none. */
export async function writeDirectory(directory: string): Promise<void> {
  if (existsSync(directory)) return;
  await makeDirectory(dirname(directory));
  await saveModel(directory, await loadModel(smollm2Gguf()));
}

/** Writes a GGUF in float32 or float16, where there is none. */
export function writeGguf(path: string, type: "f32" | "f16", python: string): void {
  if (!existsSync(path)) execFileSync(python, [`${peers}gguf_float.py`, smollm2Gguf(), path, type]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [directory] = process.argv.slice(2);
  if (directory === undefined) throw new Error("npx tsx bench/smollm2.ts DIRECTORY");
  await writeDirectory(directory);
}
