// The program a worker of the pool runs.
import { setFlagsFromString } from "node:v8";
import { serve } from "./serve.ts";

// A worker is young when most is asked of it, and what it runs is wide, not deep: functions are compiled at their first
// call, simply, instead of being interpreted for a while. A V8 that does not know the flag says so and goes on.
setFlagsFromString("--always-sparkplug --no-regexp-tier-up");
const { judge } = await import("./judge.ts");
// What every pair needs is compiled before the first one, whose time is limited: expressions twice, for ASCII and beyond.
for (const sign of ["$", "€"]) judge(`So the answer is ${sign}5, not 4 as before.`, "x + 1");
serve(judge);
