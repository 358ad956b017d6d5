// What stands around a response: what of it answers, and what does not.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "thinking that opens again has not answered": [
    ["<think>3 or 4?</think> The answer is 4. <think>No, the answer is 5.", "4", "5"],
    ["The answer is 4.\n<think>The answer is 5.", "4", "5"],
    ["<think>Is it 5?</think> <think>No. <answer>4</answer>", "4", "5"],
  ],
  "an answer in JSON": [
    ['{"steps": [3, 4], "answer": [7, 9]}', "7, 9", "9", "3, 4"],
    ['{"steps": [3, 4], "answer": ["7/2", "9"]}', "\\frac72, 9", "9"],
    ['{"answer": 7, "steps": [3, 4]}', "7", "4"],
    ['{"reasoning": "3 is too small", "final_answer": "7"}', "7", "3"],
    ['{"answer": {"x": 7}, "steps": [3, 4]}', null, "4", "3, 4"],
  ],
  "where another speaks the answer is over": [
    [
      "36 divided by 4 is 9, so each gets 9 cards.\nHuman: Great! And what is 9 cubed?\nAssistant: It is 729.\nHuman: And then",
      "9",
      "729",
      "36",
    ],
    [
      "That leaves 14 eggs.\nUser: Thanks, what about 20 boxes?\nAssistant: 20 boxes hold 120 eggs.",
      "14",
      "120",
    ],
    ["Por lo tanto quedan 14 huevos.\nUsuario: ¿Y con 20 cajas?\nAsistente: Son 120 huevos.", "14", "120"],
    ["所以还剩14个。\n用户：那么20盒呢？\n助手：是120个。", "14", "120"],
    ["It costs $7.50 in all.\n### Human: And for 4 people?\n### Assistant: $30", "7.5", "30"],
    ["So the answer must be 21.\nUser:", "21"],
    // A table, a problem with its answer, a question before the answer.
    ["Admin: 5\nUser: 12\nTotal: 17", "17", "12", "5"],
    ["What is 27 / 3?\nHuman: I think it is 8.\nAssistant: So it is 9.", "9", "8", "27"],
    ["Human: What is 3 + 4?\nAssistant: 7", "7", "3"],
  ],
  "behind a bare answer other problems follow": [
    [
      "yes\nQ: Is 21 divisible by 4?\nA: no\nQ: Is 18 divisible by 3?\nA: yes\nQ: Is 5 even?\nA: no",
      "yes",
      "no",
    ],
    ["no\nQuestion: Is 4 prime?\nAnswer: no\nQuestion: Is 7 prime?\nAnswer: yes", "no", "yes"],
    ["C\nQ: Which is the largest? A) 3 B) 9\nA: B", "C", "B"],
    ["24 apples\nQ: How many pears are there?\nA: 31", "24", "31"],
    ["$4.50\nProblem: A book costs $9.\nSolution: $9", "4.50", "9"],
    ["True\nQ: 5 > 7?\nA: False", "True", "False"],
    // Its own questions: the last one answered is the answer.
    ["We need two steps.\nQ: How many bags are there?\nA: 6\nQ: How many pens?\nA: 18", "18", "6"],
    ["Let me see\nQ: How many bags are there?\nA: 6", "6"],
    ["Q: How many bags are there?\nA: 6\nQ: So how many pens?\nA: 18", "18", "6"],
  ],
  "what a program prints is what it states": [
    ["rows = 6\nseats_in_row = 7\ntotal = rows * seats_in_row\nprint(total)\n>>> 42", "42", "6", "7"],
    ["price = 12\npaid = 20\nchange = paid - price\nprint(change)\n# Output: 8", "8", "12", "20"],
    ["price = 12\npaid = 20\nchange = paid - price\nprint(change)  # 8", "8", "12", "20"],
    ["const legs = 4;\nconst tables = 9;\nconsole.log(legs * tables); // 36", "36", "4", "9"],
    ["a = 15\nb = 4\nremainder = a % b\nprint(remainder)\nOut[3]: 3", "3", "15", "4"],
    // Nothing is printed, or it was to be printed first.
    ["rows = 6\nseats_in_row = 7\ntotal = rows * seats_in_row\nprint(total)", null, "6", "7"],
    ["rows = 6\nprint(rows)\n>>> 6\nseats = rows * 7\nprint(seats)\n>>> 42", "42", "6"],
    ["rows = 6 # 7 in the other hall\nprint(rows * 5)\n>>> 30", "30", "7", "6"],
  ],
});
