// A value with what only goes along with it: the place where it is taken ("9 at (x, y) = (1, 2)", "maximum 3, attained at
// x = 1") or an example ("5, e.g. {1, 2, 4}"). Beside an answer without such a thing the value is the answer.

const LONGEST = 300;
const GAP = String.raw`(?:\s|\\[,;: ]|\\q?quad(?![a-z])|\\text\s?\{\s*\(?|[}~$]){0,8}`;
/** A point, or letters and what they are; no words. */
const PLACE = String.raw`(?=[^;.]{0,60}(?:=|\())(?:\\(?!text|q?quad)[A-Za-z]+|[A-Za-z](?![A-Za-z])|\bor\b|[^\p{L};\\]|\\[,;: {}](?!\s*\\text)){2,100}?`;
const TAKEN =
  "(?:which is |it is |is )?(?:attained|achieved|reached|obtained|assumed|taken|occurring|occurs|with equality|equality)(?: holds)?(?: only| exactly| uniquely| precisely)? (?:at|when|for|if|iff|by)";
const AT = new RegExp(
  String.raw`(?<=[\d)}\]$]|\\pi|\\infty)(?:\s?[,;(]|\s?\\text\{,)?${GAP}(?<!\p{L})(?:${TAKEN}|at|when only)(?: the)?(?: point| points)?${GAP}${PLACE}\)?(?=$|[.;]|,?(?:\s|\\[,;: ]|\\q?quad(?![a-z])){0,6}(?:\\text\s?\{\s?)?\p{L}{3})`,
  "gu",
);
const HAS_PLACE = /\bat\b|\b(?:attained|achieved|reached|obtained|assumed|occurs|occurring|equality)\b/;
const EXAMPLE =
  /(?:[,;(]|\s-)?(?:\s|\\[,;: ]|\\q?quad(?![a-z])|\\text\s?\{\s*|[~$(]){0,8}(?<![\p{L}])(?:e\.\s?g\.|for example|for instance|such as|an example (?:is|being)|with example|z\.\s?B\.|zum Beispiel|par exemple|p\.\s?ex\.|por ejemplo|por exemplo|ad esempio|ad es\.|например|np\.|na przykład|bijvoorbeeld|bijv\.|örneğin|chẳng hạn|ví dụ|misalnya|例如|比如|例えば|たとえば|예를 들어|مثلا|उदाहरण).*$/su;
const HAS_EXAMPLE =
  /e\.\s?g\.|example|instance|such as|z\.\s?B|Beispiel|exempl|ejemplo|esemp|ad es\.|например|np\.|przykład|bijv|örneğin|chẳng|ví dụ|misalnya|[例比]如|例えば|たとえば|예를|مثلا|उदाहरण/;

/** `text` without the places or the example that go along with its value, where `other` names none; else as it is. */
export function withoutPlace(text: string, other: string): string {
  if (text.length > LONGEST) return text;
  const hasExample = HAS_EXAMPLE.test(text) && !HAS_EXAMPLE.test(other);
  const plain = hasExample ? text.replace(EXAMPLE, "") : text;
  if (!HAS_PLACE.test(plain) || HAS_PLACE.test(other)) return isValue(plain) ? closed(plain, text) : text;
  const placed = plain.replace(AT, "");
  return isValue(placed) ? closed(placed, text) : text;
}

/** Whether `text` says of its value a place, and not the one that `answer` names. */
export function isElsewhere(text: string, answer: string): boolean {
  if (answer.length > LONGEST || !HAS_PLACE.test(answer)) return false;
  const place = answer.match(AT)?.[0];
  const said = text.slice(-2 * LONGEST).match(AT) ?? [];
  return place !== undefined && said.length > 0 && !said.some((own) => bare(own) === bare(place));
}
/** Letters, numbers and signs only. */
const bare = (text: string) =>
  text.replace(/\\[,;: ]|\\(?:text|q?quad|left|right)|\p{L}{2,}|[\s$(){}~\\]|[,;.](?!\d)/gu, "");

/** Something is left that can be the answer, and no sentence. */
const isValue = (text: string) =>
  /\d|\\(?:pi|infty|frac|sqrt|emptyset)/.test(text) &&
  (text.match(/(?<!\\)\p{L}{2,}/gu)?.length ?? 0) <= MOST_WORDS;
const MOST_WORDS = 5;

/** With the delimiters that opened before what was taken off. */
const closed = (text: string, before: string) => {
  if (text === before) return text;
  const odd = (text.match(/(?<!\\)\$/g)?.length ?? 0) % 2 === 1;
  return `${text.replace(/\\text\s?\{\s*$/, "").trim()}${odd ? "$" : ""}`;
};
