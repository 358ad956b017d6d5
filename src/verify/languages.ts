// The words by which an answer is given, one row a language: what names the answer, what joins it to the value, what
// opens an explanation behind it. Which row a text is read by follows from its answer phrase, its script, or its words.

import { LATIN } from "./languages-latin.ts";
import { SCRIPTED } from "./languages-scripted.ts";

export interface Language {
  name: string;
  /** Letters that only a text in this language has; none where the script is Latin. */
  script?: RegExp;
  /** What names the answer ("the final answer"), adjectives with it. Sources of regular expressions here and below. */
  noun: string;
  /** What is in every text in which the noun is: found before anything else is sought. */
  stem: string;
  /** What joins it to the value behind it ("is"); a colon or an equals sign always does. */
  link: string;
  /** The value may follow the noun with nothing between ("Cevap 7"). */
  bare?: boolean;
  /** Names an option before its letter. */
  option: string;
  /** Parts two values of which either may be it ("or"). */
  or: string;
  /** Before or behind a value: it is more or less than that ("more than"). */
  bound?: string;
  boundBehind?: string;
  /** Opens what something comes to or means ("that is"). */
  restates: string;
  /** Before or behind a value: that something is it ("is"). */
  equals?: string;
  equalsBehind?: string;
  /** Says that a value is the sum of others. */
  total?: string;
  /** Joins a value that stands before it ("7 is the answer"). */
  behind?: string;
  /** Denies what follows, and what comes behind a denial and is meant instead ("not 9 but 7"). */
  not: string;
  but?: string;
  /** Opens a conclusion within a sentence ("so"). */
  so: string;
  /** Opens an explanation, a reason, a circumstance or a relative clause. */
  explains: string;
  /** Ends an explanation that stands before what it explains ("…ので、"). */
  explained?: string;
  /** Opens what is done before something comes of it, up to its comma ("Gastando 13 euros, …"). */
  participle?: string;
  /** Opens the time after which something is so ("after"); what is so then may follow without a comma. */
  after?: string;
  /** Opens a circumstance ("in 3 baskets"). */
  within?: string;
  /** Frequent words, to know a text in Latin letters by. */
  words?: string;
  /** A comma marks decimals, a point thousands. */
  decimalComma?: boolean;
  /** Heads a check of the answer ("Verification"), and the next problem, and a problem by itself ("Question"). */
  checks: string;
  next: string;
  problem?: string;
  /** Opens a sentence that gives the reason of the one before it ("Indeed,", "Denn "), and says that something was so before. */
  because: string;
  earlier: string;
  /** Behind a value and a few words: it is how far something is from something else ("2 more than"), a rate ("a week"). */
  compares?: string;
  rate?: string;
  /** Letters that of the languages in Latin script it has alone. */
  letters?: string;
  /** Words are not parted by spaces. */
  unspaced?: boolean;
}

export const ENGLISH: Language = {
  name: "English",
  option: "option|choice|answer",
  or: "or",
  after: "after|before|having",
  bound:
    "(?:more|less|fewer|greater|smaller|larger)\\sthan|(?<=\\b(?:is|are|was|were|has|have|had|costs?|took|takes|sold|came)\\s)(?:over|under)",
  restates: "or|which (?:is|equals|makes|gives|comes to)|that is|i\\.e\\.|in other words|namely|that means",
  stem: "answer|result|final|option|choice|\\bans\\b|(?:^|\\n)\\s{0,4}a\\s?:",
  not: "not|isn't|never|cannot be|neither",
  but: "but|rather|instead|(?<=,\\s)it(?:'s| is)",
  so: "so|thus|therefore|hence|consequently|which means|this means|meaning|giving|(?<!\\band )then",
  noun: "(?:answers?|option|choice|ans)|(?<=(?:^|\\n)\\W{0,4})(?:result|final)(?=[*_]{0,2}\\s?:)|(?<=(?:^|\\n)\\s{0,4})a(?=\\s?:(?!\\w{1,3}\\s?=))",
  link: "(?:therefore\\s+|thus\\s+|then\\s+|also\\s+|simply\\s+)?(?:is|are|was|were|equals|will be|would be|should be|must be|comes (?:out )?to(?: be)?|becomes|works out to|(?<=(?:correct|final|right|total)\\s+answer\\s+)of(?=\\s*[\\d$\\\\])|(?<=\\bans)\\.(?=\\s*[\\d$\\\\])|(?<=answer\\s)-(?=\\s[\\d$\\\\]))",
  behind:
    "(?:is|are|was|would be|must be)\\s+(?:the|my|our)\\s+(?:(?:final|correct|right)\\s+){0,2}(?:answer|result|solution)",
  explains:
    "(?<=[,;:]\\s)\\d+ of (?:which|whom|them|these|those)|because|since|i\\.e\\.|e\\.g\\.|that is|namely|in other words|or equivalently|as (?:he|she|it|they|we|there|the|this|that|you|i|each|one|both|all|every|[A-Z]\\w+ (?:has|had|ate|sold|gave|bought|is|was))|which|who|whom|whose|where|when|whenever|while|after|before|until|unless|although|though|even if|if|given|assuming|considering|so that|in order to|due to|thanks to|owing to|based on|according to|using|obtained|calculated|computed|found by|by (?:adding|subtracting|multiplying|dividing|taking|using|\\w+ing)|instead of|rather than|compared (?:to|with)|despite|except|to (?!(?:the|a|an|about|approximately|exactly|nearly|over|be|his|her|their|its|each|every|find|get|this|that)\\b)[a-z]{2,}",
  words:
    "the is are of and has have so in to for was were she he they it each left now there will need therefore thus",
  checks: "(?:(?:quick|sanity|double|final|a)[- ]?){0,3}(?:check(?:ing)?|verification|verifying)",
  next: "(?:next|another|new) (?:problem|question|exercise|task)",
  because:
    "indeed,|because (?!.*,)|the reason is|(?:(?:let'?s|let us|we can|i|we) (?:now )?|to )(?:double[- ]?)?(?:check|verify)\\b|(?:i|we) (?:found|got|obtained|checked|tried) (?:this|these|it|them|that)\\b",
  earlier: "before|originally|original|initially|at first|at the (?:start|beginning)|previously",
  compares:
    "(?:more|less|fewer|higher|lower|older|younger|longer|shorter|larger|smaller|greater) than|(?:minutes?|hours?|days?|weeks?|months?|years?) (?:after|before|later|earlier)",
  rate: "(?:a|per|each|every) (?:second|minute|hour|day|night|week|month|year|person|child|piece|one)",
};

export const LANGUAGES: readonly Language[] = [ENGLISH, ...SCRIPTED, ...LATIN];
