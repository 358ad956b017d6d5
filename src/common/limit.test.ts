import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Limit } from "./limit.ts";

describe("a limit of work", () => {
  it("never runs more at a time than allowed, keeps the order, and goes on after a failure", async () => {
    const limit = new Limit(3);
    const began: number[] = [];
    let [running, most] = [0, 0];
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        limit.run(async () => {
          began.push(i);
          most = Math.max(most, ++running);
          await sleep(i % 4);
          running--;
          if (i % 5 === 0) throw new Error(`work ${i}`);
          return i;
        }),
      ),
    );
    expect(most).toBe(3);
    expect(began).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(4);
    expect(results[7]).toEqual({ status: "fulfilled", value: 7 });
  });
});
