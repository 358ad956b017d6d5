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
});
