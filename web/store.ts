// What the pages know of the runs: the list, and of those that are looked at all metrics, which grow while they train.
import { useEffect, useState } from "preact/hooks";
import { type LoadedRun, loadedRun, type MetricsLines, readMetrics } from "../src/dash/records.ts";
import type { RunFacts } from "../src/dash/types.ts";
import { visible } from "../src/text/text.ts";
import type { Source } from "./source.ts";

export type { LoadedRun };

interface Entry {
  run: LoadedRun | null;
  error: string | null;
  generation: string;
  offset: number;
  lines: MetricsLines;
  broken: number;
  /** The load under way; another is wanted behind it. */
  loading: boolean;
  again: boolean;
}

/** The state of the connection to the server. */
export type Connection = "live" | "lost" | "file";

export class Store {
  list: RunFacts[] | null = null;
  error: string | null = null;
  /** Names of runs that were listed and are no longer. */
  gone: ReadonlySet<string> = new Set();
  connection: Connection = "live";
  #entries = new Map<string, Entry>();
  #listeners = new Set<() => void>();

  constructor(readonly source: Source) {
    void this.#loadList();
    if (source.exported) this.connection = "file";
    else this.#listen();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** A run as far as it is loaded; the first call begins to load it. */
  get(name: string): Entry {
    const known = this.#entries.get(name);
    if (known) return known;
    const entry: Entry = {
      ...{ run: null, error: null, generation: "", offset: 0, lines: new Map(), broken: 0 },
      ...{ loading: false, again: false },
    };
    this.#entries.set(name, entry);
    void this.#load(name, entry);
    return entry;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  async #loadList(): Promise<void> {
    try {
      const before = [...this.gone, ...(this.list ?? []).map(({ name }) => name)];
      this.list = (await this.source.runs()).map(factsShown);
      const there = new Set(this.list.map(({ name }) => name));
      this.gone = new Set(before.filter((name) => !there.has(name)));
      this.error = null;
      // Of a run that went, the next answer says so; one that was not there yet may have come.
      for (const [name, entry] of this.#entries)
        if ((entry.error === null) !== there.has(name)) void this.#load(name, entry);
    } catch (error) {
      this.error = (error as Error).message;
    }
    this.#tell();
  }

  async #load(name: string, entry: Entry): Promise<void> {
    if (entry.loading) {
      entry.again = true;
      return;
    }
    entry.loading = true;
    try {
      const details = await this.source.run(name);
      for (;;) {
        const lines = await this.source.metrics(name, entry.generation, entry.offset);
        if (lines.from === 0) [entry.lines, entry.broken] = [new Map(), 0];
        entry.generation = lines.generation;
        entry.offset = lines.offset;
        entry.broken += readMetrics(lines.text, entry.lines);
        if (lines.text === "") break;
      }
      const reached = entry.run?.wentBackFrom ?? lastStep(entry.run);
      const run = loadedRun(details, entry.lines, entry.broken);
      const { facts, config, alarms } = run;
      entry.run = { ...run, facts: factsShown(facts), config: shown(config), alarms: shown(alarms) };
      if (lastStep(entry.run) < reached) entry.run.wentBackFrom = reached;
      entry.error = null;
    } catch (error) {
      entry.error = (error as Error).message;
    }
    entry.loading = false;
    this.#tell();
    if (entry.again) {
      entry.again = false;
      void this.#load(name, entry);
    }
  }

  #listen(): void {
    const events = new EventSource("api/events");
    const connected = (connection: Connection) => {
      if (this.connection === connection) return;
      this.connection = connection;
      this.#tell();
    };
    events.addEventListener("error", () => connected("lost"));
    events.addEventListener("hello", () => {
      // After a break everything may have changed.
      if (this.connection === "lost") this.#changed([...this.#entries.keys()]);
      connected("live");
    });
    events.addEventListener("change", (event) => {
      const { changed } = JSON.parse((event as MessageEvent<string>).data) as { changed: string[] };
      this.#changed(changed);
    });
  }

  #changed(names: readonly string[]): void {
    void this.#loadList();
    for (const name of names) {
      const entry = this.#entries.get(name);
      if (entry) void this.#load(name, entry);
    }
  }
}

/** The last step of a run's metrics; 0 where there is none. */
export function lastStep(run: Pick<LoadedRun, "metrics" | "supervised"> | null): number {
  return run?.metrics.at(-1)?.step ?? run?.supervised.at(-1)?.step ?? 0;
}

/** `value` with all text in it, keys too, made safe to show. */
function shown<T>(value: T): T {
  if (typeof value === "string") return visible(value) as T;
  if (Array.isArray(value)) return value.map(shown) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [visible(key), shown(inner)])) as T;
}

/** A run is asked for by its name, which therefore stays as it is. */
const factsShown = (facts: RunFacts): RunFacts => ({ ...shown(facts), name: facts.name, arm: facts.arm });

/** Draws the component again whenever the store changes. */
export function useStore(store: Store): void {
  const [, set] = useState(0);
  useEffect(() => {
    const again = () => set((n) => n + 1);
    // It may have changed between drawing and now.
    again();
    return store.subscribe(again);
  }, [store]);
}

/** What has been loaded so far, in order. */
interface Stream<T> {
  items: readonly T[];
  done: boolean;
  /** As its message. */
  error: string | null;
}

const NOTHING: Stream<never> = { items: [], done: false, error: null };

/**
 * What `load` gives one after another, again where `key` or `version` changes; with another version alone what it gave
 * before stays until there is more. Null: nothing is to be loaded.
 */
export function useStream<T>(
  key: string,
  load: ((take: (item: T) => void, signal: AbortSignal) => Promise<void>) | null,
  version: string | number = 0,
): Stream<T> {
  const [state, set] = useState<Stream<T> & { key: string }>({ key, ...NOTHING });
  useEffect(() => {
    const stop = new AbortController();
    const items: T[] = [];
    const put = (change: (before: Stream<T>) => Partial<Stream<T>>) => {
      if (stop.signal.aborted) return;
      set((last) => {
        const before = last.key === key ? last : { key, ...NOTHING };
        return { ...before, ...change(before) };
      });
    };
    const end = (own: Partial<Stream<T>>) => put(() => ({ ...NOTHING, done: true, ...own }));
    const take = (item: T) => {
      items.push(item);
      put((before) => (items.length > before.items.length ? { items: [...items] } : {}));
    };
    put(() => (load ? { done: false } : NOTHING));
    load?.(take, stop.signal).then(
      () => end({ items }),
      (error: Error) => end({ items, error: error.message }),
    );
    return () => stop.abort();
  }, [key, version, load === null]);
  return load && state.key === key ? state : NOTHING;
}

/** The one thing that `load` gives, as `useStream`; null until then, and where it fails. */
export function useLoaded<T>(key: string, load: () => Promise<T>, version = 0) {
  const { items, error } = useStream<T>(key, async (take) => take(await load()), version);
  return { value: error === null ? (items[0] ?? null) : null, error };
}
