// Which page is open: the part of the address behind #, so that an exported file has pages too. What a reader has chosen on
// a page, and how far it was read, goes with its entry of the browser's history: Back and reload find it again.
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
    const read = () => set(readRoute(location.hash));
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  useEffect(scrollToPlace, [route]);
  return route;
}

/** Milliseconds without a change after which it is kept: browsers limit how often an entry may be written. */
const SETTLED = 100;

const keptIn = (): Record<string, unknown> => history.state ?? {};

function keep(key: string, value: unknown): void {
  if (keptIn()[key] !== value) history.replaceState({ ...keptIn(), [key]: value }, "");
}

/** State that goes with the entry of the history it is set on; `key`: its name on the page. `T` can be cloned. */
export function useKept<T>(key: string, initial: T): [T, (value: T) => void] {
  const [value, set] = useState<T>(() => (key in keptIn() ? (keptIn()[key] as T) : initial));
  const { hash } = location;
  // The next step's page is the same component, and its entry a new one.
  useEffect(() => {
    const settled = setTimeout(() => {
      if (value !== initial || key in keptIn()) keep(key, value);
    }, SETTLED);
    return () => clearTimeout(settled);
  }, [value, hash]);
  return [value, set];
}

/** Milliseconds in which a page comes to its height, or what is above the place kept would push it down. */
const WHOLE = 2000;

/** Scrolls to where this entry was left, while the page comes to its height; keeps where it is scrolled to then. */
function scrollToPlace(): () => void {
  history.scrollRestoration = "manual";
  const wanted = Number(keptIn().scroll ?? 0);
  const own = new AbortController();
  let settled: ReturnType<typeof setTimeout>;
  const grown = new ResizeObserver(() => scrollTo(0, wanted));
  // A page that begins at its top stays there by itself, and may be scrolled by what is no reader's hand: focus, find, a script.
  if (wanted > 0) grown.observe(document.body);
  const whole = setTimeout(() => grown.disconnect(), WHOLE);
  const listen = (type: string, read: () => void) =>
    addEventListener(type, read, { passive: true, signal: own.signal });
  // Whoever scrolls is not sent elsewhere.
  for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) listen(type, () => grown.disconnect());
  listen("scroll", () => {
    clearTimeout(settled);
    settled = setTimeout(() => keep("scroll", scrollY), SETTLED);
  });
  scrollTo(0, wanted);
  return () => {
    grown.disconnect();
    clearTimeout(whole);
    clearTimeout(settled);
    own.abort();
  };
}
