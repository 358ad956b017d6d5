// Square and cubic metres in sentences: the number is the answer and the unit is its own; a letter of the problem stays one.
import { expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { withSquareMetres } from "./measures.ts";

describeResponses({
  "a measure in metres": [
    ["The area of the sign is 1.5 m², as it is 3 m wide and 0.5 m tall.", "1.5", "3", "0.5", "1.5 m"],
    ["The area of the sign is 1.5 m².", "1.5 \\text{ m}^2", "1.5 m", "1.5 cm^2", "1.5 m^3"],
    ["The volume of the tank is 12 m³.", "12", "12 m^2"],
    ["The tank holds 12 m³ of water.", "12 m^3", "12 m"],
    ["The garden covers 24 m².", "24", "24 m"],
    ["The floor measures 24 m^2.", "24", "24 m"],
    ["The answer is 1.5 m².", "1.5", "1.5 m"],
    ["### Answer\n\nThe area is 24 m².", "24", "24 m"],
    ["The area is 1.5 m² (15000 cm²).", "15000 cm^2", "15000"],
    ["The area is 24 m², not 20 m².", "24", "20"],
    ["L’aire est de 12 m².", "12", "12 m"],
    ["The rug has 3 m sides, so it covers 9 m².", "9", "3"],
    ["The area is 2.5 km².", "2.5", "2.5 m^2"],
    ["The acceleration is 12 m/s².", "12", "12 m"],
  ],
  "a letter": [
    ["The derivative is 3 m².", "3m^2", "3"],
    ["The area of the square in terms of m is 9 m².", "9m^2", "9"],
    ["The area of the square of side 3m is 9m^2.", "9m^2", "9"],
    ["The area is 5t².", "5t^2", "5"],
    ["The area is 5 x².", "5x^2", "5"],
    ["The distance is 5t.", "5t", "5"],
    ["The area is $24 m^2$.", "24m^2", "24"],
  ],
});

it("is rewritten in sentences alone", () => {
  for (const text of ["A = 3 m^{2}", "The area is $3 m^2$.", "#### 3 m^{2}", "The area is 3 m^{2} + 1."])
    expect(withSquareMetres(text)).toBe(text);
  expect(withSquareMetres("The volume is 3 m^{3}.")).toBe("The volume is 3 cubic m.");
});

it("takes linear time", () => {
  const started = performance.now();
  for (const piece of ["3 m^2 ", "3 m^{", "area m ", "1111", "\n1 m^2"])
    withSquareMetres(`The area is 3 m^2. ${piece.repeat(20_000)}`);
  for (const piece of ["3 m^2 ", "area m ", "1111"])
    withSquareMetres(`The area is 3 m^2. ${piece.repeat(500)}`);
  expect(performance.now() - started).toBeLessThan(500);
});

describeResponses({
  "a letter in an expression, or one beside it": [
    ["The answer is 5 m^2 n.", null, "5", "5 m^2"],
    ["The answer is 5 m² n³.", null, "5"],
    ["The area is 3 m^2 x.", null, "3"],
    ["The answer is 6 - 3 m².", "6-3m^2", "3", "-3", "6"],
    ["The answer is -3 m².", "-3m^2", "-3"],
    ["Multiply the coefficients and add the exponents. The answer is 10 m³.", "10m^3", "10"],
    ["Combining like terms, the answer is 7 m².", "7m^2", "7"],
    ["The expansion contains 8 m³.", null, "8"],
    ["The polynomial contains the term 8 m^3.", null, "8"],
    ["The simplified answer is 4 m².", "4m^2", "4"],
    ["Over the field of rationals the form is 8 m^2.", "8m^2", "8"],
    ["The discriminant of the field is 8 m^2.", "8m^2", "8"],
    ["The answer is 4 m² p.", null, "4"],
    ["The answer is 3 m^2 when simplified.", "3m^2", "3"],
    ["The answer is 12 m^2 squared.", null, "12"],
    ["The area is 24 m² A.", null, "24"],
    ["The answer: 7 m² b", null, "7"],
    ["The answer is 7 m² times n.", null, "7"],
    ["The answer is 7 m² over 3.", null, "7"],
    ["The volume is 24 m³ a day.", "24", "24 m"],
    ["The area is 24 m² and the fence is 20 m.", null, "20"],
  ],
});
