// Where a model comes from: the runs that made it, one from the other's checkpoint, and the model they began with, with
// its licence as far as files or the Hub say it.
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { modelInfo } from "@huggingface/hub";
import { hubAddress, hubIsOff, hubToken } from "../common/hub.ts";
import { ifThere } from "../common/if-there.ts";
import { GgufFile } from "../model/gguf.ts";
import { hubId } from "./places.ts";
import { type ExportSource, exportSource, type RunConfig } from "./source.ts";

export interface Lineage {
  /** The last first. */
  runs: { config: RunConfig; step: number }[];
  /** What the first of them began with: a path or an id of the Hub. */
  base: string;
  license: License | null;
}

/** A licence, as far as it is known; null in its place: not at all. */
export interface License {
  /** As the Hub writes it, "other" for one of the base's own. */
  id: string;
  /** Of that one: what it is called, and where it stands, an address or a file beside the model. */
  name?: string;
  link?: string;
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

async function licenseOf(base: string): Promise<License | null> {
  const id = hubId("model", base);
  if (id !== null) return hubLicense(id);
  if (!existsSync(base)) return null;
  if ((await stat(base)).isDirectory()) {
    const card = await ifThere(readFile(join(base, "README.md"), "utf8"));
    const [, front = ""] = /^---\r?\n(.*?)\r?\n---/s.exec(card ?? "") ?? [];
    return license((key) => new RegExp(`^${key}:\\s*["']?([^"'\\n]+?)["']?\\s*$`, "m").exec(front)?.[1]);
  }
  const file = await GgufFile.open(base);
  await file.close();
  return license((key) => file.metadata.get(`general.${key.replace("_", ".")}`));
}

/** What the Hub says; null where it is not asked or does not answer, since a card can do without. */
async function hubLicense(name: string): Promise<License | null> {
  if (hubIsOff()) return null;
  const hubUrl = hubAddress();
  const additionalFields = ["tags" as const, "cardData" as const];
  const info = await hubToken()
    .then((accessToken) => modelInfo({ name, hubUrl, accessToken, additionalFields }))
    .catch(() => null);
  const tag = info?.tags.find((tag) => tag.startsWith("license:"))?.slice("license:".length);
  const card: Record<string, unknown> = { ...info?.cardData, license: tag };
  const found = license((key) => card[key]);
  // A file of that repository.
  const isFile = found?.link !== undefined && !found.link.includes("://");
  return isFile ? { ...found, link: `${hubUrl}/${name}/blob/main/${found.link}` } : found;
}

/** The licence of a card's keys; an identifier that the Hub would not write is none. */
function license(of: (key: "license" | "license_name" | "license_link") => unknown): License | null {
  const text = (key: Parameters<typeof of>[0], as: RegExp) => {
    const value = of(key);
    return typeof value === "string" && as.test(value.trim()) ? value.trim() : undefined;
  };
  const id = text("license", /^[a-z0-9][a-z0-9.+-]{0,60}$/i)?.toLowerCase();
  if (id === undefined) return null;
  // No path of this machine.
  const [name, link] = [
    text("license_name", /^[\p{L}\p{N} ._+-]{1,100}$/u),
    text("license_link", /^(https?:\/\/\S{1,300}|[\w.-]{1,100})$/),
  ];
  return { id, ...(id === "other" && name && { name }), ...(id === "other" && link && { link }) };
}
