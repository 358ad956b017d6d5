// The arrows of docs/architecture.md hold: no circle of imports between files, those of types included, and from room to
// room only what its table of rooms allows; and no two types have one name. Both are found by their form in formatted
// source. KNOWN may only shrink: what is mended must leave it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Arrows that should not be, "room → room"; circles, as the files that make them; names of more than one exported type. */
const KNOWN = {
  arrows: [] as string[],
  circles: [] as string[],
  names: [] as string[],
};

interface Import {
  /** Path from the root, or the name of a package. */
  to: string;
  type: boolean;
}

/** Imports of a source text; `from` is its path from the root. */
function importsOf(text: string, from: string): Import[] {
  const code = text.replace(/^\s*(?:\/\/|\*|\/\*\*).*$/gm, "");
  const found = [
    ...code.matchAll(/^(?:import|export) (type )?[^;"']*?from "([^"]+)";/gm),
    ...code.matchAll(/^import ()"([^"]+)";/gm),
    ...code.matchAll(/\bimport\(()"([^"]+)"\)/g),
  ];
  return found.map(([, type, to]) => ({
    to: to.startsWith(".") ? join(dirname(from), to) : to,
    type: type !== undefined && type !== "",
  }));
}

const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => join("src", name));
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
const imports = new Map([...texts].map(([file, text]) => [file, importsOf(text, file)]));

/** The room of a file: its directory under src; entries have a name of their own. */
function roomOf(file: string): string {
  const [, room, rest] = file.split("/");
  if (rest !== undefined) return room;
  return room === "config.ts" ? "config" : "entry";
}

/** The folder that a file lies in, in its room: "verify/find"; the room's own files have the room's name. */
function folderOf(file: string): string {
  return file.split("/").length > 3 ? file.split("/").slice(1, 3).join("/") : roomOf(file);
}

interface Room {
  imports: Set<string>;
  types: Set<string>;
}

/** The tables of rooms and of folders in them: | name | what lives there | imports | types of |. */
function readRooms(document: string): Map<string, Room> {
  const names = (cell: string) => new Set(cell.match(/[\w/]+/g) ?? []);
  const rows = document.matchAll(/^\| `([\w/]+)` \|[^|]*\|([^|]*)\|([^|]*)\|$/gm);
  return new Map(
    [...rows].map(([, name, all, types]) => [name, { imports: names(all), types: names(types) }]),
  );
}
const all = readRooms(readFileSync(join(root, "docs/architecture.md"), "utf8"));
const rooms = new Map([...all].filter(([name]) => !name.includes("/")));
const folders = new Map([...all].filter(([name]) => name.includes("/")));

/** Arrows that the table does not allow, "room → room", with the imports that make them. */
function forbidden(graph: ReadonlyMap<string, readonly Import[]>): Map<string, string[]> {
  const faults = new Map<string, string[]>();
  for (const [file, list] of graph) {
    for (const { to, type } of list.filter((one) => graph.has(one.to))) {
      const [from, into] = [roomOf(file), roomOf(to)];
      const { imports: all, types } = rooms.get(from) ?? { imports: new Set(), types: new Set() };
      if (from === into || all.has(into) || all.has("all") || (type && types.has(into))) continue;
      const arrow = `${from} → ${into}`;
      faults.set(arrow, [...(faults.get(arrow) ?? []), `${file} imports ${to}`]);
    }
  }
  return faults;
}

/** The same of folders within a room, of those that have a row. */
function forbiddenWithin(graph: ReadonlyMap<string, readonly Import[]>): string[] {
  return [...graph].flatMap(([file, list]) => {
    const own = folders.get(folderOf(file));
    const others = list.filter(({ to }) => roomOf(to) === roomOf(file) && folderOf(to) !== folderOf(file));
    return others
      .filter(({ to }) => own && graph.has(to) && !own.imports.has(folderOf(to)))
      .map(({ to }) => `${file} imports ${to}`);
  });
}

/** Files of which each reaches each other by imports: circles, each as its files in order of name (Tarjan). */
function circles(graph: ReadonlyMap<string, readonly Import[]>): string[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const { to } of graph.get(file) ?? []) {
      if (!graph.has(to)) continue;
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(file, Math.min(low.get(file)!, low.get(to)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.sort().join(" "));
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return found.sort();
}

/** All that `entry` loads: files and packages, without what only types are taken of. */
function loadedBy(entry: string): Set<string> {
  const seen = new Set([entry]);
  for (const file of seen) for (const { to, type } of imports.get(file) ?? []) if (!type) seen.add(to);
  return seen;
}

describe("imports of src", () => {
  it("are found, and lead to files that exist", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(
      importsOf('import type { A } from "./a.ts";\nimport {\n  B,\n} from "../b.ts";\n', "src/x/y.ts"),
    ).toEqual([
      { to: "src/x/a.ts", type: true },
      { to: "src/b.ts", type: false },
    ]);
    expect(
      importsOf('export * from "p";\nimport "q";\nconst c = await import("./c.ts");\n', "src/y.ts"),
    ).toEqual([
      { to: "p", type: false },
      { to: "q", type: false },
      { to: "src/c.ts", type: false },
    ]);
    const local = [...imports.values()].flat().filter(({ to }) => to.startsWith("src/"));
    expect(local.filter(({ to }) => !existsSync(join(root, to)))).toEqual([]);
  });

  it("go from room to room only as the table of rooms says", () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual([...rooms.keys()].sort());
    const faults = forbidden(imports);
    for (const arrow of KNOWN.arrows) {
      expect(faults.has(arrow), `${arrow} is mended: take it out of KNOWN`).toBe(true);
      faults.delete(arrow);
    }
    expect(Object.fromEntries(faults)).toEqual({});
  });

  it("go from folder to folder of a room only as the table of folders says, where it names them", () => {
    const known = new Set(files.map(folderOf));
    expect([...folders.keys()].filter((folder) => !known.has(folder))).toEqual([]);
    expect([...known].filter((folder) => /^verify\//.test(folder)).sort()).toEqual(
      [...folders.keys()].sort(),
    );
    expect(forbiddenWithin(imports)).toEqual([]);
  });

  it("go round in no circle, types included", () => {
    expect(circles(imports)).toEqual(KNOWN.circles);
  });

  it("keep what the small entries promise", () => {
    const credit = [...loadedBy("src/credit/index.ts")];
    expect(credit.filter((file) => !["credit", "loss"].includes(roomOf(file)))).toEqual([]);
    const verify = [...loadedBy("src/verify/index.ts")].filter((file) => file.startsWith("src/"));
    expect(verify.filter((file) => !["verify", "common"].includes(roomOf(file)))).toEqual([]);
    for (const entry of ["src/browser/index.ts", "src/toy.ts"]) {
      const loaded = [...loadedBy(entry)];
      expect(loaded.length).toBeGreaterThan(10);
      expect(loaded.filter((name) => name.startsWith("node:") || name === "onnxruntime-node")).toEqual([]);
    }
  });

  it("name a type by a name that no other has", () => {
    const exported = /^export (?:abstract )?(?:interface|type|class) (\w+)/gm;
    const names = [...texts.values()].flatMap((text) => [...text.matchAll(exported)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(100);
    const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
    expect([...twice].sort()).toEqual(KNOWN.names);
  });

  it("would be caught where they are wrong", () => {
    const one = (to: string, type = false): Import[] => [{ to, type }];
    const graph = new Map([
      ["src/graph/a.ts", one("src/model/b.ts")],
      ["src/model/b.ts", one("src/model/c.ts")],
      ["src/model/c.ts", one("src/model/d.ts")],
      ["src/model/d.ts", one("src/model/b.ts", true)],
      ["src/verify/e.ts", one("src/engine/f.ts", true)],
      ["src/verify/g.ts", one("src/engine/f.ts")],
      ["src/engine/f.ts", []],
    ]);
    expect(Object.fromEntries(forbidden(graph))).toEqual({
      "graph → model": ["src/graph/a.ts imports src/model/b.ts"],
      "verify → engine": ["src/verify/g.ts imports src/engine/f.ts"],
    });
    const within = new Map([
      ["src/verify/find/a.ts", [...one("src/verify/read/b.ts"), ...one("src/verify/judge.ts")]],
      ["src/verify/read/b.ts", one("src/verify/find/a.ts", true)],
      ["src/verify/judge.ts", one("src/verify/find/a.ts")],
    ]);
    expect(forbiddenWithin(within)).toEqual([
      "src/verify/find/a.ts imports src/verify/judge.ts",
      "src/verify/read/b.ts imports src/verify/find/a.ts",
    ]);
    expect(circles(graph)).toEqual(["src/model/b.ts src/model/c.ts src/model/d.ts"]);
  });
});
