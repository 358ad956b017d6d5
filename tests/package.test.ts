// The package as a stranger gets it: packed, and installed by npm into an empty project where the host is out of reach
// from which onnxruntime-node's install script fetches CUDA libraries. Without the registry what is installed is skipped.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { whyMissing } from "../src/graph/runtime.ts";
import { main, root } from "./package-user.ts";

interface Packed {
  filename: string;
  size: number;
  files: { path: string }[];
}

const project = mkdtempSync(join(tmpdir(), "pure-package-"));
afterAll(() => rmSync(project, { recursive: true }), 60_000);

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const subpaths = Object.keys(manifest.exports).map((path) => path.replace(/^\./, manifest.name));

/** Runs a program in the project. The proxy that is not there keeps onnxruntime-node's install script from its host. */
function run(words: string[], env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^ONNXRUNTIME_/.test(name));
  return spawnSync(words[0], words.slice(1), {
    cwd: project,
    encoding: "utf8",
    env: { ...Object.fromEntries(inherited), GLOBAL_AGENT_HTTPS_PROXY: "http://127.0.0.1:9", ...env },
  });
}

let packed: Packed;
let tarball: Buffer;
beforeAll(() => {
  if (!existsSync(main)) throw new Error("dist/ is not built: `npm run build` first");
  const words = ["npm", "pack", root, "--json", "--ignore-scripts"];
  [packed] = Object.values<Packed>(JSON.parse(run(words).stdout));
  tarball = readFileSync(join(project, packed.filename));
}, 60_000);

describe("the packed file", () => {
  it("holds its licence, what its exports name and the examples, and nothing that belongs to a checkout", () => {
    const paths = new Set(packed.files.map(({ path }) => path));
    const entries = Object.values<Record<string, string>>(manifest.exports).flatMap(Object.values);
    const programs = Object.values<string>(manifest.bin);
    for (const path of [
      ...entries,
      ...programs,
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
      "examples/own-loop.ts",
    ])
      expect(paths, path).toContain(path.replace("./", ""));
    const others = /\.map$|\.test\.|^(?:src|tests|bench|reproduce|node_modules)\//;
    expect([...paths].filter((path) => others.test(path))).toEqual([]);
    // Nothing is left of a file that is no more.
    const stem = (path: string) => path.replace(/(?:\.d)?\.m?[jt]s$/, "");
    const sources = new Set(readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).map(stem));
    const built = [...paths].filter((path) => /^dist\/(?!web\/)/.test(path));
    expect(built.filter((path) => !sources.has(stem(path.slice("dist/".length))))).toEqual([]);
    expect(packed.size).toBeLessThan(2.4e6);
  });

  it("is what package managers, bundlers and TypeScript expect of one (publint, arethetypeswrong)", async () => {
    const { messages } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
    if (!analysis.types) throw new Error("no types");
    // It is ESM alone; what knows no exports (TypeScript's node10) knows none of it.
    const known = (problem: object) => {
      const { kind, resolutionKind } = problem as { kind: string; resolutionKind?: string };
      return kind === "CJSResolvesToESM" || resolutionKind === "node10";
    };
    expect(analysis.problems.filter((problem) => !known(problem))).toEqual([]);
  });
});

describe("installed into an empty project", () => {
  const computes = ["npx", "pure", "sample", "1+1=", "--max-tokens", "2", "--model"].concat(
    join(root, "tests", "fixtures", "models", "llama"),
  );
  const runtime = join(project, "node_modules", "onnxruntime-node");

  it("installs, computes and is typed", { timeout: 600_000 }, (context) => {
    writeFileSync(join(project, "package.json"), '{ "private": true }\n');
    const install = ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund", packed.filename];
    const first = run(install);
    const [offline] =
      /^npm \S+ code (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED)$/m.exec(
        first.stderr,
      ) ?? [];
    if (offline) context.skip(`no registry, so that nothing was installed: ${offline}`);
    expect(first.status, first.stderr).toBe(0);

    // npm of before 12 runs the install script on Linux x64, which fails, and leaves the package out; others keep it.
    rmSync(runtime, { recursive: true, force: true });
    const without = run(computes);
    expect(without.status).toBe(1);
    expect(without.stderr).toMatch(
      /^error: onnxruntime-node, .* not installed: .*ONNXRUNTIME_NODE_INSTALL=skip/,
    );
    expect(run(["npx", "pure-rl", "--version"]).stdout).toBe(`${manifest.version}\n`);
    loadsEverySubpath();

    const again = run(install, { ONNXRUNTIME_NODE_INSTALL: "skip" });
    expect(again.status, again.stderr).toBe(0);
    const { status, stdout, stderr } = run(computes);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout).tokens).toHaveLength(2);
    typesResolve();
  });

  function loadsEverySubpath(): void {
    const names = JSON.stringify(subpaths);
    const check = "if (Object.keys(entry).length < 5) throw new Error(name);";
    const scripts = {
      "esm.mjs": `for (const name of ${names}) { const entry = await import(name); ${check} }`,
      "import.cjs": `for (const name of ${names}) import(name).then((entry) => { ${check} });`,
      // From 20.19 and 22.12 on.
      "require.cjs": `for (const name of ${names}) { const entry = require(name); ${check} }`,
    };
    const features: { require_module?: boolean } = process.features;
    for (const [name, script] of Object.entries(scripts)) {
      if (name === "require.cjs" && !features.require_module) continue;
      writeFileSync(join(project, name), script);
      const { status, stderr } = run([process.execPath, name]);
      expect(status, `${name}: ${stderr}`).toBe(0);
    }
  }

  /** Both kinds of module compile, by both resolutions, with the declarations checked too, and a wrong use does not. */
  function typesResolve(): void {
    const uses = subpaths.map((name, i) => [`entry${i}`, name]);
    const all = `export const entries = [${uses.map(([entry]) => entry)}] satisfies object[];\n`;
    const wrong = "// @ts-expect-error: a number is no array of them\nentry1.minForm(1, 0.1);\n";
    const esm = uses.map(([entry, name]) => `import * as ${entry} from "${name}";\n`).join("");
    const common = uses.map(([entry, name]) => `import ${entry} = require("${name}");\n`).join("");
    writeFileSync(join(project, "esm.mts"), esm + all + wrong);
    writeFileSync(join(project, "common.cts"), common + all + wrong);
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    for (const [module, resolution] of [
      ["nodenext", "nodenext"],
      ["preserve", "bundler"],
    ]) {
      const options = [
        "--noEmit",
        "--strict",
        "--target",
        "es2023",
        "--skipLibCheck",
        "false",
        "--types",
        "",
      ];
      const words = [
        "--module",
        module,
        "--moduleResolution",
        resolution,
        ...options,
        "esm.mts",
        "common.cts",
      ];
      const { status, stdout } = run([process.execPath, tsc, ...words]);
      expect(status, stdout).toBe(0);
    }
  }
});

it("says why ONNX Runtime does not load", () => {
  const none = "Cannot find module '../bin/napi-v6/darwin/x64/onnxruntime_binding.node'\nRequire stack:";
  expect(whyMissing(new Error(none), "darwin x64")).toContain("has no build for darwin x64");
  for (const left of [
    "Cannot find package 'onnxruntime-node' imported from /x/dist/graph/runtime.js",
    "pure-rl tried to access onnxruntime-node, but it isn't declared in its dependencies",
  ])
    expect(whyMissing(new Error(left), "linux x64")).toContain("ONNXRUNTIME_NODE_INSTALL=skip");
  const other =
    "libm.so.6: version `GLIBC_2.27' not found (required by /x/onnxruntime-node/bin/libonnxruntime.so.1)";
  expect(whyMissing(new Error(other), "linux x64")).toBe(
    `ONNX Runtime, which computes here, cannot be loaded on linux x64: ${other}`,
  );
});
