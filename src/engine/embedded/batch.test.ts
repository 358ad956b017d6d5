// What a packed batch means, read back from its indices: who sees whom, and where each gradient is gathered from.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenRowsOf } from "../../../tests/rows.ts";
import { Graph } from "../../graph/graph.ts";

import type { ModelConfig } from "../../model/config.ts";
import { minusInfinity, packBatch, packedInputs, packedSizes, stripesFor } from "./batch.ts";

const shape = fc.record({
  groups: fc.array(
    fc.record({
      prefix: fc.integer({ min: 0, max: 4 }),
      rows: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  prefixes: fc.constantFrom("none", "even", "any"),
  heads: fc.constantFrom<[number, number]>([1, 1], [2, 2], [4, 2], [3, 1]),
  stripes: fc.integer({ min: 1, max: 4 }),
});

/** Tokens of one group: its prompt's, and its rows'. */
interface PackedGroup {
  prefix: number[];
  rows: number[][];
}
const pack = (groups: readonly PackedGroup[], config: ModelConfig, stripes?: number) => {
  const rows = tokenRowsOf(groups.map(({ prefix, rows }) => ({ prompt: prefix, responses: rows })));
  return packBatch(rows, [...rows.prompt.keys()], config, stripes);
};
const sizesOf = (groups: readonly { prefix: number; rows: readonly number[] }[], stripes: number) =>
  packedSizes(
    groups.map(({ prefix }) => prefix),
    groups.flatMap(({ rows }) => rows),
    stripes,
  );

/** Groups whose tokens are 100, 101, …, all different. */
function groupsOf(lengths: readonly { prefix: number; rows: readonly number[] }[]): PackedGroup[] {
  let next = 100;
  const tokens = (length: number) => Array.from({ length }, () => next++);
  return lengths.map(({ prefix, rows }) => ({ prefix: tokens(prefix), rows: rows.map(tokens) }));
}

describe("packBatch", () => {
  it("has every token see its own prompt and row up to itself, and nothing else, whatever the stripes", () => {
    fc.assert(
      fc.property(shape, ({ groups: lengths, prefixes, heads: [heads, kvHeads], stripes }) => {
        const even = prefixes === "none" ? 0 : lengths[0].prefix;
        const groups = groupsOf(
          lengths.map((each) => (prefixes === "any" ? each : { ...each, prefix: even })),
        );
        const { feeds, sizes, rows, ...rest } = pack(groups, { heads, kvHeads } as ModelConfig, stripes);
        const { G, P, Tp, T } = sizes;
        const dummy = T - 1;
        const numbers = (name: string) => Array.from(feeds[name] as Int32Array | Float32Array, Number);
        const ids = numbers("ids");
        const positions = numbers("positions");
        expect(rest).toEqual({ hasPrompts: P > 0, stripes });

        // Each token once, at its place among its own.
        const prompts = groups.map(({ prefix }) => Array.from(prefix));
        const responses = groups.map((group) => group.rows.map((row) => Array.from(row)));
        expect(ids).toEqual([...prompts.flat(), ...responses.flat(2), 0]);
        expect(positions).toEqual([
          ...prompts.flatMap((prompt) => prompt.map((_, i) => i)),
          ...responses.flatMap((own, g) => own.flatMap((row) => row.map((_, i) => prompts[g].length + i))),
          0,
        ]);
        let next = 0;
        const expected = responses.flatMap((own, group) =>
          own.map((row) => {
            const start = ids.indexOf(row[0]);
            const prefix = prompts[group].length;
            const promptStart = prompts.slice(0, group).flat().length;
            return { row: next++, group, promptStart, prefix, start, length: row.length };
          }),
        );
        expect(rows).toEqual(expected);

        // The blocks of attention: the prompts' and each stripe's, their query slots one after another.
        const blocks = Array.from({ length: stripes }, (_, i) => ({
          queryIndex: numbers(`stripe${i}.queryIndex`),
          keyIndex: numbers(`stripe${i}.keyIndex`),
          mask: numbers(`stripe${i}.mask`),
          maskRows: sizes[`maskRows${i}`],
          rows: sizes[`R${i}`],
          Q: sizes[`Q${i}`],
          K: sizes[`K${i}`],
        }));
        if (P > 0)
          blocks.unshift({
            queryIndex: numbers("prompts.queryIndex"),
            keyIndex: numbers("prompts.keyIndex"),
            mask: numbers("prompts.mask"),
            maskRows: 1,
            rows: G,
            Q: P,
            K: P,
          });
        else
          for (const name of [
            "prompts.queryIndex",
            "prompts.keyIndex",
            "prompts.mask",
            "prompts.keySlot",
            "members0",
          ])
            expect(Object.keys(feeds)).not.toContain(name);
        for (const { queryIndex, keyIndex, mask, maskRows, rows: R, Q, K } of blocks) {
          expect([queryIndex.length, keyIndex.length]).toEqual([R * heads * Q, R * kvHeads * K]);
          expect(mask.length).toBe(maskRows * Q * K);
          for (const value of mask) expect([0, minusInfinity]).toContain(value);
        }
        // One mask serves all rows where their prompts are as long; keys of nobody are the dummy's.
        const evenly = prompts.every(({ length }) => length === P);
        blocks.slice(P > 0 ? 1 : 0).forEach(({ maskRows, rows: R, keyIndex }, i) => {
          expect(maskRows).toBe(evenly ? 1 : R);
          const from = sizes[`E${i}`] - sizes[`Q${i}`];
          const keys = rows
            .filter(({ length }) => length > from)
            .map(({ prefix, length }) => prefix + Math.min(length, sizes[`E${i}`]));
          const own = keyIndex.filter((key) => key !== dummy * kvHeads);
          expect(own.length).toBe(kvHeads * keys.reduce((sum, count) => sum + count, 0));
        });
        if (P > 0)
          expect(blocks[0].keyIndex.filter((key) => key !== dummy * kvHeads).length).toBe(Tp * kvHeads);
        const querySlot = numbers("querySlot");
        const total = blocks.reduce((sum, { queryIndex }) => sum + queryIndex.length, 0);
        const used = new Set<number>();
        const seenBy = (token: number, head: number): number[] => {
          let slot = querySlot[token * heads + head];
          used.add(slot);
          const block = blocks.find(({ queryIndex }) => {
            if (slot < queryIndex.length) return true;
            slot -= queryIndex.length;
            return false;
          })!;
          const { queryIndex, keyIndex, mask, maskRows, Q, K } = block;
          expect(queryIndex[slot]).toBe(token * heads + head);
          const row = Math.floor(slot / (heads * Q));
          // Attention reads the heads of a row in their order.
          expect(Math.floor(slot / Q) % heads).toBe(head);
          const kv = Math.floor(head / (heads / kvHeads));
          const seen: number[] = [];
          for (let j = 0; j < K; j++) {
            if (mask[((maskRows === 1 ? 0 : row) * Q + (slot % Q)) * K + j] !== 0) continue;
            const key = keyIndex[(row * kvHeads + kv) * K + j];
            expect(key % kvHeads).toBe(key === dummy * kvHeads ? 0 : kv);
            seen.push(Math.floor(key / kvHeads));
          }
          return seen;
        };
        for (let head = 0; head < heads; head++) {
          prompts.forEach((prompt) => {
            prompt.forEach((id, i) => {
              expect(seenBy(ids.indexOf(id), head).map((t) => ids[t])).toEqual(prompt.slice(0, i + 1));
            });
          });
          responses.forEach((own, g) => {
            for (const row of own)
              row.forEach((id, i) => {
                const seen = seenBy(ids.indexOf(id), head).map((t) => ids[t]);
                expect(seen).toEqual([...prompts[g], ...row.slice(0, i + 1)]);
              });
          });
          // The dummy stands nowhere: it reads the row behind all slots.
          expect(querySlot[dummy * heads + head]).toBe(total);
        }
        // No slot is read by two, and one that nobody reads computes the dummy.
        expect(used.size).toBe(dummy * heads);
        let first = 0;
        for (const { queryIndex } of blocks) {
          queryIndex.forEach((token, slot) => {
            if (!used.has(first + slot)) expect(token).toBe(dummy * heads);
          });
          first += queryIndex.length;
        }

        // Gradients of keys: each finds the key slots of its own token, in every stripe that has it.
        const slotsOf = (index: readonly number[], entry: number) =>
          index.flatMap((key, slot) => (key === entry ? [slot] : []));
        if (P > 0) {
          const promptKeySlot = numbers("prompts.keySlot");
          expect(promptKeySlot.length).toBe(Tp * kvHeads);
          promptKeySlot.forEach((slot, entry) => {
            expect([slot]).toEqual(slotsOf(blocks[0].keyIndex, entry));
          });
        }
        blocks.slice(P > 0 ? 1 : 0).forEach(({ keyIndex, rows: R, K, Q }, i) => {
          const keySlot = numbers(`stripe${i}.keySlot`);
          expect(keySlot.length).toBe(sizes.own * kvHeads);
          keySlot.forEach((slot, own) => {
            const entry = Tp * kvHeads + own;
            const found = entry >= dummy * kvHeads ? [] : slotsOf(keyIndex, entry);
            expect([slot]).toEqual(found.length > 0 ? found : [R * kvHeads * K]);
          });
          // The rows of a stripe are those with queries in it, in order.
          const from = sizes[`E${i}`] - Q;
          const members = rows.filter(({ length }) => length > from).map(({ group }) => group);
          if (P > 0)
            expect(numbers(`members${i}`)).toEqual(
              groups.flatMap((_, g) => members.map((group) => Number(group === g))),
            );
        });
      }),
      { numRuns: 30 },
    );
  });
});

it("sizes are counted, and stripes cut the longest row evenly", () => {
  const groups = [
    { prefix: 3, rows: [5, 2] },
    { prefix: 0, rows: [7] },
  ];
  expect(sizesOf(groups, 2)).toEqual({
    ...{ G: 2, P: 3, S: 7, Tp: 3, Tr: 14, T: 18, Te: 17, own: 15 },
    ...{ E0: 4, Q0: 4, K0: 7, R0: 3, maskRows0: 3 },
    ...{ E1: 7, Q1: 3, K1: 10, R1: 2, maskRows1: 2 },
  });
  expect(sizesOf(groups.slice(1), 1)).toMatchObject({ R0: 1, maskRows0: 1 });
  expect([1, 64, 100, 192, 1000].map(stripesFor)).toEqual([1, 1, 2, 3, 4]);
  const rows = [new Array(130).fill(0), [1]];
  expect(pack([{ prefix: [], rows }], { heads: 1, kvHeads: 1 } as ModelConfig).stripes).toBe(2);
});

it("of some rows packs those, and what they are read with", () => {
  const config = { heads: 1, kvHeads: 1 } as ModelConfig;
  const groups = groupsOf([
    { prefix: 2, rows: [3, 1, 2] },
    { prefix: 1, rows: [4] },
    { prefix: 3, rows: [2] },
  ]);
  const all = tokenRowsOf(groups.map(({ prefix, rows }) => ({ prompt: prefix, responses: rows })));
  const { rows, ...some } = packBatch(all, [4, 0, 2], config, 1);
  const { rows: own, ...wanted } = pack(
    [groups[2], { prefix: groups[0].prefix, rows: [groups[0].rows[0], groups[0].rows[2]] }],
    config,
    1,
  );
  expect(some).toEqual(wanted);
  expect(rows).toEqual(own.map((place, i) => ({ ...place, row: [4, 0, 2][i] })));
});

it("the graph's inputs have the shapes of what is fed", () => {
  const config = { heads: 4, kvHeads: 2, headDim: 8 } as ModelConfig;
  const graph = new Graph();
  const {
    ids,
    positions,
    layouts: [layout],
  } = packedInputs(graph, { ...config, layers: 1 }, true, 2, 64);
  const fed = pack([{ prefix: [1], rows: [[2, 3]] }], config, 2).feeds;
  expect(graph.inputs.map(({ name }) => name).sort()).toEqual(Object.keys(fed).sort());
  const shapeOf = ({ shape: dims, type }: { shape: readonly unknown[]; type: string }) =>
    [...dims, type].join(" ");
  expect([ids, positions, layout.querySlot].map(shapeOf)).toEqual(["T int32", "T 1 int64", "4*T int32"]);
  const { prompts, responses, querySlot: _, ...rest } = layout;
  expect(rest).toEqual({ ...{ tokens: "T", promptTokens: "Tp", ownTokens: "own" }, ...config });
  const block = ({ rows, queries, keys, ...of }: NonNullable<typeof prompts>) => [
    ...[rows, queries, keys].map(String),
    ...[of.queryIndex, of.keyIndex, of.mask, of.keySlot!].map(shapeOf),
  ];
  expect(block(prompts!)).toEqual([
    ...["G", "P", "P", "G 2 2*P int32", "G 2 P int32", "1 1 1 P P float32", "2*Tp int32"],
  ]);
  expect(block(responses[1])).toEqual([
    ...["R1", "Q1", "K1", "R1 2 2*Q1 int32", "R1 2 K1 int32", "maskRows1 1 1 Q1 K1 float32", "2*own int32"],
  ]);
  expect(responses.map(({ members }) => shapeOf(members!))).toEqual(["G R0 float32", "G R1 float32"]);
  const bare = packedInputs(new Graph(), { ...config, layers: 1 }, false, 1, 64).layouts[0];
  expect(bare.prompts).toBeNull();
  expect(bare.responses.map(({ members }) => members)).toEqual([null]);
});

it("the sizes of a batch are those of any number of groups", () => {
  const groups = Array.from({ length: 200_000 }, (_, i) => ({
    prefix: i === 7 ? 3 : 2,
    rows: [i === 9 ? 5 : 1],
  }));
  expect(sizesOf(groups, 1)).toMatchObject({ G: 200_000, P: 3, S: 5, Tp: 400_001, Tr: 200_004 });
});
