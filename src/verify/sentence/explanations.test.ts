// What explains a value within its sentence: purposes, appositions, what it is made of, the same said twice, and values that
// "or" joins, of which none alone is the answer.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "what something is for is no conclusion": [
    ["The garden must be 8 m wide, so that its fence comes to the 30 m they have.", "8", "30"],
    ["It takes 6 jars, so that a shelf of 24 is full.", "6", "24"],
    ["She keeps 40 coins, so that leaves 8 for Sam.", "8", "40"],
    ["Subtracting gives 3y = 27, so that y = 9.", "9", "27"],
    ["The 30 stickers are shared evenly, so that each of six children gets 5.", null, "30"],
    ["We triple the 5, so that there are 15 in the end.", null, "5"],
    ["She gives away 7 of them so that she has 11 left.", null, "7"],
  ],
  "an apposition between subject and verb": [
    ["The third side, the diagonal of a rectangle with sides 9 and 12, measures 15 cm.", "15", "9", "12"],
    ["Her sister, the youngest of 3 children, is 7 years old.", "7", "3"],
    ["So the train, an express with 8 carriages, takes 45 minutes.", "45", "8"],
  ],
  "from where to where something goes": [
    ["From 40 up to 50, that's an increase of 25 percent.", "25%", "50", "40"],
    ["Going from 9 to 4, the temperature drops by 5.", "5", "9"],
  ],
  "what a value is made of": [
    ["Each team has 6 players — 48 players split among 8 teams.", "6", "48", "8"],
    ["Area: 54 square feet — that's 9 ft × 6 ft.", "54", "9", "6"],
    ["In all they baked 31 cakes; 14 on Friday and 17 on Saturday.", "31", "14", "17"],
    ["So the choir has 31 singers; that's 14 men and 17 women.", "31", "14", "17"],
    ["Distance: 31 km - 14 uphill, 17 downhill.", "31", "14", "17"],
  ],
  "what goes on behind a dash is no remark": [
    ["14; that's 5 times 4 too few", null, "20"],
    ["It looks like 14 - it should really be 16.", null, "14"],
  ],
  "numbers behind a dash that do not come to the value are another one's": [
    ["In all they baked 31 cakes; 14 on Friday and 20 on Saturday.", null, "20"],
    ["Each team has 6 players — 50 players split among 8 teams.", null, "50", "8"],
  ],
  "of whom the parts are": [
    ["Also sind es 30 Kinder, davon 14 Mädchen und 16 Jungen.", "30", "14", "16"],
    ["إذن عدد الطلاب 30 طالبًا، منهم 14 بنتًا و16 ولدًا.", "30", "14", "16"],
  ],
  "a name and what is told of it in brackets": [
    ["Answer: Omar (he ran 84 m, while Ben ran 79)", "Omar", "84", "79"],
  ],
  "the speed at which something is done": [
    ["So the van covers 36 km in 45 minutes at a speed of 48 km per hour.", "36", "48", "45"],
  ],
  "an answer in words before a copula": [
    ["答えは金曜日です。", "金曜日"],
    ["답은 금요일입니다.", "금요일"],
  ],
  "an amount of rupiah in a box": [["Jadi \\(\\boxed{\\text{Rp}84.500}\\).", "84500", "84.5"]],
  "a share and its percentage": [
    ["0.45, or 45%, of the seats are taken.", "0.45", "0.55"],
    ["9/20 (45%) of the seats are taken.", "9/20", "20"],
    ["0.45, or 54%, of the seats are taken.", null, "54%"],
  ],
  "of roots that a word joins none alone": [
    ["Factoring gives t = 6 or t = -2, since (t - 6)(t + 2) = 0.", "-2, 6", "6", "-2"],
    ["Resposta: $t = 6$ ou $t = -2$, pois o produto é zero.", "-2, 6", "6", "-2"],
    ["Antwort: $t = 6$ und $t = -2$.", "-2, 6", "6", "-2"],
    ["答案：$t=6$ 或 $t=-2$。", "-2, 6", "6", "-2"],
    ["t = 6 또는 t = -2이다.", "-2, 6", "6", "-2"],
    ["Damit ist $t = 6$ oder $t = -2$.", "-2, 6", "6", "-2"],
    ["Donc $t = 6$ ou $t = -2$.", "-2, 6", "6", "-2"],
    ["Значит, $t = 6$ или $t = -2$.", "-2, 6", "6", "-2"],
    ["따라서 $t = 6$ 또는 $t = -2$이다.", "-2, 6", "6", "-2"],
    ["よって $t = 6$ または $t = -2$ である。", "-2, 6", "6", "-2"],
    ["Çözümler 6 ve 9 olur.", "6, 9", "9", "6"],
    ["She has to wait for 12 or 15 minutes.", null, "12", "15"],
    ["हल 6 और 9 हैं।", "6, 9", "9", "6"],
    ["Por lo tanto $a = 2$, $b = 3$ y $c = 5$.", "a = 2, b = 3, c = 5", "5", "2"],
  ],
  "a formula of another one is not joined to it": [
    ["The answer is $3$ of $8$.", "3", "8"],
    ["The answer is $\\frac13$ of $60$.", "1/3", "60", "20"],
  ],
  "a chance in other languages": [
    ["De kans is dus 1 op 8, want er zijn 24 kaarten.", "1/8", "1", "8", "24"],
    ["La probabilité est de 3 sur 8.", "3/8", "3", "8"],
    ["La probabilidad es de 1 de cada 8.", "1/8", "1", "8"],
    ["Вероятность равна 3 из 8.", "3/8", "3", "8"],
  ],
  "a function by cases of a subject": [
    [
      "The number of moves is $2n$ if $n$ is even and $2n+1$ if $n$ is odd.",
      "2n for n even, 2n+1 for n odd",
      "2n",
      "2n+1",
    ],
  ],
  "an angle in minutes, and one in radians": [
    ["The two lines differ by 12°45′.", "12.75^\\circ", "45", "12"],
    ["The angle is 60 rad.", "60", "60^\\circ"],
  ],
});

describeResponses({
  "behind a value what had to be before": [
    ["He has $8 left once the $12 for lunch is paid.", "8", "12"],
    ["Il lui reste 8 €, une fois payés les 12 € du repas.", "8", "12"],
    ["Une fois les 12 € payés, il lui reste 8 €.", "8", "12"],
    ["Le restan 8 euros, una vez pagados los 12 euros de la comida.", "8", "12"],
    ["Sobram-lhe 8 euros, uma vez pagos os 12 euros da refeição.", "8", "12"],
    ["Gli restano 8 euro, una volta pagati i 12 euro del pranzo.", "8", "12"],
    ["Er hat noch 8 Euro, sobald die 12 Euro für das Essen bezahlt sind.", "8", "12"],
    ["Hij heeft nog 8 euro over, zodra de 12 euro voor de lunch betaald is.", "8", "12"],
    ["У него останется 8 рублей за вычетом 12 рублей за обед.", "8", "12"],
    // So many times.
    ["Il court une fois 5 km et deux fois 3 km, donc 11 km.", "11", "3", "5"],
    ["Una vez por semana corre 5 km, o sea 20 km en 4 semanas.", null, "4"],
  ],
  "an Italian preposition is no verb": [
    ["Quindi servono 12 scatole da 6.", "12", "6"],
    ["Risposta finale: il perimetro è di 24 cm, e servono quindi almeno 24 fiammiferi da 1 cm.", "24", "1"],
    ["15 per 4 dà 60.", "60", "15", "4"],
  ],
  "in Hindi what something is the price of, and in what it is": [
    ["चूँकि 3 किलो की कीमत 60 रुपये है, इसलिए 7 किलो की कीमत 140 रुपये है।", "140", "7", "60"],
    ["12 पेंसिलों का मूल्य 96 रुपये होगा।", "96", "12"],
    ["क्योंकि एक डिब्बे में 6 पेन हैं, इसलिए 7 डिब्बों में 42 पेन होंगे।", "42", "7", "6"],
    ["राम के पास 5 सेब और श्याम के पास 3 सेब हैं।", null, "5", "3"],
    ["9 में से 4 लाल हैं और 5 नीले।", null, "9"],
  ],
});
