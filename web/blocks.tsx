// What is said of a run in words and tables, as src/report makes it for the terminal and for readers without scripts, on
// a page.

import {
  type Block,
  type Cell,
  factsOf,
  type ProblemBlock,
  plain,
  type Settings,
  type Table,
  type Text,
  verdictOf,
} from "../src/report/document.ts";
import { Markup } from "../src/report/markup.ts";
import { cap, visible } from "../src/text/text.ts";
import { Fault, Note, RewardKey, Rows } from "./marks.tsx";
import { Steps } from "./steps.tsx";
import { Words } from "./words.tsx";

/** Characters of a prompt, and of a step. */
const PROMPT = 2000;
const STEP = 1500;
/** Characters of a configuration's value, whose end tells more. */
const VALUE = 64;

/** Blocks under each other; a list that begins with a title is a section. */
export function Blocks({ of }: { of: Block }) {
  return <>{show(of)}</>;
}

function show(block: Block): preact.ComponentChildren {
  if (!block || block instanceof Markup) return null;
  if (!("kind" in block)) {
    const [first] = block;
    const titled = first && "kind" in first && first.kind === "text" && first.look === "title";
    return titled ? <section>{block.map(show)}</section> : block.map(show);
  }
  switch (block.kind) {
    case "text": {
      const text = inline(block.text);
      if (block.look === "title") return <h2>{text}</h2>;
      if (block.look === "warning") return <Fault>{text}</Fault>;
      return block.look === "note" ? <Note>{text}</Note> : <p>{text}</p>;
    }
    case "table":
      return tableOf(block);
    case "problem":
      return <Problem problem={block} />;
    case "settings":
      return <Configuration settings={block} />;
    case "rewardKey":
      return <RewardKey />;
    case "folded":
      return (
        <details class="more">
          <summary>{block.title}</summary>
          {show(block.blocks)}
        </details>
      );
    case "incident":
      return (
        <div class="incident">
          <h3>{visible(block.title ?? "")}</h3>
          {show(block.blocks)}
        </div>
      );
    default:
      return null;
  }
}

function inline(text: Text): preact.ComponentChildren {
  if (typeof text !== "object" || text === null) return visible(plain(text));
  if (!("as" in text)) return text.map(inline);
  if (text.as === "mono") return <code>{visible(text.text)}</code>;
  return <b class={text.as === "strong" ? undefined : text.as}>{visible(text.text)}</b>;
}

const cell = ({ value, note }: Cell) => (
  <>
    {inline(value)}
    {note && <small> {visible(note)}</small>}
  </>
);

/** Facts have no titles of columns, and say once what is alike in all. */
function tableOf({ look, columns, rows }: Table) {
  const facts = look === "facts";
  return (
    <Rows
      name={columns[0].title}
      class={look}
      titles={facts ? null : columns.map(({ title }) => title)}
      rows={rows.map(({ cells }) => ({
        key: plain(cells[0].value),
        cells: [cells[0], ...(facts ? factsOf(cells) : cells.slice(1))].map(cell),
      }))}
    />
  );
}

function Problem({ problem: { label, prompt, responses } }: { problem: ProblemBlock }) {
  return (
    <div class="held-out">
      <Note>{visible(label)}</Note>
      <p class="prompt-text">
        <Words text={cap(prompt, PROMPT)} />
      </p>
      <ol class="responses">
        {responses.map(({ name = "", correct, said, steps = [] }) => (
          <li key={name}>
            <article>
              <header>
                {name && <b>{name}</b>}
                <span class={`verdict ${correct === undefined ? "" : correct ? "right" : "wrong"}`}>
                  {visible(verdictOf({ correct, said }))}
                </span>
              </header>
              <Steps
                steps={steps.map(({ text, reward }) => ({ text: cap(text, STEP), reward }))}
                name={`steps ${name}`}
              />
            </article>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Configuration({ settings: { sections } }: { settings: Settings }) {
  return (
    <div class="config">
      {sections.map(({ title, pairs }) => (
        <div key={title}>
          <h3>{visible(title)}</h3>
          <dl>
            {pairs.map(([key, value]) => (
              <div key={key}>
                <dt>{visible(key)}</dt>
                <dd>{visible(value.length > VALUE ? `…${value.slice(-VALUE)}` : value)}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  );
}
