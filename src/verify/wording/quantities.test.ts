// Quantities in words and by their signs: numbers, dozens, parts, percents, degrees below zero, remainders, keycaps.
import { describe, expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { withCompounds } from "./measures.ts";
import { withQuantities } from "./quantities.ts";
import { withTimes } from "./times.ts";

describeResponses({
  "numbers in words beside digits": [
    ["Chaque boîte contient 24 œufs. 4 boîtes contiennent donc quatre-vingt-seize œufs.", "96"],
    ["4 boîtes contiennent donc quatre-vingt-six œufs.", null, "96"],
    ["Avec 3 paquets de 27 images, Léa a quatre-vingt-une images.", "81"],
    ["7 Kisten mit je 23 Flaschen ergeben zusammen einhunderteinundsechzig Flaschen.", "161"],
    ["Bei 60 km/h dauert die Fahrt von 150 km zweieinhalb Stunden.", "2,5 Stunden"],
    ["Aus 10 Litern werden 4 Portionen, also bekommt jeder zweieinhalb Liter.", "2.5"],
    ["Voor 280 km bij 80 km/u heb je drieënhalf uur nodig.", "3,5 uur"],
    ["5 scatole da 15 penne fanno in tutto settantacinque penne.", "75"],
    ["6 cajas de 12 rotuladores son setenta y dos rotuladores en total.", "72"],
    ["6 cajas de 12 rotuladores son sesenta y dos rotuladores en total.", null, "72"],
    ["Ela leu 3 livros de 125 páginas, ou seja, trezentas e setenta e cinco páginas no total.", "375"],
    ["За 2,5 часа поезд прошёл двести десять километров.", "210 км"],
    ["На 9 страницах помещается сто тридцать пять марок.", "135"],
    ["12 kutuda 12'şer kalem olduğuna göre toplam yüz kırk dört kalem vardır.", "144"],
    ["Harga 3 buku adalah tujuh puluh lima ribu rupiah.", "75000"],
    ["5 hộp có tất cả sáu mươi lăm viên bi.", "65"],
    ["इसलिए 5 डिब्बों में कुल पचहत्तर पेंसिलें हैं।", "75"],
    ["बस को 3 चक्कर में ढाई घंटे लगेंगे।", "2.5 घंटे"],
    ["إذن في 5 صناديق خمسة وسبعون قلما.", "75"],
    ["상자 4개에 들어 있는 사과는 모두 서른여섯 개입니다.", "36"],
    ["3箱で合計三十六個です。", "36"],
    ["每盒12支，6盒一共有七十二支铅笔。", "72"],
    ["6盒一共有七十二支铅笔。", null, "62"],
    [
      "Each of the 4 shelves holds 18 books.\n\n4 × 18 = 72\n\nAltogether the library shelf has seventy-two books.",
      "72",
    ],
    [
      "There were 50 seats and 13 are taken: 50 − 13 = 37.\n\nThat means thirty-seven seats are still free.",
      "37",
      "13",
    ],
    ["La librería tiene 8 estantes con 14 libros, lo que da ciento doce libros.", "112"],
    ["Jede der 6 Reihen hat 15 Plätze, also gibt es neunzig Plätze.", "90"],
    ["In ogni scatola ci sono 18 matite, quindi in 4 scatole ce ne sono settantadue.", "72"],
    ["Les 3 classes comptent en tout soixante-dix-huit élèves.", "78"],
    ["Les 3 classes comptent en tout soixante-huit élèves.", null, "78"],
    ["Op 5 planken staan in totaal honderdvijftien boeken.", "115"],
    ["O avô tem 3 vezes a idade de Ana, que tem 24 anos, logo ele tem setenta e dois anos.", "72"],
    ["Kutuda 6 sıra ve her sırada 9 çikolata var, yani toplam elli dört çikolata var.", "54"],
    ["1パック8個入りを4パック買ったので、全部で三十二個です。", "32"],
    ["4 बक्सों में कुल अड़तालीस आम हैं।", "48"],
    ["Vậy cả 4 đội có tất cả bốn mươi tám bạn.", "48"],
    ["Jadi 4 kotak berisi tiga puluh enam kelereng.", "36", "4"],
  ],
  dozens: [
    ["Se 4 caixas têm 6 ovos cada, são duas dúzias de ovos.", "24"],
    ["6 × 2 = 12\n\nIl faut donc une douzaine d'œufs pour les 2 gâteaux.", "12"],
    ["3 × 12 = 36\n\nDas sind insgesamt drei Dutzend Eier.", "36"],
    ["Das sind also zwei Dutzend Eier.", null, "2"],
    ["12 + 12 = 24, so she needs two dozen eggs.", "24"],
    ["Sie braucht also ein Dutzend Eier.", "12"],
    ["Portanto, 3 bandejas têm três dúzias de ovos.", "36"],
  ],
  "parts in words": [
    ["Von 12 Kindern tragen 9 eine Brille, das sind drei Viertel der Klasse.", "3/4"],
    ["Comió 6 de las 8 porciones, es decir, tres cuartos de la pizza.", "3/4"],
    ["Il a mangé 4 parts sur 6, soit deux tiers du gâteau.", "2/3"],
    ["Он съел 6 из 9 кусков, то есть две трети пирога.", "2/3"],
    ["As 3 of the 12 eggs are broken, that's a quarter of the box.", "1/4", "1/3"],
    ["Because 9 of the 12 cups are full, that is three quarters of the cups.", "3/4"],
    ["Anna isst 8 von 12 Stücken, also zwei Drittel der Torte.", "2/3"],
    ["8つのうち6つ食べたので、全体の4分の3を食べました。", "3/4"],
    ["8조각 중 6조각을 먹었으므로 피자의 4분의 3을 먹었습니다.", "3/4"],
    ["吃了8块中的6块，所以吃了这个披萨的四分之三。", "3/4"],
    ["Sie hat 10 von 15 Aufgaben gelöst, das sind zwei Drittel.", "2/3", "3/2"],
    ["Ha letto 90 pagine su 120, cioè tre quarti del libro.", "3/4"],
    ["Ze heeft 6 van de 10 vragen goed, dus drie vijfde.", "3/5"],
    ["So 12 of the 16 squares are blue, and that makes three quarters.", "3/4"],
    ["全体の5分の2が赤色です。", "2/5"],
    ["그래서 남은 피자는 전체의 5분의 2입니다.", "2/5"],
    ["Vậy phần còn lại là ba phần tư cái bánh.", "3/4"],
    ["Yani pastanın dörtte üçü yendi.", "3/4"],
  ],
  "mixed numbers": [
    ["She pours 7 cups of juice into 3 jugs, so each jug holds 2 1/3 cups.", "7/3"],
    ["Divide 9 metres of ribbon among 4 girls and every girl receives 2 1/4 metres.", "9/4", "9"],
    ["After the walk there was 1½ L left in the 3 L bottle.", "1.5 L"],
    ["He cut ¼ m off, so ¾ m of the ribbon is left.", "0.75 m"],
    ["Cut the 11 m rope into 4 equal parts and each part has 2 3/4 m.", "11/4"],
    ["Each of the 8 hikers drinks 1¼ litres, so they need 10 litres.", "10"],
    ["The 3 friends walked 4½ miles each, so together that's 13½ miles.", "13.5 miles", "13 miles"],
  ],
  percents: [
    ["20 of the 80 seats are empty, so the hall is seventy-five per cent full.", "75%"],
    ["40 kişilik sınıfın %30'u kızdır.", "30%", "40%"],
    ["40人中10人なので、25パーセントです。", "25%"],
    ["Il en a réussi 18 sur 20, soit quatre-vingt-dix pour cent.", "90%"],
    ["Tem 30 alunos e 12 são meninas, então quarenta por cento são meninas.", "40%"],
    ["Из 50 билетов 10 выигрышных, то есть двадцать процентов.", "20%"],
    ["So the shop took 15 per cent off.", "15%"],
    ["Dari 40 siswa, 10 siswa absen, yaitu 25 persen.", "25%"],
    ["Indirim oranı %15'tir.", "15%"],
  ],
  "below zero": [
    [
      "Um 20 Uhr waren es 3 Grad, dann fiel die Temperatur um 8 Grad, also sind es jetzt fünf Grad unter null.",
      "-5 °C",
    ],
    [
      "Il faisait 4 °C et la température a baissé de 9 degrés, il fait donc 5 degrés au-dessous de zéro.",
      "-5 °C",
    ],
    ["Было 2 градуса, похолодало на 7, значит, сейчас 5 градусов ниже нуля.", "-5"],
    ["最高気温は3℃で、そこから8度下がったので、氷点下5度です。", "-5℃"],
    ["早上3℃，下降了8℃，所以现在是零下5℃。", "-5℃"],
    ["낮에는 3도였는데 8도 내려갔으므로 지금은 영하 5도입니다.", "-5"],
    ["Also sind es jetzt 5 Grad unter null.", null, "5 °C"],
    ["So the lake is 5 degrees above zero.", null, "-5"],
    ["The freezer was 2 °C and cooled by 20 degrees, so it is now eighteen degrees below zero.", "-18 °C"],
    ["La mañana empezó a 3 °C y bajó 10 grados, por lo que quedó en siete grados bajo cero.", "-7"],
    ["Quindi la temperatura è di 3 gradi sotto zero.", "-3"],
    ["Sıcaklık 4 dereceydi, 9 derece düştü, yani şimdi eksi 5 derece.", "-5"],
    ["Nhiệt độ lúc này là âm 5 độ.", "-5"],
    ["Rano było 2 stopnie, potem spadło o 6, więc teraz są 4 stopnie poniżej zera.", "-4"],
    ["Quindi la temperatura è di 3 gradi sopra zero.", null, "-3"],
    ["तापमान शून्य से 6 डिग्री नीचे है।", "-6"],
  ],
  "quotients with a remainder": [
    ["47 ÷ 5 = 9 R 2", "9 remainder 2", "9 remainder 3", "2 remainder 9"],
    ["47 : 5 = 9 Rest 2", "9 remainder 2"],
    ["因为 8 × 5 = 40，43 − 40 = 3，所以 43 ÷ 5 = 8 余 3。", "8 R 3"],
    ["43 ÷ 5 = 8……3", "8 remainder 3"],
    ["43 나누기 5는 8 나머지 3입니다.", "8 remainder 3"],
    ["29 ÷ 4 = 7 r 1", "7 R1", "7 r 2"],
    ["Each child gets 7 sweets: 29 ÷ 4 = 7 remainder 1.", "7 R 1"],
    ["29 : 4 = 7 R1", "7 remainder 1"],
  ],
  "powers of ten": [
    ["So the light travels **3 × 10⁸** metres each second.", "300000000"],
    [
      "Multiply: 2 × 10² times 3 × 10³.\n\n2 × 3 = 6\n2 + 3 = 5\n\nIn scientific notation this is **6 × 10⁵**.",
      "600,000",
    ],
    ["In scientific notation this is **6 × 10⁵**.", null, "6,000,000"],
    ["That is 4.5 × 10³ metres.", "4500"],
    ["Die Entfernung beträgt 3,84 · 10⁵ km.", "384000 km"],
  ],
  "digits on keys": [
    ["Count them all: 7️⃣ + 8️⃣ = 1️⃣5️⃣ marbles!", "15"],
    ["So there are 1️⃣5️⃣ marbles!", null, "51"],
    ["So we have 4️⃣2️⃣ stars! ⭐", "42"],
  ],
});

describe("written in one manner", () => {
  it.each([
    ["Sie braucht dafür dreieinhalb Stunden und 20 Euro.", "Sie braucht dafür 3.5 Stunden und 20 Euro."],
    ["Это двести сорок рублей.", "Это 240 рублей."],
    ["Il en reste quatre-vingt-dix-sept pour cent.", "Il en reste 97%."],
    ["It costs 2 million dollars.", "It costs 2 million dollars."],
    ["The twenty-first term is 89.", "The twenty-first term is 89."],
    ["一共有3千米。", "一共有3千米。"],
    ["El cien por ciento de los 8 niños.", "El 100% de los 8 niños."],
  ])("%s", (text, written) => expect(withQuantities(text)).toBe(written));

  it.each([
    "sechs Grad unter ",
    "vingt et un pour cent moins le ",
    "3 часа дня ",
    "halb vier nachmittags 14:30 ",
    "每小时 5 ",
    "1\\frac{1}{2} L ",
    "7 R 4 ",
    "1 h 20 ",
    "5 рублей 20 ",
  ])("takes linear time: %s", (piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    const started = performance.now();
    withCompounds(withQuantities(withTimes(text)));
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
