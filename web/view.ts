// What is on the screen, and how the keyboard moves along it.
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Whether the element has been near the screen: what takes long to draw waits for it. */
export function useSeen(place: RefObject<HTMLElement | null>): boolean {
  const [seen, see] = useState(false);
  useEffect(() => {
    if (!place.current || seen) return;
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry.isIntersecting) see(true);
      },
      { rootMargin: "200px" },
    );
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [seen]);
  return seen;
}

/** Whether the element has more in it than it shows, so that the keyboard must be able to scroll it. */
export function useScrolls(place: RefObject<HTMLElement | null>): boolean {
  const [scrolls, set] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const sized = new ResizeObserver(() =>
      set(element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight),
    );
    sized.observe(element);
    // Its own size may stay while what is in it grows.
    for (const child of element.children) sized.observe(child);
    return () => sized.disconnect();
  });
  return scrolls;
}

/** Items of a grid of rows of the same height, so many to a row, of which those from `from` up to `to` are drawn. */
export interface Near {
  from: number;
  to: number;
  /** Rows left out above and below. */
  above: number;
  below: number;
}

/** Shorter grids are drawn whole; rows are added and left out so many at a time. */
const WHOLE = 240;
const BLOCK = 4;

/** The items of a grid of `count` that are near the screen; `height`: of a row, in CSS pixels. */
export function useNear(place: RefObject<HTMLElement | null>, count: number, height: number): Near {
  const [{ first, last, columns }, set] = useState({ first: 0, last: 8 * BLOCK, columns: 1 });
  useEffect(() => {
    if (count <= WHOLE) return;
    const look = () => {
      const element = place.current;
      if (!element) return;
      const { top } = element.getBoundingClientRect();
      const blocks = (pixels: number) => Math.floor(pixels / height / BLOCK);
      const now = {
        first: Math.max(0, (blocks(-top) - 2) * BLOCK),
        last: Math.max(0, (blocks(innerHeight - top) + 3) * BLOCK),
        columns: getComputedStyle(element).gridTemplateColumns.split(" ").length,
      };
      set((before) =>
        before.first === now.first && before.last === now.last && before.columns === now.columns
          ? before
          : now,
      );
    };
    look();
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [count, height]);
  if (count <= WHOLE) return { from: 0, to: count, above: 0, below: 0 };
  const rows = Math.ceil(count / columns);
  const above = Math.min(first, rows);
  const shown = Math.min(last, rows);
  return {
    ...{ from: above * columns, to: Math.min(count, shown * columns) },
    ...{ above, below: rows - Math.max(above, shown) },
  };
}

/** Where a key leads from `at` among `count` places; null: it is none that leads along. */
export function along(key: string, at: number, count: number): number | null {
  const by = {
    ...{ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 },
    ...{ PageUp: 10, PageDown: -10, Home: -count, End: count },
  }[key];
  return by === undefined ? null : Math.max(0, Math.min(count - 1, at + by));
}
