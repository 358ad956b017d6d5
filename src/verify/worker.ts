// The program a worker of the pool runs.
import { judge } from "./judge.ts";
import { serve } from "./serve.ts";

// What every pair needs is compiled before the first one, whose time is limited: expressions twice, for ASCII and beyond.
for (const sign of ["$", "€"]) judge(`So the answer is ${sign}5, not 4 as before.`, "x + 1");
serve(judge);
