import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { verifierVersion } from "./version.ts";

const root = mkdtempSync(join(tmpdir(), "pure-version-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the verifier's version", () => {
  it("is the package's, and tells when a rule has changed, but not when a test has", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(verifierVersion()).toMatch(/^\d+\.\d+\.\d+\S*\+[0-9a-f]{12}$/);
    expect(verifierVersion().startsWith(`${version}+`)).toBe(true);
    const folder = join(root, "src", "verify");
    for (const place of [folder, join(root, "src", "common")]) mkdirSync(place, { recursive: true });
    writeFileSync(join(root, "package.json"), '{"version": "1.2.3"}');
    cpSync(fileURLToPath(new URL("version.ts", import.meta.url)), join(folder, "version.ts"));
    cpSync(
      fileURLToPath(new URL("../common/version.ts", import.meta.url)),
      join(root, "src", "common", "version.ts"),
    );
    writeFileSync(join(folder, "rules.ts"), "export const rule = 1;\n");
    const copy = (await import(pathToFileURL(join(folder, "version.ts")).href)) as {
      verifierVersion: typeof verifierVersion;
    };
    const before = copy.verifierVersion();
    expect(before).toMatch(/^1\.2\.3\+/);
    writeFileSync(join(folder, "rules.test.ts"), "it();\n");
    expect(copy.verifierVersion()).toBe(before);
    writeFileSync(join(folder, "rules.ts"), "export const rule = 2;\n");
    expect(copy.verifierVersion()).not.toBe(before);
  });
});
