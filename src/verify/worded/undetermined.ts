// A text that comes to the conclusion that what is asked for cannot be found: "So the total cannot be determined from what is
// given." What it said before is what is given, and no answer.
import { calculates } from "../read/values.ts";
import { concludesWithin, says } from "../sentence/comes-out.ts";
import { COURTESY, sentencesOf } from "../sentence/sentences.ts";
import { BUT, languageOf, withoutMarkup, words } from "../wording/phrases.ts";
import { CANNOT_BE_FOUND, MAY_NOT_BE_FOUND } from "../wording/undetermined.ts";

/** So much of the end of a text is looked at. */
const TAIL = 1500;
const LONGEST = 400;

/**
 * Whether a text says last of what is asked for that it cannot be found, "It's impossible to say how much she pays". Behind a
 * conclusion the same is a remark, "So 18 play chess. How many of them also swim cannot be said", unless it is of the total or
 * the answer or concludes itself; and what is calculated or concluded behind it is an answer in spite of it. Behind a sentence
 * with a value it is a remark too where it is of what that is about, and no amount: "There are 18 children. How old they are …".
 */
export function isUndetermined(text: string): boolean {
  const tail = text.slice(-TAIL);
  if (!MAY_NOT_BE_FOUND.test(tail)) return false;
  const sentences = sentencesOf(withoutMarkup(tail));
  const { opening, so } = words(languageOf(text));
  const concludes = (sentence: string) =>
    !/^\W*so far\b/i.test(sentence) &&
    (concludesWithin(sentence) || opening.test(sentence.trim()) || sentence.search(so) >= 0);
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
        ASKED.test(sentence.replace(OF_IT, " "))
      )
        return true;
      if (isLast && isOfElse(sentence, sentences[i - 1] ?? "")) return false;
      return isLast && !sentences.slice(0, i).some((before) => /\d/.test(before) && concludes(before));
    }
    if (/\d/.test(sentence) && (concludes(sentence) || calculates(sentence) || says(sentence))) return false;
    if (/\d/.test(sentence)) isLast = false;
  }
  return false;
}

/** Whether it is of something else than the value of the sentence before, and no amount that is asked for instead. */
function isOfElse(sentence: string, before: string): boolean {
  if (sentence.length > LONGEST || before.length > LONGEST || !/\d/.test(before)) return false;
  if (SOUGHT.test(sentence)) return false;
  if (MORE_OF_IT.test(sentence)) return true;
  // "The median is 18. The mean cannot be calculated."
  const [, one] = ONE_IS.exec(before) ?? [];
  const [, other] = ONE_CANNOT.exec(sentence) ?? [];
  return (
    one !== undefined &&
    other !== undefined &&
    one.toLowerCase() !== other.toLowerCase() &&
    !COMES_OF.test(other)
  );
}
const SOUGHT =
  /\b(?:asked|looking for|sought|want(?:ed)? to (?:know|find)|question|we need)\b|gesucht|gefragt|buscamos|pregunta|cherch|demand|cerchiamo|chiede|procura|pergunta|gevraagd|pytamy|szukan|искомо|спрашива/iu;
/** What is no amount, or a part or a property of those that were counted. */
const MORE_OF_IT = new RegExp(
  [
    String.raw`\bhow (?:many|much) of (?:them|those|these|it|that|this)\b|\bhow (?:old|tall|heavy|long|big|far apart)\s(?:they|it|these|those)\b|^\W*(?:their|its)\s(?!total|number|sum|amount|count|ages?\b|price|cost|value)|\b(?:in )?(?:which|what) (?:order|colou?rs?|day|way)\b|\bwhich of (?:them|those|these)\b|\bthe (?:exact |precise )?(?:order|sequence|colou?rs?|names?|shape)\b`,
    String.raw`^\W*(?:what|how old)\s(?:her|his|their)\s\p{L}+(?:'s|’s)\s\p{L}+\sis\b`,
    String.raw`(?:wie viele? (?:davon|von ihnen|von denen)|welche[rs]? (?:davon|von ihnen)|wie alt sie|ihre? (?:farben?|reihenfolge|namen?)|in welcher reihenfolge|die (?:genaue )?reihenfolge)(?!\p{L})`,
    String.raw`(?:cu[áa]nt[oa]s de (?:ell[oa]s|est[oa]s|es[oa]s)|qu[ée] edad tienen|(?:el|su) (?:orden|color)|quant[oa]s (?:del[ea]s|dess[ea]s)|a (?:ordem|cor)|combien d'entre (?:eux|elles)|(?:leur|l['’])\s?(?:ordre|couleur)|l['’](?:ordre|ordine)|quant[ei] di (?:loro|quest[ei]|ess[ei])|il (?:loro )?colore|hoeveel (?:daarvan|van hen)|de (?:kleur|volgorde)|il[eu] z nich|kolejnoś\p{L}+|кол?ько из них|(?:их )?(?:цвет|порядок)|сколько из них|kaçının|kaç tanesinin|(?:renkleri|sırası)|bao nhiêu trong số (?:đó|chúng|họ)|berapa (?:di antaranya|dari mereka)|كم منهم|كم منها|उनमें से कितने)(?![\p{L}\p{M}])`,
    "其中(?:有)?多少|其中几|顺序|順序|颜色|顏色|そのうち何|順番|그중 몇|그 중 몇|순서",
  ].join("|"),
  "iu",
);
/** What is worked out from something else. */
const COMES_OF =
  /^(?:area|perimeter|volume|surface|circumference|sum|product|difference|price|cost|profit|answer|result|number|amount|fläche\p{L}*|umfang|volumen?|summe|preis|kosten|anzahl|[áa]rea|perímetro|suma|soma|precio|preço|número|aire|périmètre|somme|prix|nombre|perimetro|somma|prezzo|numero|oppervlakte|omtrek|prijs|aantal)$/iu;
/** A thing without more about it. */
const THING = String.raw`^\W*(?:the|her|his|die|der|das|la|le|el|il|o|a|de|het)\s(\p{L}{2,20})`;
const ONE_IS = new RegExp(
  String.raw`${THING}\s(?:is|was|ist|est|es|è|é|beträgt|vaut|vale|bedraagt)\s[$€£]?-?\d[\d.,]*(?:\s?\p{L}{1,12})?[\s.!]*$`,
  "iu",
);
const ONE_CANNOT = new RegExp(String.raw`${THING}(?!\p{L})(?!\s(?:of|von|de|du|di|van)\s)`, "iu");
/** "…, how much of it is in coins": no "it" that is asked for. */
const OF_IT = /^\W*it(?:'s|\sis)\s(?:impossible|not\spossible)/i;

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
