// A text that comes to the conclusion that what is asked for cannot be found: "So the total cannot be determined from what is
// given." What it said before is what is given, and no answer.
import { calculates } from "../read/values.ts";
import { BUT, languageOf, withoutMarkup, words } from "../wording/phrases.ts";
import { CANNOT_BE_FOUND, MAY_NOT_BE_FOUND } from "../wording/undetermined.ts";
import { concludesWithin, says } from "./comes-out.ts";
import { COURTESY, sentencesOf } from "./undeclared.ts";

/** So much of the end of a text is looked at. */
const TAIL = 1500;
const LONGEST = 400;

/**
 * Whether a text says last of what is asked for that it cannot be found, "It's impossible to say how much she pays". Behind a
 * conclusion the same is a remark, "So 18 play chess. How many of them also swim cannot be said", unless it is of the total or
 * the answer or concludes itself; and what is calculated or concluded behind it is an answer in spite of it.
 */
export function isUndetermined(text: string): boolean {
  const tail = text.slice(-TAIL);
  if (!MAY_NOT_BE_FOUND.test(tail)) return false;
  const sentences = sentencesOf(withoutMarkup(tail));
  const { opening, so } = words(languageOf(text));
  const concludes = (sentence: string) =>
    concludesWithin(sentence) || opening.test(sentence.trim()) || sentence.search(so) >= 0;
  let isLast = true;
  for (let i = sentences.length - 1; i >= 0; i--) {
    const sentence = sentences[i];
    if (COURTESY.test(sentence) || (isLast && ONLY_KNOWN.test(sentence) && !CANNOT_BE_FOUND.test(sentence)))
      continue;
    const found = sentence.length < LONGEST ? CANNOT_BE_FOUND.exec(sentence) : null;
    if (found && !SUPPOSES.test(sentence)) {
      const rest = sentence.slice(found.index + found[0].length);
      // "It cannot be found by eye, but there are 18 of them."
      if (
        /\d/.test(rest) &&
        !ONLY_KNOWN.test(rest) &&
        (GOES_ON.test(rest) || concludes(rest) || calculates(rest))
      )
        return false;
      if (NEEDLESS.test(rest)) return false;
      if (
        concludes(sentence.slice(0, -rest.length || undefined)) ||
        OPPOSES.test(sentence) ||
        ASKED.test(sentence)
      )
        return true;
      return isLast && !sentences.slice(0, i).some((before) => /\d/.test(before) && concludes(before));
    }
    if (/\d/.test(sentence) && (concludes(sentence) || calculates(sentence) || says(sentence))) return false;
    if (/\d/.test(sentence)) isLast = false;
  }
  return false;
}

/** "If it cannot be known, …", "Can it not be said?" */
const SUPPOSES =
  /\?\W*$|^\W*(?:if|when|suppose|wenn|falls|si|se|если|als|jeśli|eğer|nếu|jika|如果|もし|만약|إذا|अगर)\b/iu;

/** "we only know that 17 were sold" */
const ONLY_KNOWN =
  /\bonly (?:know|told|given)|\b(?:know|told|given) (?:is )?only\b|weiß nur|wissen nur|nur bekannt|(?:sait|savons) seulement|sólo sabemos|solo sabemos|só sabemos|sabemos (?:só|solo|apenas)|sappiamo solo|(?:weten|weet) (?:we )?alleen|wiemy tylko|(?:известно|знаем) (?:лишь|только)|(?:лишь|только) (?:известно|знаем)|(?:yalnızca|sadece)\s[^.;]{0,60}bil(?:iyoruz|iniyor)|chỉ biết|hanya (?:tahu|diketahui)|只知道|しか(?:わか|分か|知)|것만 (?:안다|압니다|알)|(?:نعلم|نعرف) فقط|(?:केवल|सिर्फ़?)\s[^।.;]{0,30}(?:जानते|पता|मालूम)/iu;

/** "…, but there are 18" */
const GOES_ON = new RegExp(`[;:]|(?<!\\p{L})(?:${BUT})(?!\\p{L})`, "iu");
/** "However, the total cannot be found." */
const OPPOSES = new RegExp(`^[^\\p{L}]{0,6}(?:${BUT})(?![\\p{L}\\p{M}])`, "iu");
/** "…, but that is not needed." */
const NEEDLESS =
  /\b(?:not|n't|no)\s(?:\p{L}+\s)?(?:need\p{L}*|necessary|required|asked|matter\p{L}*|relevant|important)\b|nicht (?:nötig|gefragt)|no (?:hace falta|es necesario|importa)|pas (?:nécessaire|demandé)|не (?:нужно|требуется|важно)/iu;

/** What is asked for: the total, the answer, "it". */
const ASKED =
  /^\W*(?:it|this|that)\s(?!is\s(?:impossible|not\spossible)\b)|\b(?:answer|result|solution|total|altogether|in all)\b|gesamt|antwort|ergebnis|insgesamt|respuesta|resultado|resposta|réponse|résultat|risposta|risultato|totale|antwoord|totaal|uitkomst|odpowied|wynik|razem|całkowit|ответ|итог|всего|общ(?:ую|ая|ее|ий)|cevap|toplam|sonuç|đáp|tổng|kết quả|jawaban|jumlah|hasil|总|總|答|一共|合計|全部|답|전체|모두|합계|الإجابة|المجموع|الكلي|उत्तर|कुल/iu;
