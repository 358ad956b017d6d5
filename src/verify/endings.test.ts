// How texts end: a value by itself, a final price, a total under a heading, an option by its letter; and what only looks so.
import { describeResponses, type ResponseRow } from "../../tests/judged-kinds.ts";

const LEFT = "There are 5 × 4 = 20 balloons at first. After 3 pop, 17 balloons are left.\n\n";
const SALE = "Three shirts cost 3 × $20 = $60. The discount is $6.\n\n";

const RULES: Record<string, ResponseRow[]> = {
  "a last line that is a value alone": [
    [`${LEFT}**17**`, "17", "20"],
    [`${LEFT}**17 balloons**`, "17", "20"],
    [`${LEFT}17 balloons`, "17", "20"],
    [`${LEFT}**17.**`, "17", "20"],
    ["He has 5 + 4 = 9 hats. He gives 3 away, so 6 are left.\n\n9 hats", null, "6", "9"],
    ["Tom has 5 hats. He buys 4 hats.\n\n**Step 2**", null, "2"],
    ["17 balloons\nThank you all for reading what I wrote.", "17"],
  ],
  "the final price": [
    [`${SALE}The final price is **$54**.`, "54", "60", "6"],
    [`${SALE}The final amount is **$54**.`, "54", "60"],
    [`${SALE}**Final price: $54**`, "54", "60"],
    ["Drei Hemden kosten 3 · 20 = 60 €. Der Rabatt ist 6 €.\n\nDer Endpreis ist **54 €**.", "54", "60"],
    ["Tres camisas cuestan 60 €. El descuento es de 6 €. El precio final es **54 €**.", "54", "60"],
    ["The cost is 3 × 20 = $60.\n\nFinal price: $54 or $55", null, "54", "55"],
    ["The cost is 3 × 20 = $60.\n\nFinal price: not $54", null, "54"],
    ["The cost is 3 × 20 = $60.\n\nThe final total is not **$54**.", null, "54"],
  ],
  "what is done before, with decimals": [
    ["Dividing the total of \\$9.00 by 12 pencils, each pencil costs \\$0.75.", "75 cents", "9", "12"],
    ["Adding 1,200 and 2.50, we have 1202.50 dollars.", "1202.50", "2.50"],
    ["Dividiendo 9,50 € entre 10, cada lápiz cuesta 0,95 €.", "0.95", "9.50"],
    ["En divisant 9,50 € par 10, chaque crayon coûte 0,95 €.", "0.95", "9.50"],
    ["Dzieląc 9,50 zł przez 10, każdy ołówek kosztuje 0,95 zł.", "0.95", "9.50"],
  ],
  "so many packs of so many": [
    ["The answer is 15 packs of 4 batteries.", "15", "4", "60"],
    ["Answer: 15 boxes of 12 eggs", "15", "12", "180"],
    ["The answer is 12 bags of 5 kg.", "12", "5", "60"],
    ["The answer is 15 packs of 4 batteries or 10 packs of 6 batteries.", null, "15", "10"],
    ["The answer is 2 thirds of 60.", null, "2"],
    ["The answer is 2 dozens of 12 eggs.", null, "2"],
    ["The answer is 50% of 40 apples.", null, "50%"],
  ],
  "a total under a heading": [
    ["### Nihai Cevap\nToplam 84 öğrenci", "84", "85"],
    ["### Final Answer\nTotal 84 students", "84", "85"],
    ["### Respuesta final\nTotal 84 alumnos", "84"],
    ["### Réponse finale\nTotal : 84 élèves", "84"],
    ["### Jawaban akhir\nTotal 84 siswa", "84"],
    ["### Odpowiedź\nRazem 84 uczniów", "84"],
    ["### Antwoord\nTotaal 84 leerlingen", "84"],
    ["### Resposta\nAo todo, 84 alunos", "84"],
    ["### Final Answer\nTotal 84 of 90 students", null, "90"],
    ["### Final Answer\nTotal: more than 84", null, "84"],
    ["### Final Answer\nTotal: 84 or 85 students", null, "84", "85"],
    ["### Final Answer\nThe total is not 84", null, "84"],
    ["### Nihai Cevap\nToplam 84 değil 85", null, "84"],
  ],
  "an option by its letter": [
    ["A alternativa correta é a letra D, porque as outras são números pares.", "D", "A"],
    ["La respuesta correcta es la letra D.", "D"],
    ["La opción correcta es la D.", "D"],
    ["La bonne réponse est la lettre D.", "D"],
    ["Die richtige Antwort ist der Buchstabe D.", "D"],
    ["Die richtige Option ist D.", "D"],
    ["Верный вариант: В", "В", "Б"],
    ["La risposta corretta è la lettera D, perché 12 è pari.", "D", "12"],
    ["Het juiste antwoord is letter D.", "D"],
    ["Prawidłowa odpowiedź to litera D.", "D"],
    ["Jawaban yang benar adalah huruf D.", "D"],
    ["因此正确选项是D。", "D"],
    ["Правильный ответ - вариант Б.", "Б", "В"],
    ["The correct answer is letter D.", "D"],
    ["La opción incorrecta es la D.", null, "D"],
    ["La respuesta correcta no es la letra D.", null, "D"],
    ["Die richtige Option ist nicht D.", null, "D"],
    ["A alternativa correta é a letra D ou E.", null, "D", "E"],
    ["La lettre D est fausse.", null, "D"],
    ["正确选项不是D。", null, "D"],
  ],
};

describeResponses(RULES);
