// Overviews, explanations and remarks behind a conclusion, which say nothing new; and those that come to something else.
import { describe, expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { judge } from "../judge.ts";
import { withoutRecap } from "./recaps.ts";

const APPLES = "Ida picked 12 apples on Monday and 3 * 12 = 36 on Tuesday.\n\n12 + 36 = 48\n\n";
const PICKED = `${APPLES}Ida picked 48 apples in the two days.\n\n`;
const GERMAN = "12 + 36 = 48\n\nAlso hat Ida 48 Äpfel gepflückt.\n\n";
const FRENCH = "12 + 36 = 48\n\nDonc Ida a cueilli 48 pommes.\n\n";

describeResponses({
  "an overview in a list or a table": [
    [`${PICKED}Here is a short overview of the two days:\n\n- Monday: 12\n- Tuesday: 36`, "48", "36", "12"],
    [`${PICKED}Let me summarize:\n\n1. Monday: 12\n2. Tuesday: 36`, "48", "36", "2"],
    [
      `${PICKED}**Summary**\n\n| Day | Apples |\n|---|---|\n| Mon | 12 |\n| Tue | 36 |\n| **Sum** | **48** |`,
      "48",
      "36",
    ],
    [`${GERMAN}Übersicht der Tage:\n\n- Montag: 12\n- Dienstag: 36`, "48", "36"],
    [
      "12 + 36 = 48\n\nPor lo tanto, Ida recogió 48 manzanas.\n\nResumen de los días:\n\n| Día | Manzanas |\n|---|---|\n| lunes | 12 |\n| martes | 36 |",
      "48",
      "36",
    ],
    ["12 + 36 = 48\n\n所以一共摘了48个苹果。\n\n**小结:**\n\n- 星期一:12\n- 星期二:36", "48", "36"],
    [`${PICKED}| Day | Apples |\n|---|---|\n| Monday | 12 |\n| Tuesday | 36 |`, "48", "36"],
    [`${PICKED}Here's how that breaks down:\n- Monday: 12\n- Tuesday: 36`, "48", "36"],
    [`${GERMAN}Kurz zusammengefasst:\n\n* Montag: 12\n* Dienstag: 36`, "48", "36"],
    ["12 + 36 = 48\n\nしたがって、二人で48個です。\n\nまとめ:\n- アン:12個\n- ボブ:36個", "48", "36"],
    // It comes to something else.
    [`${PICKED}| | Apples |\n|---|---|\n| Eaten | 12 |\n| Left | 36 |`, null, "48"],
    [`${PICKED}| Day | Apples |\n|---|---|\n| Wednesday | 40 |\n| Thursday | 7 |`, null, "48"],
    [`${PICKED}Here is an overview:\n\n- Given away: 12\n- Remaining: 36`, "36", "48"],
    [`${PICKED}Here is a summary:\n\n| | Apples |\n|---|---|\n| Total | 36 |`, null, "48"],
    [`${PICKED}Here is an overview of what comes next:\n\n- 48 / 4 = 12\n- 12 - 5 = 7`, "7", "48"],
    [`${PICKED}Here is what she gives away:\n\n- 12 to Jon\n- 36 to Eva`, null, "48", "36"],
    [`${PICKED}Here is the breakdown:\n\n- Rotten: 12\n- Good: 36\n\nIda can sell 36.`, null, "48", "36"],
    [`${APPLES}We want to know more.\n\nHere is an overview:\n\n- Mon: 12\n- Tue: 36`, null, "48", "36"],
  ],
  "an explanation": [
    [`${PICKED}**Explanation:**\n\n* The 12 apples are of Monday.\n* On Tuesday it rained.`, "48", "12"],
    [
      `${PICKED}**Why this works:**\n\nThe 12 apples of Monday are a third of the 36 apples of Tuesday.`,
      "48",
      "36",
    ],
    [`${PICKED}### Reasoning\n\n12 is what she picked first. 36 is what she picked later.`, "48", "36", "12"],
    [`${FRENCH}**Explication :**\n\n- Lundi : 12 pommes\n- Mardi : 36 pommes`, "48", "36"],
    [
      "12 + 36 = 48\n\nИтак, Ида собрала 48 яблок.\n\n**Пояснение:**\n\n- В понедельник 12 яблок.\n- Во вторник 36 яблок.",
      "48",
      "36",
    ],
    [`${PICKED}**Explanation:**\n\n* 12 of them were rotten.\n* So she has 36 good ones.`, "36", "48"],
    [`${PICKED}**Explanation:**\n\nWait, Tuesday does not count, so it is 12.`, null, "48"],
    [`${PICKED}Why?\n\n* She ate 5 of them: 48 - 5 = 43.`, null, "48"],
  ],
  "a value once more": [
    [`${PICKED}**Explanation:**\n\n* On Monday she picked 12.\n* So she picked 48 apples.`, "48", "12"],
    [`${PICKED}**Summary:**\n\n- Monday: 12 apples\n- Total: 48 apples`, "48", "12"],
    [`${GERMAN}**Zusammenfassung:**\n\n- Montag: 12 Äpfel\n- Insgesamt: 48 Äpfel`, "48", "12"],
  ],
  "what takes it further in words": [
    ["So there are 66 games.\n\nRemember that we have to halve the 66.", null, "66"],
    ["So there are 66 games.\n\nKeep in mind that the 66 must be halved.", null, "66"],
    ["So he has 18 stamps left.\n\nNote that he sells half of the 18 to Jon later.", null, "18"],
    ["So 18 people came.\n\nNote that one of the 18 was counted twice.", null, "18"],
    ["So the number is 9.\n\nNote that 9 has been excluded above.", null, "9"],
    ["So the probability is 0.2.\n\nNote that we want the complement of 0.2.", null, "0.2"],
    ["So the width is 7.\n\nNote that the length, which we are looking for, is twice the 7.", null, "7"],
    ["So she has $25.\n\nReminder: She pays $25 back to her aunt, so nothing is left.", null, "25", "$25"],
    ["So he has 16 cards.\n\nNotice that he loses all 16 in the last game.", null, "16"],
    ["Thus each gets 9.\n\nImportant: everyone gives their 9 away again and has none.", null, "9"],
    ["So that makes 49.\n\n**Explanation:**\nThe square root of 49 is what is wanted.", null, "49"],
    [
      "So there are 18 pupils.\n\n| Group | Number |\n|---|---|\n| boys | 18 |\n| all | twice 18 |",
      null,
      "18",
    ],
    ["So it takes 5 hours.\n\nNote that she has a break, and the 5 hours have to be doubled.", null, "5"],
  ],
  "a remark": [
    [
      `${PICKED}Remark: on Tuesday she picked three times as many. Her basket can hold only 12 at a time.`,
      "48",
      "12",
    ],
    [`${PICKED}**Important note:** Always add Tuesday's (36) to Monday's (12).`, "48", "36", "12"],
    [`${PICKED}*Note:* The 36 apples of Tuesday are already picked. They lie in 3 baskets.`, "48", "36", "3"],
    [`${PICKED}---\n\n**Note:** The 12 apples of Monday are not counted twice.`, "48", "12"],
    [`${PICKED}Note that 36 is three times 12. Her basket can hold 12 of them.`, "48", "36", "12"],
    [`${PICKED}**Remember:** three times as many means 3 * 12. It is not 3 + 12.`, "48", "3", "12"],
    [`${PICKED}Note that 36 is the number that was asked for.`, null, "48"],
    [`${PICKED}Note that this means that there are 36 for Jon. He ate 12.`, null, "48"],
    [`${FRENCH}**Remarque :** le mardi elle en a cueilli 36. Elle en avait 12 le lundi.`, "48", "36", "12"],
    // It states something, or the answer is doubtful.
    [`${PICKED}Remark: in the end there are 36 left.`, null, "48"],
    [`${PICKED}Remark: 12 of them are rotten, so 36 are good.`, "36", "48"],
    [`${PICKED}Remark: the question is about Tuesday: 36.`, null, "48", "36"],
    [`${PICKED}Remark: 36 would be right as well.`, null, "48", "36"],
    [`${PICKED}Note: It is 36 that were asked for.`, null, "48"],
    ["So it takes 7.5 buses.\n\nNote: one cannot order half a bus. You have to order 8.", null, "7.5"],
    ["12 + 36 = 48\n\n所以一共摘了48个苹果。\n\n注意:其中12个坏了,所以剩36个。", "36", "48"],
    ["Ida picked 12 apples.\n\nJon picked 36.\n\nRemark: Ida picked 12. She ate none.", null, "12", "36"],
  ],
});

describe("withoutRecap", () => {
  it.each([
    ["English", `${PICKED}Note that Ida gives a third of the 48 to Jon.`],
    ["English, of a part", `${PICKED}Note: The 12 of Monday flew away.`],
    ["English, an order", `${PICKED}Reminder: Subtract the bad ones.`],
    ["German", `${GERMAN}Hinweis: Gesucht ist die Hälfte davon.`],
    ["German, what is to be done", `${GERMAN}Hinweis: Also gibt sie 48 Äpfel ab.`],
    ["French", `${FRENCH}Remarque : on cherche la moitié.`],
    ["Spanish", "12 + 36 = 48\n\nPor lo tanto, hay 48 manzanas.\n\nNota: se pide el doble."],
    ["Portuguese", "12 + 36 = 48\n\nPortanto, há 48 maçãs.\n\nObservação: queremos a metade."],
    ["Italian", "12 + 36 = 48\n\nQuindi ci sono 48 mele.\n\nNota: cerchiamo la metà."],
    ["Dutch", "12 + 36 = 48\n\nDus er zijn 48 appels.\n\nOpmerking: we zoeken de helft."],
    ["Polish", "12 + 36 = 48\n\nZatem jest 48 jabłek.\n\nUwaga: szukamy połowy."],
    ["Russian", "12 + 36 = 48\n\nИтак, 48 яблок.\n\nПримечание: половина гнилая."],
    ["Turkish", "12 + 36 = 48\n\nYani 48 elma var.\n\nNot: yarısı çürük."],
    ["Vietnamese", "12 + 36 = 48\n\nVậy có 48 quả táo.\n\nLưu ý: ta cần tìm một nửa."],
    ["Indonesian", "12 + 36 = 48\n\nJadi ada 48 apel.\n\nCatatan: yang dicari setengahnya."],
    ["Chinese", "12 + 36 = 48\n\n所以一共有48个苹果。\n\n注意:每个都数了两次。"],
    ["Japanese", "12 + 36 = 48\n\nしたがって、48個です。\n\n注意:この半分を求めます。"],
    ["Korean", "12 + 36 = 48\n\n따라서 48개입니다.\n\n참고: 이것의 절반을 구해야 합니다."],
    ["Arabic", "12 + 36 = 48\n\nإذن هناك 48 تفاحة.\n\nملاحظة: المطلوب نصف العدد."],
    ["Hindi", "12 + 36 = 48\n\nइसलिए 48 सेब हैं।\n\nनोट: हमें इसका आधा चाहिए।"],
  ])("leaves what takes it further in words: %s", (_, text) => expect(withoutRecap(text)).toBe(text));

  it.each([
    ["an announced answer", `${PICKED}Answer: 48\n\nNote: 12 are of Monday. They are red.`],
    ["nothing before it", "\nOverview:\n- 12\n- 36"],
    ["no number right before it", `${APPLES}Let us see.\n\n**Summary**\n- Mon: 12`],
  ])("leaves %s", (_, text) => expect(withoutRecap(text)).toBe(text));

  it("takes linear time", () => {
    const started = performance.now();
    for (const piece of [
      "\n**Summary**\n- 12 ",
      "\nNote: 3 ",
      "\nHere is an overview of ",
      "\n# why 3 ",
      "| 3 |\n",
    ])
      for (const end of ["", ".\n\n", ":\n"]) judge((piece + end).repeat(5000), "3");
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
