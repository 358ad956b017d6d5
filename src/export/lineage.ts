// Where a model comes from: the runs that made it, one from the other's checkpoint, and the model they began with, with
// its licence as far as files or the Hub say it.
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { modelInfo } from "@huggingface/hub";
import { hubToken } from "../common/hub.ts";
import { ifThere } from "../common/if-there.ts";
import { GgufFile } from "../model/gguf.ts";
import { hubId } from "./places.ts";
import { type ExportSource, exportSource, type RunConfig } from "./source.ts";

export interface Lineage {
  /** The last first. */
  runs: { config: RunConfig; step: number }[];
  /** What the first of them began with: a path or an id of the Hub. */
  base: string;
  /** Its identifier; null: not known. */
  license: string | null;
}

/** More runs than anybody makes one from the other; a circle of them ends here. */
const MOST_RUNS = 20;

export async function lineageOf(source: ExportSource): Promise<Lineage> {
  const runs: Lineage["runs"] = [];
  let at = source;
  while (at.run && runs.length < MOST_RUNS) {
    runs.push({ config: at.run.config, step: at.run.step });
    at = await exportSource(at.run.config.model.source);
  }
  return { runs, base: at.model, license: await licenseOf(at.model) };
}

async function licenseOf(base: string): Promise<string | null> {
  const id = hubId("model", base);
  if (id !== null) return hubLicense(id);
  if (!existsSync(base)) return null;
  if ((await stat(base)).isDirectory()) {
    const card = await ifThere(readFile(join(base, "README.md"), "utf8"));
    const [, front = ""] = /^---\r?\n(.*?)\r?\n---/s.exec(card ?? "") ?? [];
    return identifier(/^license:\s*["']?([^"'\n]+?)["']?\s*$/m.exec(front)?.[1]);
  }
  const file = await GgufFile.open(base);
  await file.close();
  return identifier(file.metadata.get("general.license"));
}

/** What the Hub says; null where it is not asked or does not answer, since a card can do without. */
async function hubLicense(name: string): Promise<string | null> {
  if (/^(1|true|yes|on)$/i.test(process.env.HF_HUB_OFFLINE ?? "")) return null;
  const hubUrl = (process.env.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
  const info = await hubToken()
    .then((accessToken) => modelInfo({ name, hubUrl, accessToken, additionalFields: ["tags"] }))
    .catch(() => null);
  return identifier(info?.tags.find((tag) => tag.startsWith("license:"))?.slice("license:".length));
}

/** As the Hub writes licences; anything else is none. */
function identifier(text: unknown): string | null {
  const found = typeof text === "string" ? text.trim().toLowerCase() : "";
  return /^[a-z0-9][a-z0-9.+-]{0,60}$/.test(found) ? found : null;
}
