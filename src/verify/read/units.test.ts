// Amounts of money in a currency and its hundredth.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "money",
    why: "both units are named, and one is a hundredth of the other",
    same: [
      ["Each ticket costs \\$3.60.", "360 cents"],
      ["$3.60", "360 cents"],
      ["The stamp costs 45 cents.", "\\$0.45"],
      ["She pays £2.50.", "250 pence"],
      ["A roll costs €0.80.", "80 cents"],
      ["He gets 75p back.", "£0.75"],
      ["It costs ₹12.50.", "1250 paise"],
      ["2 dollars", "200 cents"],
      ["It is 85 cents", "0.85 dollars"],
      ["The change is $1.25.", "125 ¢"],
      ["Each pen costs 5 rupees", "500 paise"],
      ["A stamp costs ₹7.25.", "725 paise"],
      ["The pack costs \\$0.48.", "48 cents"],
      ["He has 37 pennies", "37 cents"],
      ["3 roubles", "300 kopecks"],
    ],
    different: [
      ["The pack costs \\$0.48.", "0.48 cents"],
      ["3 roubles", "300 cents"],
      ["Each ticket costs \\$3.60.", "360 tickets"],
      ["5 rupees", "50 paise"],
      ["Each ticket costs \\$3.60.", "36 cents"],
      ["Each ticket costs \\$3.60.", "3.60 cents"],
      ["Each ticket costs \\$360.", "360 cents"],
      ["She pays £2.50.", "250 cents"],
      ["She pays 3.60.", "360 cents"],
      ["He sold 3.60 tickets", "360 cents"],
      ["It costs ₹12.50.", "1250 cents"],
      ["Each ticket costs \\$3.60.", "360 pence"],
      ["Each ticket costs \\$3.60.", "360"],
    ],
  },
]);
