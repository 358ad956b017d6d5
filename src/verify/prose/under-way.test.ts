// Texts that break off, in any script, before they come to a result.

import { expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { judge } from "../judge.ts";

it.each([
  [
    "사과가 30개 있습니다. 6명에게 4개씩 주었으므로 24개를 주었습니다. 따라서 남은 사과는 30 − 24 =",
    "24",
    "30",
    "6",
  ],
  ["小红有50元,买书用了18元,买笔用了7元。\n所以剩下50−18−7=", "50", "25", "18"],
  ["太郎は45個、花子は30個持っています。\nしたがって、2人の差は45−30=", "15", "45", "30"],
  ["كان مع أحمد 40 ريالاً وأنفق 15 ريالاً.\nإذن المتبقي هو 40 − 15 =", "25", "40", "15"],
  ["राम के पास 50 रुपये थे। उसने 20 रुपये खर्च किए।\nइसलिए बचे हुए रुपये 50 − 20 =", "30", "50", "20"],
  ["У Маши было 50 рублей, она купила 3 тетради по 12 рублей.\nЗначит, осталось 50 − 36 =", "14", "36", "50"],
  [
    "1個120円のりんごを5個買いました。\n代金は120×5=600円です。\n1000円出したので、おつりは",
    "600",
    "1000",
    "400",
  ],
  [
    "总共有24个苹果和6个盘子。\n我们需要求每个盘子有几个苹果。\n总共有24个苹果和6个盘子。\n我们需要求每个盘子有几个苹果。\n总共有24个苹果和6个盘子。\n我们需要求每个盘子有几个苹果。\n总共有24个苹果和6个盘子。\n我们需要求每个盘子有几个苹果。\n总共有24个",
    "24",
    "6",
  ],
  [
    "Hay 18 mangos y 3 cestas.\nTenemos que dividir 18 entre 3.\nQueremos saber cuántos mangos hay en cada cesta.\nHay 18 mangos y 3 cestas.\nTenemos que dividir 18 entre 3.\nQueremos saber cuántos mangos hay en cada cesta.\nHay 18 mangos y 3 cestas.\nTenemos que dividir 18 entre 3.\nQueremos saber cuántos mangos hay en cada cesta.\nHay 18 mangos",
    "18",
    "3",
  ],
  [
    "Es gibt 18 Äpfel und 3 Körbe.\nWir müssen 18 durch 3 teilen.\nWir wollen wissen, wie viele Äpfel in jedem Korb sind.\nEs gibt 18 Äpfel und 3 Körbe.\nWir müssen 18 durch 3 teilen.\nWir wollen wissen, wie viele Äpfel in jedem Korb sind.\nEs gibt 18 Äpfel und 3 Körbe.\nWir müssen 18 durch 3 teilen.\nWir wollen wissen, wie viele Äpfel in jedem Korb sind.\nEs gibt 18",
    "18",
    "3",
  ],
  [
    "りんごが24個あります。\n皿は6枚です。\n1皿に何個かを求めます。\nりんごが24個あります。\n皿は6枚です。\n1皿に何個かを求めます。\nりんごが24個あります。\n皿は6枚です。\n1皿に何個かを求めます。\nりんごが24個あります。\n皿は6枚です。\n1皿に何個かを求めます。\nりんごが24",
    "24",
    "6",
  ],
  [
    "Всего 18 яблок и 3 корзины.\nНужно разделить 18 на 3.\nНайдём, сколько яблок в каждой корзине.\nВсего 18 яблок и 3 корзины.\nНужно разделить 18 на 3.\nНайдём, сколько яблок в каждой корзине.\nВсего 18 яблок и 3 корзины.\nНужно разделить 18 на 3.\nНайдём, сколько яблок в каждой корзине.\nВсего 18",
    "18",
    "3",
  ],
  [
    "कुल 24 केले हैं और 4 बच्चे हैं।\nहमें 24 को 4 से भाग देना है।\nकुल 24 केले हैं और 4 बच्चे हैं।\nहमें 24 को 4 से भाग देना है।\nकुल 24 केले हैं और 4 बच्चे हैं।\nहमें 24 को 4 से भाग देना है।\nकुल 24 केले हैं और 4 बच्चे हैं।\nहमें 24 को 4 से भाग देना है।\nकुल 24",
    "24",
    "4",
  ],
  ["苹果有24个,分给6人,每人4个。所以梨有24÷", "4", "24"],
  ["문제: 연필 40자루를 5명에게 나누어 줍니다.\n40 ÷ 5 =", "8", "40"],
])("breaks off: %s", (text, ...others) => {
  for (const other of others) expect([other, judge(text, other).verdict]).not.toEqual([other, true]);
});

const HAVE = "24 * 3 = 72\n\nTherefore Lucy has 72 cards.\n\n";
describeResponses({
  "a check that breaks off": [
    [`${HAVE}To check this result, we add`, "72", "24"],
    [`${HAVE}To double-check, we can divide the total by`, "72", "24"],
    [`${HAVE}Checking our answer, we divide 72 by`, "72", "24"],
    ["Donc ils ont 96 billes en tout.\n\nPour vérifier, on peut diviser le total par", "96"],
    ["24 · 3 = 72. Also hat Lucie 72 Murmeln.\n\nZur Kontrolle teilen wir das Ergebnis durch", "72", "24"],
    // What is checked was not found yet, or more is calculated.
    [`${HAVE}To check the total of both, we can add 24 and`, null, "72"],
    [`${HAVE}To check if they have enough, we add 24 and`, null, "72"],
    [`${HAVE}Next we divide the total by`, null, "72"],
    [`${HAVE}However, this does not`, null, "72"],
    ["24 * 3 = 72. Donc Lucie a 72 billes.\n\nEnsuite, on ajoute les billes de", null, "72"],
    ["24 · 3 = 72. Also hat Lucie 72 Murmeln.\n\nDann addieren wir die Murmeln von", null, "72"],
  ],
  "what comes of what is to be done": [
    [
      "First add 2 hours. This gives 3:20 PM.\n\nThen we add the 10 minutes, so the film is over at 3:30 PM.",
      "3:30 PM",
      "10",
    ],
    ["We subtract the 8 from 20, so Ann has 12 stickers left.", "12", "8"],
    ["4 * 5 = 20\n\nNow we subtract the price of 20, so we need to know what 50 - 20 is.", null, "20"],
    ["4 * 5 = 20\n\nWe add the 6 others to this, so there are 6 more than 20 of them.", null, "20"],
  ],
});
