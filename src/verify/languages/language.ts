// The words by which an answer is given in a language: what names it, what joins it to the value, what opens an explanation
// behind it.
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
  /** Between an amount and what it comes to: a verb of which it is the subject ("3 pens cost $6"). */
  amounts?: string;
  /** Joins a value that stands before it ("7 is the answer"). */
  behind?: string;
  /** Denies what follows, and what comes behind a denial and is meant instead ("not 9 but 7"). */
  not: string;
  but?: string;
  /** Opens a conclusion within a sentence ("so"). */
  so: string;
  /** Opens a condition ("if"). */
  condition: string;
  /** Opens a reason ("because", "Da"), of those below and where a sentence opens. */
  causes: string;
  /** Opens an explanation, a reason, a circumstance or a relative clause. */
  explains: string;
  /** Ends an explanation that stands before what it explains ("…ので、"). */
  explained?: string;
  /** Opens what is done before something comes of it, up to its comma ("Gastando 13 euros, …"). */
  participle?: string;
  /** Opens what something comes after or instead of; what is so then may follow without a comma. */
  after?: string;
  /** Opens a circumstance ("in 3 baskets"). */
  within?: string;
  /** The same behind it ("7 डिब्बों में"). */
  withinBehind?: string;
  /** Frequent words, to know a text in Latin letters by. */
  words?: string;
  /** A comma marks decimals, a point thousands. */
  decimalComma?: boolean;
  /** Heads a check of the answer ("Verification"), and the next problem, and a problem by itself ("Question"). */
  checks: string;
  next: string;
  problem?: string;
  /** Opens what takes back what was said before, up to a stop ("Hold on,"), and says that it was wrong ("I forgot"). */
  corrects: string;
  errs: string;
  /** Opens a sentence that gives the reason of the one before it ("Indeed,", "Denn "), and says that something was so before. */
  because: string;
  earlier: string;
  /** Behind a value and a few words: it is how far something is from something else ("2 more than"), a rate ("a week"). */
  compares?: string;
  /** The same where words stand before the value, which is # here ("比昨天多#"). */
  comparesBefore?: string;
  /** Says of what stands before it what would be ("would"). */
  would?: string;
  rate?: string;
  /** Letters that of the languages in Latin script it has alone. */
  letters?: string;
  /** Words are not parted by spaces. */
  unspaced?: boolean;
}
