// The page "Train here", fetched when it is first opened: the other pages do without it, and an exported file has none (none.tsx).
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Fault } from "../marks.tsx";

export function TrainHere() {
  const [Page, open] = useState<FunctionComponent | null>(null);
  const [fault, say] = useState<string | null>(null);
  useEffect(() => {
    import("./page.tsx").then(
      ({ TrainPage }) => open(() => TrainPage),
      (error: Error) => say(error.message),
    );
  }, []);
  if (fault !== null) return <Fault>{fault}</Fault>;
  return Page === null ? <p class="note">Reading …</p> : <Page />;
}

/** Whether it can be opened. */
TrainHere.there = true;
