// The sentences of a text, and those that only talk to its reader.

/** The sentences and lines of a text. */
export const sentencesOf = (text: string) =>
  text
    .split(
      /(?<=[.!?])(?<!(?:^|\n)\s*\d{1,3}\.|\b(?:Mrs?|Ms|Dr|St|i\.e|e\.g)\.)\s+(?=\(?[\p{Lu}\p{Lo}*\\$\d])|\n+/u,
    )
    .filter((sentence) => sentence.trim() !== "");

/** "Let me know if you have 2 more questions!", and any question. */
export const COURTESY =
  /^\W*(?:let me know|feel free|i hope|hope this|thanks?\b|i have \d+ (?:more |other )?questions?|if you (?:have|need|want) (?:any|more|further|other|\d+ (?:more|other))|if you(?:'d| would) like\b[^.!]*\b(?:ask|let me know|tell me|say so))\b|\?["*)]*\s*$/i;
