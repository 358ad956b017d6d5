// What a sentence says beside its answer, rule by rule: behind each what is the answer, and what only stands there.
import { expect, it } from "vitest";
import { judge } from "./judge.ts";

/** A rule's name; texts with what they state and what they do not. */
const RULES: [rule: string, rows: [text: string, states: string, not?: string][]][] = [
  [
    "a purpose is no conclusion",
    [
      ["The choir orders 60 scores, so that all 12 singers have 5.", "60", "12"],
      ["She keeps 40 coins, so that leaves 8 for Sam.", "8"],
    ],
  ],
  [
    "what is said not to be true",
    [
      ["It is not true that the answer is 24; it is 42.", "42", "24"],
      ["It is wrong that the answer is 9; it is 6.", "6", "9"],
    ],
  ],
  [
    "a conclusion behind a semicolon",
    [
      ["Lea has 4 fewer than Max, who has 11; so Lea has 7.", "7", "4"],
      ["A Ana leu 3 livros a mais que o Rui, que leu 8; ou seja, ela leu 11 livros.", "11", "3"],
    ],
  ],
  [
    "reasons behind a comma: as its, having",
    [
      ["The farm has 21 hens left, having sold 14 of them.", "21", "14"],
      ["The box weighs 30 kg, as its 6 bags weigh 5 kg.", "30", "5"],
    ],
  ],
  [
    "a rate at which something is done",
    [["At a speed of 60 km per hour the trip takes 4 hours.", "4", "60"]],
  ],
  ["square brackets with words", [["Boats needed: 5 [4 full ones plus 1 with two people].", "5", "4"]]],
  [
    "parts whose sum stands before them",
    [
      ["There were 31 birds in the aviary, 12 finches and 19 doves.", "31", "19"],
      ["There was 0.3 kg on the scale, 0.1 kg salt and 0.2 kg sugar.", "0.3", "0.2"],
      ["Es waren 31 Vögel, 12 Finken und 19 Tauben.", "31", "12"],
    ],
  ],
  [
    "a bare circumstance and its reason",
    [
      ["The bath is empty after 9 minutes because 14 liters drain out each minute.", "9", "14"],
      ["The answer is after 4 hours, because together they cover 90 km each hour.", "4", "90"],
      ["After 3 days, since he reads 20 pages a day, he has read 60 pages.", "60", "3"],
      ["He has, when 3 friends who like tea come, 7 cups.", "7", "3"],
      ["Das Becken ist nach 6 Stunden voll, weil die Pumpe jede Stunde 450 Liter liefert.", "6", "450"],
      ["La piscina está llena después de 6 horas porque la bomba da 450 litros por hora.", "6", "450"],
      ["La piscina è piena dopo 6 ore, perché la pompa dà 450 litri all'ora.", "6", "450"],
      ["Kolam penuh setelah 6 jam karena pompa mengalirkan 450 liter setiap jam.", "6", "450"],
      ["Бассейн будет полон после 6 часов, потому что насос даёт 450 литров в час.", "6", "450"],
      ["المسبح يمتلئ بعد 6 ساعات لأن المضخة تعطي 450 لترا كل ساعة.", "6", "450"],
    ],
  ],
  [
    "a reason before what it is of",
    [
      ["Como cada caja tiene 8 lápices, Rosa necesita 5 cajas.", "5", "8"],
      ["Entonces, como cada caja tiene 8 lápices, Rosa necesita 5 cajas.", "5", "8"],
      ["Como cada saco leva 8 laranjas, o Rui precisa de 5 sacos.", "5", "8"],
      ["Da jede Kiste 8 Flaschen enthält, braucht Jan 5 Kisten.", "5", "8"],
      ["Comme chaque boîte contient 8 crayons, Léa a besoin de 5 boîtes.", "5", "8"],
      ["Siccome ogni scatola contiene 8 matite, Anna ha bisogno di 5 scatole.", "5", "8"],
      ["Her kutuda 8 kalem olduğu için Can'ın 5 kutuya ihtiyacı var.", "5", "8"],
      ["Her kutuda 8 kalem olduğundan Can 5 kutu almalıdır.", "5", "8"],
      ["Vì mỗi hộp có 8 bút, An cần 5 hộp.", "5", "8"],
      ["Karena setiap kotak berisi 8 pensil, Budi membutuhkan 5 kotak.", "5", "8"],
      ["Ponieważ w każdym pudełku jest 8 ołówków, Ola potrzebuje 5 pudełek.", "5", "8"],
      ["Omdat elke zak 8 appels bevat, heeft Tim 5 zakken nodig.", "5", "8"],
      ["Так как в каждой коробке 8 карандашей, Оле нужно 5 коробок.", "5", "8"],
      ["بما أن كل علبة تحتوي على 8 أقلام، تحتاج ليلى إلى 5 علب.", "5", "8"],
      ["चूँकि हर डिब्बे में 8 पेंसिल हैं, रवि को 5 डिब्बे चाहिए।", "5", "8"],
      ["由于每盒有8支铅笔，小明需要5盒。", "5", "8"],
      ["W klasie jest 14 chłopców, bo dziewcząt jest 12, a uczniów 26.", "14", "26"],
    ],
  ],
  [
    "what is needed in whole",
    [
      ["We get 3.75, but since crates cannot be cut, the shop needs 4 crates.", "4", "3.75"],
      ["That is 12.5, but as people cannot be halved, 13 people are needed.", "13", "12.5"],
      ["We get 3.75, but since crates cannot be cut we need 4 crates.", "4", "3.75"],
      ["We get 3.75 crates; since a crate cannot be cut, the shop needs 4.", "4", "3.75"],
      ["The result is 3.2, and since we need whole cans, we round up to 4 cans.", "4", "3.2"],
      ["Dividing gives 8.67; however, only full packs are sold, and she must buy 9 packs.", "9", "8.67"],
      ["We get 5.25, which must be rounded up to 6.", "6", "5.25"],
      ["We get 5.25, rounded up to 6 buses.", "6", "5.25"],
      ["Es ergibt sich 5,25, aber da Busse nicht teilbar sind, braucht die Schule 6 Busse.", "6", "5.25"],
      ["Son 5,25, pero como no se puede partir un autobús, se necesitan 6 autobuses.", "6", "5.25"],
      ["On obtient 5,25, mais comme on ne peut pas couper un bus, il faut 6 bus.", "6", "5.25"],
      ["Получаем 5,25, но так как автобус нельзя разделить, нужно 6 автобусов.", "6", "5.25"],
      ["得到5.25，但是车不能拆开，需要6辆车。", "6", "5.25"],
      ["She jogs 2.5 miles in 3 hours.", "2.5", "3"],
      ["The trip takes 2.5 hours, because she needs 3 stops.", "2.5", "3"],
      ["The answer is 3.75, not 4, which would be rounded.", "3.75", "4"],
    ],
  ],
  [
    "a denial without a value ends before the clause that has one",
    [
      ["She pays 8 euros, not counting the deposit, which is 3 euros.", "8", "3"],
      ["The van makes 3 trips and never rests, so it carries 45 boxes.", "45", "3"],
      ["Boats cannot be shared out, so 6 are needed.", "6"],
      ["The answer is 7, not 9, as he ate 2.", "7", "9"],
      ["The library book is due on May 4, not May 3.", "May 4", "May 3"],
    ],
  ],
  [
    '"that" as a conjunction',
    [
      ["Así que Marta tiene 18 años, es decir, el doble que su primo, que tiene 9.", "18", "9"],
      ["De modo que quedan 14 peras, o sea, dos bolsas de 7.", "14", "7"],
      ["Vemos que Marta tiene 18 años, es decir, el doble que su primo, que tiene 9.", "18", "9"],
      ["On voit que Zoé a 18 ans, c'est-à-dire le double de son cousin, qui en a 9.", "18", "9"],
      ["Concluímos que ela tem 18 anos, ou seja, o dobro do primo, que tem 9.", "18", "9"],
      ["Hieruit volgt dat Tim 18 jaar is, dat wil zeggen het dubbele van zijn neef, die 9 is.", "18", "9"],
      ["Creí que eran 9, pero en realidad son 11 alumnos.", "11", "9"],
      ["La suma que paga por 3 libros, que cuestan 5, es 15.", "15", "3"],
      ["Marta tiene 3 años más que su primo, que tiene 9, es decir, 12 años.", "12", "9"],
    ],
  ],
  [
    "a check that is announced",
    [["So she has 15 stamps. Let me verify: 15 × 4 = 60 cents. Right!", "15", "60"]],
  ],
  [
    "what is offered behind the answer",
    [
      [
        "So there are 36 seats. I hope this helps! If you would like it in 2 or 3 steps, just ask.",
        "36",
        "3",
      ],
    ],
  ],
  [
    "arrows and bullets before a line",
    [
      ["==> 29", "29"],
      ["Result → 75 ml", "75"],
      ["• Final value: **−6**", "-6", "6"],
    ],
  ],
  [
    "arrows between steps",
    [
      ["p=5, q=12 → r=√(25+144)=√169=13", "13", "12"],
      ["90-18=72; 72/8=9 → 9 trays", "9", "72"],
      ["5x = 35 → x = 7", "x=7", "35"],
      ["60/4=15 => 60+15=75", "75", "15"],
      ["31 - 8 = 23 ⇒ 23 stamps", "23", "8"],
      ["The answer is 31 - 8 = 23 → 23 stamps.", "23", "8"],
      ["So 6 × 7 = 42 -> 42 plates in total.", "42", "7"],
      ["$4x = 20$ → $x = 5$", "5", "20"],
      ["m = 6, n = 8 → m + n = 14", "14", "8"],
      ["x + y = 9, x - y = 1 → x = 5, y = 4", "x = 5, y = 4", "4"],
      ["x^2 = 16 → x = 4 or x = -4", "x = 4 or x = -4", "-4"],
      ["7 crates -> 84 jars -> 84/6 = 14 shelves", "14", "84"],
      ["a + b = 8\n2a = 6 → a = 3", "a = 3", "6"],
    ],
  ],
  [
    "behind the phrase a clause whose subject is an amount says what that comes to",
    [
      ["Answer: 4 crates hold 36 melons.", "36", "4"],
      ["Answer: 5 tickets will cost $45.", "45", "5"],
      ["#### 5 tickets cost 45 dollars", "45", "5"],
      ["Answer: 4 crates of 9 melons hold 36 melons.", "36", "9"],
      ["Antwort: 4 Kisten enthalten 36 Melonen.", "36", "4"],
      ["Antwort: 4 Kinder sammeln insgesamt 36 Muscheln.", "36", "4"],
      ["Réponse : 5 billets coûtent 45 euros.", "45", "5"],
      ["Respuesta: 5 entradas cuestan 45 euros.", "45", "5"],
      ["Resposta: 5 bilhetes custam 45 reais.", "45", "5"],
      ["Risposta: 5 biglietti costano 45 euro.", "45", "5"],
      ["Antwoord: 5 kaartjes kosten 45 euro.", "45", "5"],
      ["Odpowiedź: 5 biletów kosztuje 45 zł.", "45", "5"],
      ["Jawaban: 5 tiket berharga 45 dolar.", "45", "5"],
      ["Ответ: 5 билетов стоят 45 рублей.", "45", "5"],
      ["答：4箱共有36个西瓜。", "36", "4"],
      ["答：5张票需要付45元。", "45", "5"],
      ["答え：4箱で36個です。", "36", "4"],
      ["답: 4상자에는 모두 36개가 있습니다.", "36", "4"],
      ["उत्तर: 5 टिकट की कीमत 45 रुपये है।", "45", "5"],
      ["الإجابة: 5 تذاكر ثمنها 45 درهما.", "45", "5"],
    ],
  ],
  [
    "and an amount with what it is said along with is itself the answer",
    [
      ["Answer: 36 melons in 4 crates", "36", "4"],
      ["The answer is 4 crates that hold 9 melons each", "4", "9"],
      ["Antwort: 36 Muscheln in 4 Tagen", "36", "4"],
      ["Antwort: 36 Schüler der Klasse 4", "36", "4"],
      ["Antwort: 36 Euro weniger als 45 Euro", "36", "45"],
      ["Réponse : 36 billes en 4 jours", "36", "4"],
      ["Ответ: 36 страниц за 4 дня", "36", "4"],
      ["Respuesta: 36 alumnos del grupo 4", "36", "4"],
      ["答：4辆卡车可以运完", "4"],
      ["Réponse : Paul a 36 billes.", "36"],
    ],
  ],
  [
    "a multiple that is concluded",
    [
      ["So Nina is 4 times as old as Paul.", "4", "3"],
      [
        "The old well holds less.\nHence the new well holds 5 times as much water as the old 300-litre well.",
        "5",
        "300",
      ],
    ],
  ],
  [
    "chains that open with a formula in words",
    [
      ["mass = volume × density = 40 cm³ × 3 g/cm³ = 120 g", "120", "40"],
      ["speed = distance ÷ time = 48 m ÷ 6 s = 8 m/s", "8", "48"],
      ["speed = distance / time = 48 / 6 = 8 m/s", "8 m/s", "8 km/h"],
      ["So the speed is distance ÷ time = 48 ÷ 6 = 8 m/s.", "8", "6"],
      ["The answer is speed = distance ÷ time = 48 m ÷ 6 s = 8 m/s", "8", "48"],
      ["perimeter = 2 × (length + width) = 2 × (7 cm + 3 cm) = 20 cm", "20", "2"],
      ["Change = money paid - price = $20 - $13 = $7", "7", "13"],
      ["perimeter = 4 × side = 4 × 6 m = 24 m", "24", "6"],
      ["So the speed is distance ÷ time = 48 ÷ 6 = 8.", "8", "6"],
      ["So the speed is distance ÷ time = 8 m/s.", "8 m/s", "8 km/h"],
      ["speed = distance ÷ time = 8 m/s", "8", "9"],
      ["A = l × w = 7 m × 3 m = 21 m²", "21", "7"],
      ["P = 2(l + w) = 2(7 m + 3 m) = 20 m", "20 m", "20 cm"],
      ["distance ÷ time = 48 m ÷ 6 s = 8 m/s", "8", "6"],
      ["Die Geschwindigkeit ist Weg ÷ Zeit = 45 km ÷ 6 h = 7,5 km/h.", "7.5", "75"],
      ["La vitesse est distance ÷ temps = 45 km ÷ 6 h = 7,5 km/h.", "7.5", "45"],
    ],
  ],
  [
    "chains with units",
    [
      ["Area = ½ · 6 cm · 9 cm = 27 cm²", "27", "9"],
      ["Area = ½ · 6 cm · 9 cm = 27 cm²", "27 cm²", "27 m²"],
      ["Perimeter = 2 · (8 m + 5 m) = 26 m", "26", "5"],
      ["Surface area = 6 · (2 cm)² = 24 cm²", "24", "2"],
      ["Speed = 90 m / 12 s = 7.5 m/s", "7.5 m/s", "7.5 m"],
      ["So the area is ½ · 6 cm · 9 cm = 27 cm².", "27", "9"],
      ["The answer is ½ · 6 cm · 9 cm = 27 cm².", "27", "9"],
      ["Sum = 3 × 25¢ + 2 × 10¢ = 95¢", "$0.95", "$95"],
      ["8 in x 5 in = 40 in²", "40", "5"],
      ["7s - 5 = 9", "7s - 5 = 9", "9"],
      ["7s - 5 = 9 s", "7s - 5 = 9 s", "5"],
      ["Sides: a = 3 cm\nArea = 3 cm · 3 cm = 9 cm²", "9", "3"],
      ["$$V = a^2h = (3\\text{ m})^2 \\cdot 5\\text{ m} = 45\\text{ m}^3$$", "45", "5"],
      ["$$V = a^2h = (3\\text{ m})^2 \\cdot 5\\text{ m} = 45\\text{ m}^3$$", "45 m^3", "45 cm^3"],
      ["So $v = \\frac{48\\,\\mathrm{m}}{6\\,\\mathrm{s}} = 8\\,\\mathrm{m/s}$.", "8", "48"],
      ["$$A = \\pi r^2 = \\pi (5\\text{ m})^2 = 25\\pi\\text{ m}^2$$", "25\\pi", "5"],
      ["\\boxed{A = 7\\text{ cm} \\cdot 3\\text{ cm} = 21\\text{ cm}^2}", "21", "7"],
      ["$t = 4 + 1 \\text{ or } t = 2 + 6 = 8$", "5, 8", "8"],
    ],
  ],
  [
    "arrows of limits, functions and pairs",
    [
      ["x → 0", "x → 0", "0"],
      ["12 → 24", "12 → 24", "24"],
      ["f(x) = 3/x, x → 0", "f(x) = 3/x, x → 0", "0"],
      ["g: [0,1] -> [0,1], g(x) = x^3", "g: [0,1] -> [0,1], g(x) = x^3", "1"],
      ["\\lim_{x \\to 0} 2^x = 1", "\\lim_{x \\to 0} 2^x = 1", "0"],
    ],
  ],
  [
    "calculations with units in upright type",
    [
      ["$\\text{Speed} = \\frac{120 \\text{ km}}{4 \\text{ h}} = 30 \\text{ km/h}$", "30", "120"],
      ["$3 \\text{ boxes} \\times 8 \\text{ pens per box} = 24 \\text{ pens}$", "24", "8"],
      ["\\text{least}=-2,\\ \\text{greatest}=7", "\\text{greatest}=7,\\ \\text{least}=-2", "7"],
    ],
  ],
  [
    "several values where several are asked for",
    [
      ["The ages are 4 and 13.", "4, 13", "4, 31"],
      ["The ages are 4 and 13.", "13, 4", "4, 13, 5"],
    ],
  ],
  [
    "a unit of one letter in a sentence",
    [
      ["The answer is 2.75 m.", "2.75", "2.57"],
      ["The answer is 2.75 m.", "2.75 m", "2.75 kg"],
      ["The answer is 3 m.", "3m", "3n"],
      ["Đáp án là 2,75 m.", "2.75", "275"],
    ],
  ],
  [
    "an equation that is still to be solved says nothing of its unknown",
    [
      ["Let x be the price of a pen. Then x + 9 = 31, so x = 22.", "22", "31"],
      ["We get 5x + 10 = 45 and have to solve it for x.", "5x + 10 = 45", "45"],
      ["Max has 4x cards, therefore x + 4x = 35.", "x + 4x = 35", "35"],
      ["3x = 27, and x has to be found.", "3x = 27", "27"],
      ["Entonces 2x + 6 = 40.", "2x + 6 = 40", "40"],
      ["设一支笔x元，那么x + 9 = 31。", "x + 9 = 31", "31"],
      ["x = 4, so 3x + 2 = 14.", "14", "4"],
      ["We find x = 4. Therefore the perimeter is 3x + 2 = 14 cm.", "14", "4"],
      ["So $n = 6$. The width is $2n - 1 = 11$.", "11", "6"],
      ["所以x = 4，长是3x + 2 = 14。", "14", "4"],
      ["We solve $3n + 2 = 14$. So $n = 4$, and with it $3n + 2 = 14$.", "4", "14"],
      ["So 12 x 4 = 48.", "48", "4"],
    ],
  ],
  [
    "from where to where a value changes",
    [
      ["The rent rose by 25%, from $80 to $100.", "25", "100"],
      ["The queue grew by 14 people, from 26 to 40.", "14", "26"],
      ["The answer is a 25% increase, from $80 to $100.", "25", "80"],
      ["The lake fell by 14 cm, going from 40 to 26.", "14", "26"],
      ["Le loyer a augmenté de 20 euros, de 80 à 100.", "20", "100"],
      ["Die Miete stieg um 20 Euro, von 80 auf 100.", "20", "80"],
      ["租金上涨了20元，从80元涨到100元。", "20", "100"],
      // Neither the difference nor the change in percent: it is not told apart.
      ["The rent rose by 40%, from $80 to $100.", "The rent rose by 40%, from $80 to $100.", "40"],
    ],
  ],
  [
    "what one less or one more would do",
    [
      ["She needs 7 crates; 6 would hold only 54 jars.", "7", "6"],
      ["You need 7 crates; 6 would leave some jars outside.", "7", "6"],
      ["We have to order 7 boxes, 8 would be too many.", "7", "8"],
      ["You need 7 crates. 6 would not be enough.", "7", "6"],
      ["Sie braucht also 7 Kisten; 6 wären zu wenig.", "7", "6"],
      ["Il lui faut donc 7 caisses ; 6 ne suffiraient pas.", "7", "6"],
      ["Por lo tanto ella necesita 7 cajas; 6 no bastarían.", "7", "6"],
      ["Quindi per le bottiglie servono 7 casse; 6 non basterebbero.", "7", "6"],
      ["A crate holds 6, so 7 would be enough.", "7", "6"],
    ],
  ],
  [
    "how far it is from something else, said before the value",
    [
      ["所以姐姐今年21岁，比妹妹大6岁。", "21", "6"],
      ["所以下午卖了36个，是上午的3倍。", "36", "3"],
      ["いま残っているのは12枚で、昨日より5枚少ないです。", "12", "5"],
      ["따라서 남은 구슬은 12개이고, 어제보다 5개 적습니다.", "12", "5"],
      ["Jadi, kelereng Budi adalah 12, lebih sedikit 5 dari kemarin.", "12", "5"],
      ["所以姐姐比妹妹大6岁。", "6"],
      ["姐姐21岁，妹妹15岁，所以姐姐比妹妹大6岁。", "6", "21"],
      ["したがって、姉は妹より6歳年上です。", "6"],
    ],
  ],
  [
    "a reply and its reason",
    [
      ["Yes, because 91 is divisible by 13.", "Yes", "No"],
      ["The claim is false, as 2 is a counterexample.", "False", "2"],
      ["No, Ira does not have enough; she is short by $3.", "No", "3"],
      ["Yes, he can: it costs $20 and he has $25.", "Yes", "20"],
    ],
  ],
  [
    "a name and what is said of it",
    [["The one with more points is Clara, who has 21 against Tim's 18.", "Clara", "Tim"]],
  ],
  [
    "parts are named, not told of",
    [["Of the 80 seats, 53 are sold, which means that 27 seats are free.", "27", "80"]],
  ],
  [
    "a dash before how it comes about",
    [
      ["The number of wheels is 26 — 4 × 5 for the cars plus 2 × 3 for the bikes.", "26", "6"],
      ["10 — 4 = 6", "6"],
    ],
  ],
  [
    "another currency",
    [
      ["The toy costs €14.", "14", "$14"],
      ["The toy costs £14.", "£14", "$14"],
      ["The toy is €3.", "3", "$3"],
      ["The answer is $14.", "14 dollars", "14 euros"],
      ["￥35", "35 yen", "$35"],
      ["60 pounds", "£60", "$60"],
    ],
  ],
  [
    "hundredths of a currency",
    [
      ["It costs 65 cents.", "$0.65", "$65"],
      ["It costs 65 cents.", "$\\$0.65$", "$\\$65$"],
      ["65¢", "$0.65", "$65"],
      ["\\boxed{65 \\text{ cents}}", "0.65 €", "65 €"],
      ["It costs $4.", "400 cents", "4 cents"],
      ["\\boxed{$4}", "$4.00", "4 cents"],
      ["80 pence", "£0.80", "£80"],
      ["£2.50", "250p", "250 cents"],
      ["He pays €2.", "200 cents", "2 cents"],
    ],
  ],
  [
    "a measure in two units",
    [
      ["The total length is 4.5 m (450 cm).", "4.5", "45"],
      ["The total length is 4.5 m (450 cm).", "450 cm", "450 m"],
      ["The total length is 4.5 m (450 cm).", "450", "4500"],
      ["So the trip takes 45 minutes, i.e. 0.75 hours.", "45", "0.75 minutes"],
      ["So the trip takes 45 minutes, i.e. 0.75 hours.", "0.75", "45 hours"],
      ["$0.60, or 60 cents, per pear", "0.6", "60 dollars"],
      ["It costs $0.60, or 60 cents, per pear.", "60", "6"],
      ["The total weight is 4.5 kg (4500 g).", "4500", "450"],
      ["The tank holds 3 litres (3500 ml).", "3", "3500"],
      ["La cinta mide 2 m (200 cm).", "200 cm", "200 m"],
      ["Each bag weighs 7 kg (70 kg for 10 bags).", "7", "70"],
    ],
  ],
  [
    "a measure in parts of ever smaller units",
    [
      ["So the film lasts 1 hour 45 minutes (105 minutes).", "105 minutes", "45"],
      ["So the film lasts 1 hour 45 minutes (105 minutes).", "1 hour 45 minutes", "1"],
      ["Altogether he walks 3 hours and 20 minutes.", "200 minutes", "20"],
      ["The board is 6 feet 4 inches long.", "76 inches", "4"],
      ["They train for 5 weeks 3 days a week.", "They train for 5 weeks 3 days a week.", "38"],
      ["The course takes 5 weeks 3 days.", "38 days", "15"],
    ],
  ],
  [
    "dollar signs around a formula",
    [
      ["$65$", "65 cents"],
      ["$65$ cents", "$0.65", "$65"],
      ["$3x", "3x", "3"],
      ["($5, $3)", "(5, 3)", "(3, 5)"],
      ["$1,250", "1250", "125"],
    ],
  ],
  [
    "a price beside an amount",
    [
      ["$2.40 per kilo", "$2.40", "$24"],
      ["$18/hour", "$18", "18 cents"],
    ],
  ],
  [
    "a short conclusion in another language, and what is left of it without its opening",
    [
      ["Logo, a largura é 36.", "36", "63"],
      ["Quindi, il costo è € 8,40", "8.40", "840"],
      ["Vậy, hiệu là 19.", "19", "91"],
      ["Zatem, iloczyn to 56.", "56", "65"],
      ["Logo, o resto é 9 - 5 = 4.", "4", "5"],
      ["Donc 24 pages.", "24"],
      ["Logo, y = 3x + 1.", "y = 3x + 1", "1"],
      ["Donc, $\\frac{3}{4}$.", "0.75"],
    ],
  ],
  [
    "a point for thousands where few words tell the language",
    [
      ["En total reunieron 2.340 firmas.", "2340", "2.34"],
      ["No total foram plantadas 2.340 mudas.", "2340", "2.34"],
      ["In totale contano 2.340 voti.", "2340", "2.34"],
      ["Toplam 2.340 kitap dağıtıldı.", "2340", "2.34"],
      ["In total they carry 2.340 kg.", "2.34", "2340"],
      ["It also holds 2.340 kg.", "2.34", "2340"],
    ],
  ],
  [
    "numbers of rooms and classes",
    [
      ["So there are 32 desks in room 2C.", "32", "2"],
      ["So bus 14A has 45 seats.", "45", "14"],
      ["Vậy lớp 4B trồng 26 cây.", "26", "4"],
      ["Also hat die Klasse 3d 25 Kinder.", "25", "3"],
      ["Así que la clase 2A tiene 31 alumnos.", "31", "2"],
      ["所以四年级（3）班有42人。", "42", "3"],
      ["所以5年3班有42人。", "42", "5"],
      ["따라서 4학년 2반 학생은 모두 31명입니다.", "31", "2"],
      ["So she is in room 2C.", "2C", "32"],
      ["So the current 12A flows for 3 hours.", "So the current 12A flows for 3 hours.", "3"],
      ["所以一共有8班。", "8"],
    ],
  ],
  [
    "what a value is not in another language",
    [
      ["Portanto, o custo não é 45, mas 54.", "54", "45"],
      ["Quindi, il costo è 45. Non è 30.", "45", "30"],
      ["Así que la suma no es 18 sino 20.", "20", "18"],
    ],
  ],
  [
    "a number in words before its reason",
    [["The answer is two thirds, since 8 of the 12 are red.", "2/3", "8"]],
  ],
  [
    "a residue class alone",
    [["$x \\equiv \\boxed{5 \\pmod{12}}$", "x=12k+5,\\ k\\in\\mathbb{Z}", "x=12k+7"]],
  ],
  [
    "per mille",
    [
      ["It is 8‰.", "0.8%", "8%"],
      ["12.5‰", "1.25\\%", "12.5\\%"],
    ],
  ],
  ["a root over brackets", [["The answer is √(3/4).", "\\frac{\\sqrt3}{2}", "\\frac{3}{4}"]]],
  ["turned brackets with \\left", [["\\left]-1\\,;4\\right[", "-1<x<4", "-1\\le x<4"]]],
  [
    "verbs as adjectives, and what there is no end of",
    [
      ["The integral diverges.", "divergent", "convergent"],
      ["There are infinitely many such pairs.", "infinitely many", "finitely many"],
      ["infinitely many, not all", "infinitely many, not all", "infinitely many"],
    ],
  ],
  [
    "congruent triangles, point by point",
    [
      [
        "$\\triangle ABC \\cong \\triangle DEF$",
        "\\triangle ABC \\cong \\triangle{DEF}",
        "\\triangle ABC \\cong \\triangle EDF",
      ],
      ["$\\triangle CAB$", "\\triangle ABC"],
    ],
  ],
  [
    "numbers as they are written",
    [
      ["\\boxed{\\text{forty-two}}", "42", "24"],
      ["The sum is 0x1F.", "1F_{16}", "1E_{16}"],
      ["The angle measures 2°30′.", "2.5^\\circ", "2.3^\\circ"],
    ],
  ],
];

it.each([
  ["Each crate holds 6; 7 would be enough for 42 jars.", "6"],
  ["Each crate holds 6; 7 would be enough for 42 jars.", "7"],
  ["area = base × height = 7 m × 3 m", "3"],
  ["3 × width = 12 cm", "12"],
  ["Nina is 4 times as old as Paul.", "4"],
  ["So Nina is 4 times as old as Paul, who is 7.", "4"],
  ["So she sells 4 times the plums.", "4"],
  ["Nina has 4 plums.\nSo Paul has as many plums as", "4"],
  ["2x + 3 = 5 + 6 = 11 cm", "11"],
])("%j may mean %s", (text, answer) => {
  expect(judge(text, answer).verdict).not.toBe(true);
});
it.each([
  "Answer: 5 tickets do not cost $45.",
  "Antwort: 5 Karten kosten nicht 45 Euro.",
  "答：5张票不需要45元。",
])("%s denies it", (text) => expect(judge(text, "45").verdict).not.toBe(true));
it.each(["The trip takes 2.5 hours, but she must leave at 3.", "She has 2.5 liters, but she needs 3 cups."])(
  "%s needs the whole of something else",
  (text) => expect(judge(text, "3").verdict).not.toBe(true),
);

it.each(RULES)("%s", (_, rows) => {
  for (const [text, states, not] of rows) {
    expect([text, judge(text, states).verdict]).toEqual([text, true]);
    if (not !== undefined) expect([text, not, judge(text, not).verdict === true]).toEqual([text, not, false]);
  }
});
