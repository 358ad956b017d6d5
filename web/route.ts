// Which page is open: the part of the address behind #, so that an exported file has pages too.
import { useEffect, useState } from "preact/hooks";

export interface Route {
  page: "runs" | "run" | "step" | "group" | "credit";
  run: string;
  step: number;
  group: number;
}

const PAGES: readonly string[] = ["run", "step", "group", "credit"];

export function readRoute(hash: string): Route {
  const [page, values = ""] = hash.replace(/^#\/?/, "").split("?");
  const query = new URLSearchParams(values);
  const number = (key: string) => Number(query.get(key) ?? Number.NaN);
  const known = PAGES.includes(page) && query.has("run");
  return {
    page: known ? (page as Route["page"]) : "runs",
    run: query.get("run") ?? "",
    step: number("step"),
    group: number("group"),
  };
}

export const toRuns = () => "#/";
export const toRun = (run: string) => `#/run?${new URLSearchParams({ run })}`;
export const toStep = (run: string, step: number) =>
  `#/step?${new URLSearchParams({ run, step: String(step) })}`;
export const toGroup = (run: string, step: number, group: number, page: "group" | "credit" = "group") =>
  `#/${page}?${new URLSearchParams({ run, step: String(step), group: String(group) })}`;

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
