// JSON for people: what is short stands on one line, so that a figure and its interval are read together.

const WIDTH = 110;

/** As JSON.stringify with two blanks, but that an object or list of at most 110 characters is one line. Ends with a newline. */
export function readableJson(value: unknown): string {
  return `${write(JSON.parse(JSON.stringify(value)), "")}\n`;
}

function write(value: unknown, indent: string): string {
  const short = oneLine(value);
  if (typeof value !== "object" || value === null || indent.length + short.length <= WIDTH) return short;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${write(item, inner)}`);
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).map(
    ([key, own]) => `${inner}${JSON.stringify(key)}: ${write(own, inner)}`,
  );
  return `{\n${entries.join(",\n")}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, own]) => `${JSON.stringify(key)}: ${oneLine(own)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
