// What only seems to be: "It's tempting to say 10, but it actually costs 5". The clause behind "but" says what is.
import { valuesIn } from "../read/values.ts";

/** Opens what seems so, by its words in the languages of the table. */
const SEEMS =
  /^[^\p{L}\d]*(?:(?:so|now|well|of course),?\s)?(?:(?:it(?:'s| is| may be| might be| would be)\s(?:very\s|so\s|quite\s)?(?:tempting|easy|natural)\sto\s|(?:one|you|we|i|people|many|most)(?:\s(?:people|students|of us))?(?:'d|\s(?:might|may|would|could|will|often|usually|first|initially))*\s(?:be tempted to\s)?(?:say|think|thought|guess|guessed|answer|assume|believe|expect|expected)\b|at first (?:glance|sight)|on first (?:glance|reading)|intuitively|intuition\s|the (?:obvious|intuitive|tempting|natural|naive|first|quick)\s(?:answer|guess|response|reaction|thought)\s|(?:it|this|the \p{L}+)\s(?:may|might|would|could)?\s?(?:looks?|seems?|appears?)\s(?:like|to|as|that|at))|uno (?:podría|puede) pensar|podr[íi]a(?:mos)? (?:pensar|parecer)|parece|a (?:primera|simple) vista|es tentador|é tentador|à primeira vista|poder(?:ia|íamos)(?:-se)? pensar|on (?:pourrait|serait tenté)|(?:à|au) premi(?:ère|er) (?:vue|abord)|il (?:est tentant|semble)|cela semble|man (?:könnte|würde|möchte)|auf den ersten blick|es (?:ist verlockend|scheint|sieht so aus)|si potrebbe (?:pensare|dire)|a prima vista|sembra|verrebbe da|è (?:facile|allettante)|je zou (?:denken|zeggen)|op het eerste gezicht|het (?:lijkt|is verleidelijk)|кажется|на первый взгляд|можно подумать|хочется (?:сказать|ответить)|wydaje się|na pierwszy rzut oka|można by (?:pomyśleć|powiedzieć)|kusi|ilk bakışta|sekilas|mungkin (?:kamu|anda|kita) (?:mengira|berpikir)|tho?ạt nhìn|có vẻ)/iu;
/** Turns from there to what is. */
const TURNS =
  /(?:[,;]?\s|[,;]|\s-\s)(?:but|yet|however|whereas|pero|sino que|mas|porém|mais|aber|doch|jedoch|tatsächlich|ma|però|invece|maar|но|однако|а на самом деле|ale|lecz|jednak|ama|fakat|ancak|tapi|tetapi|namun|nhưng)(?!\p{L}),?\s/giu;
/** The other order of words: "一見10ですが、実際は5です". */
const SEEMS_UNSPACED =
  /^(?:.{0,8}?(?:乍一看|看起来|看上去|直觉上|很容易以为|你可能会?(?:以为|觉得)).{1,40}?,?(?:但|可是|其实|然而)|.{0,8}?(?:一見|直感的には).{1,40}?(?:が|けど|けれど),?|.{0,8}?(?:언뜻|얼핏).{1,40}?(?:지만|으나),?\s?)/u;
/** What makes another number of the one that is named there, denies it or doubts it. */
const CHANGES =
  /(?<!\p{L})(?:more|less|fewer|other|another|further|subtract|add|deduct|minus|plus|times|twice|half|double|too|not|never|no|nobody|wrong|if|whether|might|may|maybe|perhaps|than|m[áa]s|menos|mais|moins|mehr|weniger|noch|nicht|kein\p{L}*|pas|non|n[ãa]o|falta\p{L}*|più|meno|meer|minder|niet|nog|больше|меньше|ещё|не|więcej|mniej|nie|daha|değil|lagi|bukan|nữa|không)(?!\p{L})|n't|[?还再不]|もう|ない|더|않/iu;

/** A sentence from where it says what is so; as it stands where it does not open with what only seems so. */
export function withoutAppearance(sentence: string): string {
  if (sentence.length > LONGEST) return sentence;
  const unspaced = /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/.test(sentence)
    ? SEEMS_UNSPACED.exec(sentence)
    : null;
  if (unspaced) return stated(sentence, unspaced[0].length);
  if (!SEEMS.test(sentence)) return sentence;
  const turns = [...sentence.matchAll(TURNS)].filter(({ index }) => /\d/.test(sentence.slice(0, index)));
  return turns.length === 1 ? stated(sentence, turns[0].index + turns[0][0].length) : sentence;
}
const LONGEST = 300;

function stated(sentence: string, at: number): string {
  const rest = sentence.slice(at);
  return valuesIn(rest).length > 0 && !CHANGES.test(rest) ? rest : sentence;
}
