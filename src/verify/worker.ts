// The program a worker of the pool runs.
import { judge } from "./judge.ts";
import { serve } from "./serve.ts";

serve(judge);
