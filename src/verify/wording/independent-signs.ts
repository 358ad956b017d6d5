// Tuples whose signs are chosen one by one: (±2, ±3) is two points where the signs go together, which is how it is read, and
// four where a text says that they are independent.

const INDEPENDENT =
  /\bsigns?\b[^.\n]{0,50}\bindependent|\bindependent(?:ly)?\b[^.\n]{0,40}\bsigns?\b|\b(?:all|any|every)(?: [a-z]{2,12}){0,2} (?:combinations?|choices?) of (?:the )?signs?\b|\bsigns? in (?:all|any|every) combinations?|\b(?:all|any|every)(?: [a-z]{2,12})? sign (?:combinations?|choices?)\b/i;
const DENIED = /\b(?:not|no|never)\b[^.\n]{0,30}$|n't[^.\n]{0,30}$/i;
const TUPLE = /\(([^()\n]{3,80})\)/g;
const SIGN = /^\s*(?:\\pm|±)\s*/;
/** So far before the words its tuples stand. */
const REACH = 250;
const MOST_SIGNS = 3;

/** The text with such tuples written out. */
export function withIndependentSigns(text: string): string {
  if (!/signs?\b/i.test(text) || !/\\pm|±/.test(text)) return text;
  const said = INDEPENDENT.exec(text);
  if (
    !said ||
    DENIED.test(text.slice(Math.max(0, said.index - 40), said.index) + said[0].replace(/\w+$/, ""))
  )
    return text;
  const from = Math.max(0, said.index - REACH);
  return (
    text.slice(0, from) + text.slice(from, said.index).replace(TUPLE, writtenOut) + text.slice(said.index)
  );
}

function writtenOut(tuple: string, inside: string): string {
  const places = inside.split(",");
  const signs = places.filter((place) => SIGN.test(place)).length;
  if (places.length < 2 || signs < 2 || signs > MOST_SIGNS) return tuple;
  const tuples = places.reduce<string[]>(
    (starts, place) => {
      const bare = place.replace(SIGN, "");
      const values = bare === place ? [place] : [bare, `-${bare}`];
      return starts.flatMap((start) => values.map((value) => (start === "" ? value : `${start},${value}`)));
    },
    [""],
  );
  return tuples.map((one) => `(${one})`).join(", ");
}
