// One end to many requests.
import { setMaxListeners } from "node:events";

/** What many requests end with: by `abort`, or when `outer` is aborted, with its reason. `release` lets go of `outer`. */
export function following(outer?: AbortSignal): {
  signal: AbortSignal;
  abort: () => void;
  release: () => void;
} {
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const stop = () => own.abort(outer?.reason);
  if (outer?.aborted) stop();
  outer?.addEventListener("abort", stop);
  const release = () => outer?.removeEventListener("abort", stop);
  return { signal: own.signal, abort: () => own.abort(), release };
}
