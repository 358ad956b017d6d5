// The page "Train here", fetched when it is first opened: the other pages do without it, and an exported file has none (none.tsx).
import { Fault } from "../marks.tsx";
import { useLoaded } from "../store.ts";

export function TrainHere() {
  const { value, error } = useLoaded("train", () => import("./page.tsx"));
  if (error !== null) return <Fault>{error}</Fault>;
  return value === null ? <p class="note">Reading …</p> : <value.TrainPage />;
}

/** Whether it can be opened. */
TrainHere.there = true;
