// Answers that say yes or no, that there is nothing, who wins, or what something is: the same in fuller words.
import { solvability } from "./solvability.ts";
import { plainWording } from "./wordings.ts";

/** Words for yes and no, true and false, in the languages that answers are written in. */
const WORDS = {
  yes: "yes|(?:in the )?affirmative|sí|si|oui|ja|sim|sì|да|evet|tak|có|ya|是|是的|是肯定的|对|對|可以|能|はい|예|네|हाँ|हां|نعم",
  no: "no|non|nein|não|нет|hayır|hayir|nie|không|tidak|nee|否|不|不是|不能|不可以|いいえ|아니요|아니오|नहीं|لا",
  true: "true|wahr|richtig|verdader[oa]|ciert[oa]|vraie?|ver[oa]|verdadeir[oa]|верно|правда|истинно|doğru|prawda|prawdziwe|waar|juist|đúng|benar|真的?|正确的?|正確的?|正しい|참|صحيحة?|सही|सत्य",
  false:
    "false|falsch|fals[oa]|faux|fausse|неверно|ложно|yanlış|fałsz|fałszywe|onwaar|onjuist|sai|salah|假的?|错误的?|錯誤的?|错|錯|誤り|거짓|خاطئة?|خطأ|गलत|असत्य",
};
type Reply = keyof typeof WORDS;
/** Any of them. */
export const REPLIES = Object.values(WORDS).join("|");
export const YES_OR_NO = `${WORDS.yes}|${WORDS.no}`;
/** Those of what a statement is. */
export const TRUTHS = `${WORDS.true}|${WORDS.false}`;
const REPLY = new RegExp(
  `^(?:${Object.entries(WORDS)
    .map(([reply, words]) => `(?<${reply}>${words})`)
    .join("|")})(?:[,.:;!—–-]+\\s*(?<said>.*)|[,.!]?)$`,
  "iu",
);
/** What makes a reply hold in some cases only, or takes it back. */
export const CONDITION =
  /(?<!\p{L})(?:if|when|only|unless|except|but|or|provided|whenever|for|iff|wenn|falls|nur|aber|außer|si|sauf|seulement|mais|cuando|solo|sólo|pero|salvo|se|somente|mas|ma|если|когда|но|как только|eğer|jeśli|gdy|ale|als|alleen|maar)(?!\p{L})|[\d=<>≤≥\\]|如果|当|只有|但|もし|만약|अगर|إذا/iu;

/** Whether two texts are the same reply; null where not both are one. A reply with a condition is none. */
function sameReply(a: string, b: string): boolean | null {
  const [x, y] = [replyOf(a), replyOf(b)];
  return x === null || y === null ? null : x === y;
}

function replyOf(plain: string): Reply | null {
  const found = REPLY.exec(plain)?.groups;
  if (!found) return null;
  const reply = (Object.keys(WORDS) as Reply[]).find((word) => found[word] !== undefined)!;
  const rest = (found.said ?? "")
    .replace(/[;:]\s.*$/s, "")
    .replace(/^(?:because|since|as)\s(?!.*\b(?:not|only|but|if|unless|when)\b).*$/i, "");
  if (CONDITION.test(rest)) return null;
  // "Yes, it is impossible" is neither.
  if (reply === "yes" && DENIES.test(rest)) return null;
  if (
    reply === "no" &&
    /^(?:\p{L}+ )*(?:possible|exists?|true|can)\b/iu.test(rest) &&
    !/\b(?:no|not|cannot|never|doesn't|n't|nicht|kein\w*|pas|no es|não|нельзя|не)\b/iu.test(rest)
  )
    return null;
  return reply;
}

/** "Yes, 91 is not prime", "No, it is possible": the one or the other may be meant. */
export const contradicts = (reply: string, said: string) =>
  (replyOf(reply) === "yes" && DENIES.test(said)) || (replyOf(reply) === "no" && AFFIRMS.test(said));
const AFFIRMS = /^(?:it|this|that)(?:'s|\sis)\s(?:always\s|indeed\s)?(?:possible|true)\b/i;
const DENIES = /\b(?:not|no|never|impossible|cannot|none)\b|n't/i;

const KINDS = "real|integer|integral|rational|positive|negative|natural|whole|prime|complex|such";
const THINGS =
  "solutions?|roots?|zeros?|values?|integers?|numbers?|pairs?|triples?|reals|primes?|functions?|polynomials?|[a-z]|\\([a-z](?:, ?[a-z]){1,3}\\)";
const NOTHING = new RegExp(
  "^(?:there (?:is|are|exists?) |(?:the|this) (?:equation|system|inequality|problem) has |it has |has )?" +
    `no ((?:(?:${KINDS}) )*)(${THINGS}|(?<=such )[a-z]{3,15})(?: (?:of )?[a-z](?= |$))?(?: (?:(?:that|which) (?:makes? (?:the|this|it|both)(?: \\w+){0,2} (?:true|hold|work)|(?:satisf(?:y|ies)|solves?|fulfil\\w*|fits?|works? in)(?: \\w+){1,3}|works?)|for which (?:the|this|it|both)(?: \\w+){0,2} (?:is true|are true|holds?|works?)|with (?:this|that|the (?:given|required|desired|stated)) propert(?:y|ies)|exists?|can exist|(?:satisf(?:y|ies)|fulfil\\w*|solves?)(?: \\w+){0,3}|works?|(?:is|are) possible))?$`,
  "i",
);
const EMPTY =
  /^(?:none|nothing|(?:the )?empty(?: set)?|(?:[a-z] ?\\in ?)?(?:\\emptyset|\\varnothing|\\\{ ?\\\}))$/i;

/** Things that an answer may be of whatever kind. */
const GENERAL = /^(?:solution|root|zero|value|number|pair|triple|[a-z]|\(.*\))$/;

/** What there is none of: "" where it is not said; null where the text says something else. */
function nothingOf(plain: string): string | null {
  if (EMPTY.test(plain)) return "";
  const found = NOTHING.exec(
    plain
      .replace(/^(?:conclusion|result|therefore|thus|hence|so)[:,]? /i, "")
      .replace(/^no[,:;] (?=.*\b(?:no|not|cannot)\b)/i, "")
      .replace(/^there (?:do(?:es)? not|cannot) exist (?:an? |any )?/i, "no ")
      .replace(/^(?=such .* exist$)(.*) (?:do(?:es)? not|cannot) exist$/i, "no $1")
      .replace(/^no such an? /i, "no such ")
      .replace(
        /^(.*? no )((?:\p{L}+ )*solutions?) (?:in|over|among) (?:the )?((?:\p{L}+ )?(?:integers|reals|real numbers|rationals|rational numbers|natural numbers|primes))$/iu,
        (_, before: string, thing: string, set: string) =>
          `${before}${set.replace(/ numbers$|s$/, "")} ${thing}`,
      ),
  );
  if (!found) {
    const said = solvability(plain);
    return said === null || said.endless || said.formula ? null : said.kind;
  }
  const kinds = found[1]
    .toLowerCase()
    .replace("integral", "integer")
    .split(" ")
    .filter((kind) => kind !== "" && kind !== "such");
  const thing = found[2].toLowerCase().replace(/s$/, "");
  if (!GENERAL.test(thing)) kinds.push(thing);
  return kinds.sort().join(" ");
}

const ENDLESS =
  /^(?:there (?:are|exist|is) |(?:the|this) (?:equation|system|inequality|problem) has |it has |has |for )?(?:infinitely many|an infinite number of|an infinitude of|infinite(?: number of)?)((?: (?!not\b|no\b|but\b|or\b|and\b|except\b|more\b|other\b)[\p{L}-]+){0,4})$/iu;

/** What there is no end of: "" where it is not said; null where the text says something else. */
function endlessOf(plain: string): string | null {
  if (/^(?:infinite|\\infty)$/i.test(plain)) return "";
  const words = ENDLESS.exec(plain)?.[1];
  if (words === undefined) {
    const said = solvability(plain);
    return said?.endless && !said.formula ? said.kind : null;
  }
  const things = words.toLowerCase().split(" ");
  return things
    .map((word) => word.replace(/s$/, ""))
    .filter((word) => !OF_NO_KIND.test(word))
    .join(" ");
}
const OF_NO_KIND =
  /^(?:such|of|them|these|those|exist|work|possible|different|distinct|solution|root|zero|value|number|pair|triple|)$/;

/** No integer solution is no solution where nothing else is said, but not "no real solution"; and so of what there is no end. */
function sameKind(kindOf: (plain: string) => string | null, a: string, b: string): boolean | null {
  const [x, y] = [kindOf(a), kindOf(b)];
  return x === null || y === null ? null : x === y || x === "" || y === "";
}

const PLAYED =
  "(?:with|under|by|assuming|given) (?:correct|best|optimal|perfect|proper|right) (?:play|strategy|moves)(?: (?:by|from|of|on) both (?:players|sides))?|(?:if|when) both (?:players |sides )?play (?:optimally|perfectly|correctly)";
const PLAYER =
  "(?:first|second|starting|1st|2nd) player|player (?:who|that) (?:starts|begins|(?:goes|moves|plays) (?:first|second))|[Pp]layer (?:[A-Z1-9]|one|two)|[A-Z]\\p{Ll}{1,14}|[A-Z]";
const WIN = "(?:win|force (?:a|the) win|guarantee (?:a|the) win)(?: the game)?";
const WINS = new RegExp(
  `^(?:(?:${PLAYED}),? )?(?:the )?(?<who>${PLAYER})` +
    `(?:(?<wins> (?:(?:always )?wins(?: the game)?|will (?:always )?${WIN}|can (?:always )?${WIN}|has (?:a|the) (?:winning strategy|strategy to win)))` +
    `|(?<loses> (?:(?:always )?loses(?: the game)?|will (?:always )?lose(?: the game)?)))?` +
    `(?<played>,? (?:${PLAYED}))?$`,
  "u",
);
/** Of two of them the other one wins where one loses. */
const PLAYERS = [
  ["first", "second"],
  ["player 1", "player 2"],
  ["player A", "player B"],
];

/** Who wins: a player, by name or by turn, with or without the words for winning; null for anything else. */
function winnerOf(plain: string): { who: string; wins: boolean } | null {
  const bare = plain
    .replace(/^(?:so|thus|hence|therefore),? /i, "")
    .replace(/^(?:The|First|Second|With|Under|By|Assuming|Given|If|When)(?= )/, (word) => word.toLowerCase());
  const found = WINS.exec(bare)?.groups;
  if (!found || (found.played && !found.wins && !found.loses)) return null;
  const who = OPENS.test(found.who)
    ? "first"
    : FOLLOWS.test(found.who)
      ? "second"
      : found.who
          .replace(/^P(?=layer )/, "p")
          .replace(/(?<=layer )one$/, "1")
          .replace(/(?<=layer )two$/, "2");
  if (!found.loses) return { who, wins: found.wins !== undefined };
  const pair = PLAYERS.find((players) => players.includes(who));
  return { who: pair?.find((player) => player !== who) ?? `not ${who}`, wins: true };
}
const OPENS = /^(?:first|1st|starting) |(?:starts|begins|first)$/;
const FOLLOWS = /^(?:second|2nd) | second$/;

function sameWinner(a: string, b: string): boolean | null {
  const [x, y] = [winnerOf(a), winnerOf(b)];
  if (!x || !y || !(x.wins || y.wins)) return null;
  return x.who === y.who;
}

const SUBJECT =
  /^(?:(?:it|this|that|he|she|the (?:answer|number|sum|product|result|function|statement|series|sequence|quadrilateral|triangle|day|limit|graph|curve|figure|shape))(?: (?:will|would|must|has to) be| is| was| falls on)(?: always)? )?(?:on )?(?:an? |the )?/i;
const NOUN =
  /^(odd|even|prime|composite|rational|irrational|positive|negative|increasing|decreasing|bounded|unbounded|injective|surjective|bijective|periodic)(?: (?:number|integer|function|sequence|series))$/i;

const QUADRANTS: Record<string, string> = { first: "i", second: "ii", third: "iii", fourth: "iv" };

/** "n'existe pas", "existiert nicht", "DNE" */
const EXISTS_NOT =
  "existiert nicht|n'existe pas|no existe|n[ãa]o existe|non esiste|bestaat niet|nie istnieje|не существует|tidak ada|không tồn tại|mevcut değildir|(?:は)?存在し(?:ない|ません)|不存在|(?:은|는|가|이)?\\s?존재하지 않(?:는다|습니다|음)";
const ABSENT = new RegExp(`^(?:dne|${EXISTS_NOT})$`, "i");
/** Whether a sentence ends in that, also where its subject stands within ("also existiert der Grenzwert nicht"). */
export const endsInAbsence = new RegExp(
  `(?:^|[\\s\\p{Lo}])(?:${EXISTS_NOT})$|\\s(?:existiert|bestaat)\\s(?:der|die|das|de|het)\\s\\p{L}{3,20}\\s(?:nicht|niet)$`,
  "iu",
);

const CONVERGES = /^(?:(\p{L}+ly|pointwise) )?(con|di)verges(?: (\p{L}+ly|pointwise))?$/iu;
/** What is said of a subject that the question knows: "It will be a Wednesday", "an even number", "right-angled". */
const predicateOf = (plain: string) =>
  plain
    .replace(SUBJECT, "")
    .replace(NOUN, "$1")
    .replace(/^not possible$/i, "impossible")
    .replace(ABSENT, "does not exist")
    .replace(
      /^(?:it|(?:(?:the|this) )?(?:limit|sum|value|derivative|integral|inverse|series|sequence)) (?=does not exist$|(?:\p{L}+ )?(?:con|di)verges\b)/iu,
      "",
    )
    .replace(CONVERGES, (_, how = "", kind, behind = "") => `${how}${behind} ${kind}vergent`.trim())
    .replace(
      /^(first|second|third|fourth) quadrant$/i,
      (_, place: string) => `quadrant ${QUADRANTS[place.toLowerCase()]}`,
    )
    .replace(/\bright[- ]angled\b/i, "right")
    .toLowerCase();

/** Whether two answers in words say the same; null where that cannot be told from their words. */
export function sameSaid(a: string, b: string): boolean | null {
  const [x, y] = [a, b].map(
    (text) =>
      plainWording(text) ?? (SHORT.test(text) || REPLY.test(text) ? text.trim().replace(/[.。]$/, "") : null),
  );
  if (x === null || y === null) return null;
  const same =
    sameReply(x, y) ??
    onlySaysSo(x, y) ??
    onlySaysSo(y, x) ??
    sameKind(nothingOf, x, y) ??
    sameKind(endlessOf, x, y) ??
    sameWinner(x, y);
  if (same !== null) return same;
  if (!PREDICATE.test(x) || !PREDICATE.test(y)) return null;
  return predicateOf(x) === predicateOf(y) && predicateOf(x) !== "" ? true : null;
}

/** "It is not possible" beside "No, it is not possible": the words behind a reply, and nothing else. */
function onlySaysSo(reply: string, words: string): true | null {
  const rest = replyOf(reply) === null ? null : REPLY.exec(reply)?.groups?.said;
  return rest && PREDICATE.test(words) && predicateOf(rest) === predicateOf(words) ? true : null;
}

/** Replies in scripts without Latin letters. */
const SHORT = /^\s*[^\d\\A-Za-z]{1,60}$/u;
/** A few words and nothing else. */
const PREDICATE = /^[\p{L}\s'-]{3,80}$/u;

/** Whether a text is wholly such an answer. */
export function isReply(text: string): boolean {
  const plain = plainWording(text);
  return (
    plain !== null && (replyOf(plain) !== null || nothingOf(plain) !== null || winnerOf(plain)?.wins === true)
  );
}
