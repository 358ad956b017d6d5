// Which way something changed or differs by the amount that a text states: "it has fallen by 0.3 m" is not "rose by 0.3 m", nor
// "5 km cheaper" dearer. Of the two texts one has to be no more than the amount with such words.
import { withoutNames } from "../read/formulas.ts";
import type { FinalAnswer } from "../sentence/found.ts";
import { sentencesOf } from "../sentence/sentences.ts";

/** Words for the one way and for the other, in the languages of the table; each pair is an axis of its own. */
const AXES: readonly [one: string, other: string, oneUnspaced?: string, otherUnspaced?: string][] = [
  [
    "ros[e]|ris(?:es?|en|ing)|increas\\p{L}+|rais(?:ed|es)|gone\\sup|went\\sup|goes\\sup|up|higher|climb\\p{L}*|grew|grown|warmer|hotter|dearer|more\\sexpensive|gain(?:ed|s)?|gestiegen|steigt|stieg|teurer|höher|wärmer|zugenommen|subi[óo]|sube|aument\\p{L}*|más\\s(?:caro|cara|alto|alta|caliente)|subiu|sobe|mais\\s(?:caro|cara|alto|alta|quente)|augment\\p{L}*|mont(?:é|e)|plus\\s(?:chère?|haute?|chaude?)|salit[oa]|sale|più\\s(?:caro|cara|alto|alta|caldo)|gestegen|stijgt|steeg|duurder|hoger|warmer|дороже|выше|теплее|вырос\\p{L}*|повысил\\p{L}*|поднял\\p{L}*|увеличил\\p{L}*|droż\\p{L}+|wyż\\p{L}+|wzr(?:ósł|osła|osło)|podroża\\p{L}+|arttı|yükseldi|pahalı|artmış\\p{L}*|naik|meningkat|lebih\\s(?:mahal|tinggi)|bertambah|tăng|đắt\\shơn|cao\\shơn|ارتفع\\p{L}*|زاد\\p{L}*|أغلى|أعلى|महंगा|महंगी|बढ़\\p{L}*\\p{M}*|अधिक",
    "f[ae]ll(?:s|en|ing)?|dropp?\\p{L}*|decreas\\p{L}+|lower(?:ed)?|gone\\sdown|went\\sdown|goes\\sdown|down|sank|sunk|colder|cooler|cheaper|less\\sexpensive|los[te]\\p{L}?|reduc\\p{L}+|gefallen|gesunken|sinkt|sank|fällt|fiel|billiger|günstiger|niedriger|tiefer|kälter|abgenommen|baj[óo]|baja|disminuy\\p{L}*|más\\s(?:barato|barata|bajo|baja|frío)|desceu|caiu|diminuiu|baixou|mais\\s(?:barato|barata|baixo|baixa|frio)|baiss\\p{L}*|diminu\\p{L}*|descend\\p{L}*|moins\\s(?:chère?|haute?)|plus\\s(?:basse?|froide?)|sces[oa]|scende|cal(?:a|ato|ata)|diminuit[oa]|più\\s(?:economic[oa]|bass[oa]|fredd[oa])|gedaald|daalt|daalde|goedkoper|lager|kouder|дешевле|ниже|холоднее|упал\\p{L}*|понизил\\p{L}*|снизил\\p{L}*|опустил\\p{L}*|уменьшил\\p{L}*|tań\\p{L}+|tani\\p{L}+|niż\\p{L}+|spadł\\p{L}*|stania\\p{L}+|azaldı|düştü|ucuz|azalmış\\p{L}*|turun|menurun|lebih\\s(?:murah|rendah)|berkurang|giảm|rẻ\\shơn|thấp\\shơn|انخفض\\p{L}*|نقص\\p{L}*|أرخص|أقل|सस्ता|सस्ती|घट\\p{L}*\\p{M}*|गिर\\p{L}*\\p{M}*|कम",
    "上升|上涨|升高|涨|贵|增加|上が|上昇|増え|高い|高く|上昇|올랐|오르|상승|비싸|증가|늘",
    "下降|下跌|降低|降|跌|便宜|减少|下が|下降|減っ|安い|安く|低い|低く|내렸|내려|하락|싸|감소|줄",
  ],
  [
    "later|after|später|más\\starde|después|mais\\starde|depois|plus\\stard|après|più\\stardi|dopo|позже|później|sonra|lebih\\slambat|muộn\\shơn",
    "earlier|before|früher|más\\stemprano|antes|mais\\scedo|plus\\stôt|avant|più\\spresto|prima|раньше|wcześniej|önce|lebih\\sawal|sớm\\shơn",
    "晚|遅い|遅く|늦",
    "早|早い|早く|일찍|빠르",
  ],
  [
    "older|älter|mayor|mais\\svelh[oa]|plus\\sâgée?|plus\\svieux|più\\svecchi[oa]|più\\sgrande|ouder|старше|starsz\\p{L}+|büyük",
    "younger|jünger|menor|mais\\snov[oa]|plus\\sjeune|più\\sgiovane|più\\spiccol[oa]|jonger|младше|моложе|młodsz\\p{L}+|küçük",
    "年长|年上",
    "年轻|年下",
  ],
  [
    "longer|taller|länger|größer|más\\slarg[oa]|más\\salt[oa]|mais\\salt[oa]|plus\\slongue?|plus\\sgrande?|più\\slung[oa]|più\\salt[oa]|langer|длиннее|dłuższ\\p{L}+",
    "shorter|kürzer|kleiner|más\\scort[oa]|más\\sbaj[oa]|mais\\sbaix[oa]|plus\\scourte?|plus\\spetite?|più\\scort[oa]|più\\sbass[oa]|korter|короче|krótsz\\p{L}+",
    "长|長い|길",
    "短|短い|짧",
  ],
  [
    "faster|schneller|más\\srápid[oa]|plus\\svite|быстрее|szybciej|sneller",
    "slower|langsamer|más\\slent[oa]|plus\\slente?(?:ment)?|медленнее|wolniej|langzamer",
    "快",
    "慢",
  ],
  [
    "heavier|schwerer|más\\spesad[oa]|plus\\slourde?|тяжелее|cięższ\\p{L}+",
    "lighter|leichter|más\\sliger[oa]|plus\\slégère?|легче|lżejsz\\p{L}+",
    "重",
    "轻",
  ],
  [
    "profit|gewinn|ganancia|lucro|bénéfice|profitto|guadagno|прибыль|zysk|kâr|laba|untung|lãi|ربح|लाभ",
    "loss|verlust|pérdida|prejuízo|perte|perdita|убыток|strat[aęy]|zarar|rugi|lỗ|خسارة|हानि",
    "盈利|赚|利益|이익",
    "亏损|亏|損失|손해",
  ],
  [
    "north|norden|nördlich|norte|nord|север\\p{L}*",
    "south|süden|südlich|sur|sul|sud|юг\\p{L}*|южн\\p{L}*",
    "北",
    "南",
  ],
  [
    "east|osten|östlich|este|est|восток\\p{L}*|восточн\\p{L}*",
    "west|westen|westlich|oeste|ouest|ovest|запад\\p{L}*",
    "东|東",
    "西",
  ],
  ["ahead", "behind"],
  ["above|over|oberhalb|über", "below|under|unterhalb|unter"],
];

/** Of these two neither is any way of the other. */
const [NORTH, EAST] = ["north", "east"].map((name) => AXES.findIndex(([one]) => one.startsWith(name)));

const side = (spaced: string, unspaced: string | undefined) =>
  `(?<![\\p{L}\\p{M}])(?:${spaced})(?![\\p{L}\\p{M}])${unspaced ? `|${unspaced}` : ""}`;
const SIDES = AXES.flatMap(([one, other, oneUnspaced, otherUnspaced], axis) => [
  { axis, way: 1, pattern: new RegExp(side(one, oneUnspaced), "iu") },
  { axis, way: -1, pattern: new RegExp(side(other, otherUnspaced), "iu") },
]);

/** Of an amount: what stands right before it and right behind it says which way. */
const NEAR_BEFORE =
  /(?:[\p{L}\p{M}']+\s){0,2}(?:[\p{L}\p{M}']+)\s?(?:(?:by|of|um|de|di|del|en|em|met|na|o|на|sebesar|thêm|đi|بمقدار|على)\s)?(?:[a-z]{1,3}\s)?[$€£¥]?$/iu;
const NEAR_BEHIND = /^[^\d.,;:!?()]{0,30}/u;
/** "It fell to 5": where it ends is no amount of change. */
const TO = /(?<!\p{L})(?:to|auf|hasta|até|para|à|jusqu'à|a|naar|до|do|menjadi|đến|còn)\s[$€£¥]?$/iu;
const LONGEST_BEFORE = 100;
const LONGEST_AMOUNT = 60;

/** By axis which way the amount that a text states goes; null where the last sentence with it does not say, or says both. */
function waysOf(answer: string, text: string): Map<number, number> | null {
  const digits = /\d[\d.,]*/.exec(answer)?.[0].replace(/[.,]$/, "");
  if (digits === undefined) return null;
  const decimal = digits.replace(".", "[.,]");
  const place = new RegExp(`(?<![\\d.,])${decimal}(?![\\d]|[.,]\\d)`, "gu");
  for (const sentence of sentencesOf(text.slice(-MOST)).reverse()) {
    const found = [...sentence.matchAll(place)].at(-1);
    if (!found) continue;
    const before = sentence.slice(Math.max(0, found.index - 40), found.index);
    if (TO.test(before)) return null;
    const near = `${NEAR_BEFORE.exec(before)?.[0] ?? before.slice(-6)} # ${NEAR_BEHIND.exec(sentence.slice(found.index + found[0].length))?.[0] ?? ""}`;
    const ways = new Map<number, number>();
    if (!/\p{L}{2}|\p{Lo}/u.test(near)) return ways;
    for (const { axis, way, pattern } of SIDES)
      if (pattern.test(near)) ways.set(axis, (ways.get(axis) ?? 0) + way);
    // "It fell from 5 to -3, that is by 8 degrees"
    const whole = sentence.slice(Math.max(0, found.index - LONGEST_BEFORE), found.index);
    if (ways.size === 0)
      for (const { axis, way, pattern } of SIDES)
        if (axis === 0 && pattern.test(whole)) ways.set(axis, (ways.get(axis) ?? 0) + way);
    return ways;
  }
  return null;
}
const MOST = 1500;

/** Short, and with a word. */
const isAmount = (text: string) =>
  text.trim().length <= LONGEST_AMOUNT && /\p{L}{3}|\p{Lo}/u.test(withoutNames(text));

/** Whether two texts state an amount of change in opposite ways, of which one is the amount with its words and nothing else. */
export function isOtherWay(a: FinalAnswer, text: string, b: FinalAnswer, other: string): boolean {
  const [first, second] = isAmount(text) ? [a, b] : [b, a];
  const [amount, longer] = isAmount(text) ? [text, other] : [other, text];
  if (!isAmount(amount)) return false;
  // Most say no way, and then the other text is not looked at.
  const ways = waysOf(first.answer, amount);
  const others = ways && ways.size > 0 ? waysOf(second.answer, longer) : null;
  if (ways === null || others === null) return false;
  const across = (one: Map<number, number>, two: Map<number, number>) =>
    one.has(NORTH) && !one.has(EAST) && two.has(EAST) && !two.has(NORTH);
  if (across(ways, others) || across(others, ways)) return true;
  return [...others].some(([axis, way]) => way * (ways.get(axis) ?? 0) < 0);
}
