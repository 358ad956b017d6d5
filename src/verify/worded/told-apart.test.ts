// Names, words and options with what they are told apart from or what they are beside them: the name is the answer, and what is
// denied is none.
import { describe, expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { judge } from "../judge.ts";
import { plainly } from "../sentence/found.ts";
import { toldApart } from "./told-apart.ts";

describeResponses({
  "what a name is told apart from": [
    ["**Answer:** Canberra (not Sydney, as many people think)", "Canberra", "Sydney"],
    ["The answer is Ottawa, not Toronto.", "Ottawa", "Toronto"],
    ["Final answer: Thursday, and not Friday", "Thursday", "Friday"],
    ["The answer is the Nile (not the Amazon or the Congo).", "the Nile", "the Amazon", "the Congo"],
    ["The answer is Marie Curie rather than Lise Meitner.", "Marie Curie", "Lise Meitner"],
    ["#### Jupiter (not Saturn)", "Jupiter", "Saturn"],
    ["**Brasília** (not Rio de Janeiro)", "Brasília", "Rio de Janeiro"],
    ["Vega, not Sirius", "Vega", "Sirius"],
    ["Answer: Tom, not Ann, because she lost 3 games.", "Tom", "Ann", "3"],
    ["Answer: Tom, not only Ann", null, "Ann"],
    ["Answer: Tom, not Ann, but Ben is right too", null, "Ann"],
    ["Answer: Tom, not Ann, or maybe Ben", null, "Ben"],
    ["The answer is not Toronto but Ottawa.", "Ottawa", "Toronto"],
  ],
  "what an option is told apart from": [
    ["The best choice is option A, not B, since the author never mentions the storm.", "A", "B"],
    ["The correct answer is option A, not B.", "A", "B"],
    ["The answer is (B), not (C), because 7 > 3.", "B", "C", "7"],
    ["The correct answer is choice D rather than C because the graph falls.", "D", "C"],
    ["Answer: E (not A)", "E", "A"],
    ["The correct option is C and never D, as the slope is negative.", "C", "D"],
    ["(A) because 2 is prime? 9 is not, so A fails. B has 2, 3 and 5.", null, "A"],
    ["The answer is A, not B, or perhaps C.", null, "B", "C"],
  ],
  "what a word is told apart from": [
    ["Answer: odd, not even", "odd", "even"],
    ["Answer: an ellipse (not a circle)", "ellipse", "circle"],
    ["The answer is oxygen, rather than nitrogen.", "oxygen", "nitrogen"],
    ["Answer: increasing, not strictly", null, "increasing"],
    ["Answer: yes, not always", null, "yes"],
    ["Answer: a rhombus (if the angle is not right)", null, "a rhombus", "rhombus"],
  ],
  "a name or an option whose reason has numbers": [
    ["The answer is Tom, because he has 3 apples.", "Tom", "3"],
    ["The answer is Thursday since 30 = 4 * 7 + 2.", "Thursday", "2", "30"],
    ["The correct option is C and never D, as the slope is -2.", "C", "D", "-2"],
    ["The answer is Seven, because 3 + 4 = 7.", "7", "3", "Seven of them"],
  ],
  "what a name is": [
    ["**Answer:** Canberra (the capital)", "Canberra", "the capital"],
    ["Answer: Mount Everest, the highest mountain on Earth", "Mount Everest", "mountain"],
    ["The answer is Tom, since he is the tallest.", "Tom", "he"],
    ["The answer is Peru (in South America).", "Peru", "South America"],
    ["Answer: Georgia (the state)", "Georgia", "Georgia (the country)"],
    ["Answer: Tom (and Ann)", null, "Tom", "Ann"],
    ["Answer: Monday (if it rains)", null, "Monday"],
    ["Answer: Ann, the second is Ben", null, "Ann", "Ben"],
    ["Answer: Leo (the one without a hat and Mia)", null, "Leo", "Mia"],
  ],
});

describe("a contrast on both sides", () => {
  it.each([
    ["Canberra", "Canberra (not Sydney)", true],
    ["Canberra, not Melbourne", "Canberra (not Sydney)", true],
    ["Sydney", "Canberra (not Sydney)", false],
    ["Sydney, not Canberra", "Canberra (not Sydney)", false],
    ["an integer, not prime", "an integer, not odd", false],
    ["Georgia (the state)", "Georgia (the country)", false],
  ])("%j against %j: %j", (text, reference, same) => expect(judge(text, reference).verdict).toBe(same));

  it("takes linear time", () => {
    const started = performance.now();
    for (const piece of ["Ann of ", "A not ", "a-", "Ann, not Ben, ", "Ann (the ", "Ann        "])
      for (const count of [10, 30, 20_000])
        toldApart(plainly({ answer: piece.repeat(count), from: "the text itself" }));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describeResponses({
  "what is said of more than one, in some cases only, or of two properties": [
    ["Answer: Tom, as well as Ann", null, "Tom", "Ann"],
    ["The answer is Paris, as are London and Rome.", null, "Paris"],
    ["Answer: Monday, as long as it doesn't rain", null, "Monday"],
    ["Answer: B, as long as n > 2", null, "B", "2"],
    ["Answer: Leo, as is Mia", null, "Leo"],
    ["Answer: Ann, the second Ben", null, "Ann", "Ben"],
    ["Answer: Ann, the others Ben", null, "Ann", "Ben"],
    ["Answer: Sydney (which is wrong, it's Canberra)", null, "Sydney"],
    ["Answer: Sydney (the wrong choice)", null, "Sydney"],
    ["Answer: Leo (also Mia)", null, "Leo", "Mia"],
    ["Answer: Monday (in leap years)", null, "Monday"],
    ["Answer: London (from January to March)", null, "London"],
    ["Answer: Tom (in the first race)", null, "Tom"],
    ["Answer: P and not Q", null, "P", "Q"],
    ["Answer: Mammals but not Whales", null, "Mammals", "Whales"],
    ["The answer is Integers but not Naturals.", null, "Integers"],
    ["Answer: Tom, not Ann, and Ben", null, "Tom", "Ann", "Ben"],
    ["Answer: A, not B, and D", null, "A", "B", "D"],
    ["Answer: Tom, not Ann, plus Ben", null, "Tom"],
    ["Answer: Tom, not Ann, as well as Ben", null, "Tom"],
    ["Answer: Monday, not Tuesday, in leap years", null, "Monday"],
    ["Answer: continuous, not differentiable", null, "continuous", "differentiable"],
    ["Answer: injective, not surjective", null, "injective", "surjective"],
    ["Answer: Injective, not Surjective", null, "Injective"],
    ["injective", null, "injective, not surjective", "injective, not bounded"],
    ["sufficient", null, "sufficient, not necessary"],
    ["Answer: sufficient, not necessary", null, "sufficient", "necessary"],
    ["Answer: Necessary, not Sufficient", null, "Necessary"],
    ["Answer: reflexive, and not symmetric", null, "reflexive"],
    ["Answer: bounded, not convergent", null, "bounded"],
    ["an integer", null, "an integer, not prime"],
    ["Answer: Red, the other Blue", null, "Red", "Blue"],
    ["Answer: Monday, since Tuesdays don't count, and Friday", null, "Monday"],
    ["Answer: Tom, because he won, and Ann", null, "Tom"],
    ["Answer: Tom since Ann is disqualified, as well as Ben", null, "Tom"],
    ["Answer: Bonn, as of 1949", null, "Bonn"],
    ["Answer: closed, not bounded", null, "closed", "bounded"],
    ["Answer: the mean rather than the median", "the mean", "the median"],
    ["Answer: red instead of blue", "red", "blue"],
    ["Answer: Tom, not Ann, because he won 3 games and 2 sets", "Tom", "Ann", "2"],
    ["Answer: unbounded, not bounded", "unbounded", "bounded"],
    ["Answer: red instead of blue", "red", "blue"],
    ["Answer: a mean, not a mode", "a mean", "a mode"],
    ["Answer: Rhodes (in Greece)", "Rhodes", "Greece"],
    ["Answer: Ada Lovelace (also known as Augusta King)", "Ada Lovelace"],
    ["Answer: Lyon (the second largest city)", "Lyon"],
    ["Answer: an injection, not a surjection", null, "an injection"],
    ["Answer: Venice (in March)", null, "Venice"],
  ],
});
