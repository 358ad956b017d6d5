// Which page is open: the part of the address behind #, so that an exported file has pages too.
import { useEffect, useState } from "preact/hooks";
import type { ResponsePlace } from "../src/dash/types.ts";

export interface Route {
  page: "runs" | "run" | "rewards" | "step" | "group" | "credit" | "try" | "train";
  run: string;
  step: number;
  group: number;
  /** Of a group the response to show; NaN: none. */
  sample: number;
}

const PAGES: readonly string[] = ["run", "rewards", "step", "group", "credit"];

export function readRoute(hash: string): Route {
  const [page, values = ""] = hash.replace(/^#\/?/, "").split("?");
  const query = new URLSearchParams(values);
  const number = (key: string) => Number(query.get(key) ?? Number.NaN);
  const known = page === "try" || page === "train" || (PAGES.includes(page) && query.has("run"));
  return {
    page: known ? (page as Route["page"]) : "runs",
    run: query.get("run") ?? "",
    step: number("step"),
    group: number("group"),
    sample: number("sample"),
  };
}

export const toRuns = () => "#/";
export const toTraining = () => "#/train";
export const toRun = (run: string) => `#/run?${new URLSearchParams({ run })}`;
export const toRewards = (run: string) => `#/rewards?${new URLSearchParams({ run })}`;
/** `run`: the one whose checkpoints are chosen at first. */
export const toTry = (run?: string) => `#/try${run === undefined ? "" : `?${new URLSearchParams({ run })}`}`;
export const toStep = (run: string, step: number) =>
  `#/step?${new URLSearchParams({ run, step: String(step) })}`;
export const toGroup = (run: string, step: number, group: number, page: "group" | "credit" = "group") =>
  `#/${page}?${new URLSearchParams({ run, step: String(step), group: String(group) })}`;
export const toResponse = ({ step, group, sample }: ResponsePlace, run: string) =>
  `${toGroup(run, step, group)}&sample=${sample}`;

export function useRoute(): Route {
  const [route, set] = useState(() => readRoute(location.hash));
  useEffect(() => {
    const read = () => {
      set(readRoute(location.hash));
      scrollTo(0, 0);
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return route;
}
