// Texts that give no answer: the problem cannot be solved, something is missing, the reader is asked for it. What they say is
// given is no answer.

import { concludesWithin } from "../sentence/comes-out.ts";
import { withoutMarkup } from "../wording/phrases.ts";

const SOLVED = "determined|answered|found|solved|calculated|computed|known|said|worked out|resolved";
/** "I cannot determine it from 3 values": no answer is given. */
export const REFUSES = new RegExp(
  `\\b(?:can(?:not|'t| not)|could not|couldn't) be (?:${SOLVED})\\b(?! (?:by|with|using|directly))|\\b(?:impossible|no way) to (?:determine|say|tell|know)\\b|impossible de (?:d[ée]terminer|savoir)|nicht (?:bestimmen|bestimmbar|ermitteln)|no (?:se puede|es posible) (?:determinar|saber)|n[ãa]o (?:é poss[íi]vel|se pode) (?:determinar|saber)|non (?:è possibile|si può) (?:determinare|sapere)|(?:нельзя|невозможно) (?:определить|узнать)|无法(?:确定|得出|计算|知道)|(?:알|구할) 수 없|求められ(?:ない|ません)|\\b(?:(?:i|we|you|it is|it's|i am|i'm|answer|problem|this) (?:cannot|can't|can not|could not|couldn't|unable to|impossible to|not possible to|don't know how to) (?:be )?(?:determine|answer|find|solve|calculate|compute|know)\\w*|(?:not enough|insufficient|missing|lack of) (?:information|data|details))\\b`,
  "i",
);

/** The problem, and none of what it asks for: "how many of them swim cannot be said" is a remark. */
const PROBLEM = "(?:problem|question|exercise|task|puzzle)(?:,?\\s(?:as|in)\\s[^.!?\\n]{1,40}?)?";
const UNSOLVABLE = new RegExp(
  `\\b${PROBLEM},?\\s(?:(?:really|simply|actually|unfortunately|therefore|alone)\\s)?(?:can(?:not|'t| not)|could not|couldn't)\\s(?:\\p{L}+\\s)?be\\s(?:\\p{L}+\\s)?(?:${SOLVED})\\b(?!\\s(?:by|with|using|directly))|\\b${PROBLEM}\\s(?:is|seems|appears(?: to be)?|looks)\\s(?:\\p{L}+\\s)?(?:incomplete|unsolvable|unanswerable|underdetermined|ill-posed|missing)\\b|\\b(?:i|we)(?:'m| am| are)?\\s(?:cannot|can't|can not|unable to|not able to)\\s(?:\\p{L}+\\s)?(?:determine|answer|find|solve|calculate|compute|work (?:it|this) out)\\b[^.!?\\n]{0,60}\\b(?:without|unless|until)\\b|\\b(?:not enough|insufficient|(?:is|are) missing)\\s(?:information|data|details?)\\b|(?:aufgabe|frage)\\s[^.!?\\n]{0,40}(?:nicht\\s(?:eindeutig\\s)?(?:lösbar|gelöst|lösen|beantwort\\p{L}+)|unvollständig)|(?:problema|pregunta|ejercicio|enunciado|questão|esercizio|exercício)\\s[^.!?\\n]{0,40}(?:(?:no|não|non)\\s(?:se\\s|si\\s)?(?:puede|pode|può)\\s(?:ser\\s|essere\\s)?(?:resol\\p{L}+|resuel\\p{L}+|risol\\p{L}+|respond\\p{L}+)|incomplet[oa])|(?:problème|énoncé|question|exercice)\\s[^.!?\\n]{0,40}(?:ne peut (?:pas )?être (?:résolue?|répondue)|est incomplete?)|(?:faltan?|manquent?|mancano?|fehlen|fehlt|brakuje|ontbreekt|ontbreken|не хватает|недостаточно)\\s(?:\\p{L}+\\s){0,2}(?:datos|dados|données|informa\\p{L}+|dati|angaben|informationen|danych|gegevens|данных|информации)|(?:题目|问题|条件|信息)[^。!?\\n]{0,12}(?:无法(?:解答|求解|回答|解出)|不足|不完整|不够)|(?:情報|条件)が(?:足り|不足)|(?:정보|조건)[이가] (?:부족|충분하지)`,
  "iu",
);
/** "The problem doesn't say how many boys there are, so it can't be solved." */
const UNTOLD =
  /\b(?:problem|question|text|exercise|task|puzzle|story|statement)\s(?:doesn't|does not|never|didn't|did not)\s(?:\p{L}+\s)?(?:say|says|tell|tells|mention|mentions|specify|specifies|state|states|give|gives|reveal|reveals)\b[^.!?\n;]{1,100},?\s(?:so|and|therefore)\s(?:(?:it|this|we|i|you|one|the\s\p{L}+)\s(?:can't|cannot|can not|couldn't|could not|is not possible|isn't possible|is impossible|has no)|there(?:'s|\sis)\sno(?:t enough)?)(?!\p{L})|(?:^|[.!?\n]\s?)(?:but\s|however,\s)?(?:we|i|you)\s(?:don't|do not|can't|cannot)\s(?:really\s)?(?:know|tell|say)\s(?:how|what|which|when|whether|if|the)\s[^.!?\n]{2,100}[.!]?\s*$/iu;
/** "It could be 6 if …, it could be 7 if …": it depends on what is not said. */
const DEPENDS =
  /\b(?:could|might|may) be\s[^.;?]{1,60}\bif\b[^.?]{1,80}\b(?:could|might|may) be\b(?![^.]*\.[^.]*\b(?:are|is)\s\d)|\bi\s(?:can't|cannot|can not)\s(?:settle|decide)\b|\bleaving (?:this|it)(?: one)? (?:without a|open\b(?! (?:for|at|until)))/i;
/** "Please provide the missing information": the reader is asked for what is given in a problem. */
const ASKS_FOR =
  /\b(?:please|could you|can you|would you|kindly|once you|as soon as you)\b[^.!?\n]{0,40}\b(?:provide|share|specify|clarify|supply|send|tell|give|include|add|double-check)\b[^.!?\n]{0,60}\b(?:missing|full|complete|rest of the|remaining|exact|information|details|statement)\b/i;

/** What goes on to an answer in spite of it. */
const COMES_TO = /=|≈|\\boxed|####|\banswers?\s(?:is|would be)\b|\*\*[^*\n]{0,40}\d[^*\n]{0,40}\*\*/i;

/** What every text has that refuses; most texts have nothing of it. */
const MAY_REFUSE =
  /settle|decide|know|leave|leaving|hard to|difficult to|impossible to|depends on|says nothing|doesn't|does not|mention|leaves |might be|may be|can(?:not|'t|’t| not)|could|unable|not able|missing|incomplet|insufficient|not enough|solvable|answerable|underdet|ill-posed|provide|share|specify|clarify|supply|send|tell|give|include|nicht|unvollst|puede|pode|può|être|falta|manqu|manca|fehl|brakuj|ontbre|хватает|недостаточно|[题问条信情정조]/i;

/** Whether a text says that it gives no answer, and gives none behind it. */
export function refuses(text: string): boolean {
  if (!MAY_REFUSE.test(text)) return false;
  const plain = withoutMarkup(text);
  const found = UNSOLVABLE.exec(plain) ?? UNTOLD.exec(plain) ?? ASKS_FOR.exec(plain) ?? DEPENDS.exec(plain);
  if (!found) return false;
  const rest = plain.slice(found.index + found[0].length);
  const marked = text.slice(Math.max(0, text.length - rest.length));
  return (
    !COMES_TO.test(marked) &&
    !rest.split(/(?<=[.!?])\s|\n/).some((sentence) => /\d/.test(sentence) && concludesWithin(sentence))
  );
}
