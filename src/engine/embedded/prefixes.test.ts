import fc from "fast-check";
import { expect, test } from "vitest";
import { promptHosts } from "./prefixes.ts";

const begins = (a: readonly number[], b: readonly number[]) => a.every((token, i) => b[i] === token);

test("a prompt's host begins with it and begins no other", () => {
  const prompt = fc.array(fc.nat(1), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(prompt), (prompts) => {
      const hosts = promptHosts(prompts);
      hosts.forEach((host, i) => {
        expect(begins(prompts[i], prompts[host])).toBe(true);
        expect(hosts[host]).toBe(host);
        const longer = prompts.some(
          (other) => other.length > prompts[host].length && begins(prompts[host], other),
        );
        expect(longer).toBe(false);
      });
      // As few lanes as can be: no two hosts are equal.
      const texts = [...new Set(hosts)].map((host) => prompts[host].join());
      expect(new Set(texts).size).toBe(texts.length);
    }),
  );
});

test("tokens are compared as numbers; equal prompts share one lane", () => {
  expect(promptHosts([[1], [1, 10], [1, 10, 2], [1, 2], [1, 10, 2]])).toEqual([3, 4, 4, 3, 4]);
});
