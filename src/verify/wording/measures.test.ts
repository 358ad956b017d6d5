// Amounts of money, measures in two units, ratios and arguments of functions within sentences.
import { describeKinds, describeResponses } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "points part thousands",
    why: "in rupiahs and dongs, whatever language the text is in",
    same: [
      ["Rp45.000", "45000"],
      ["Rp 1.250.000", "1250000"],
      ["Rp12.500,50", "12500.5"],
      ["Rp 45,000", "Rp45.000"],
      ["36.000 đồng", "36000"],
      ["120.000đ", "120.000 VND"],
      ["45.000 rupiah", "Rp45.000"],
    ],
    different: [
      ["Rp45.000", "45"],
      ["45.000 đồng", "45"],
      ["Rp45.000", "$45000"],
      ["Rp4.500", "45000"],
      ["45.000 kg", "45000"],
    ],
  },
]);

describeResponses({
  "measures in two units in words": [
    ["That's one hour and twenty minutes.", "80 minutes", "20 minutes"],
    ["So she needs an hour and fifty minutes.", "110 minutes", "50 minutes"],
    ["It takes one minute and five seconds.", "65 seconds", "5 seconds"],
    ["one hour and ten minutes", "70 minutes", "10 minutes"],
    ["She walked one kilometre and three hundred metres.", "1.3 km", "300 m"],
    ["She needs one hour and a quarter.", "75 minutes", "15 minutes"],
    ["It took an hour and thirty pages.", null, "90 minutes"],
  ],
  "workings in one unit and the answer in another": [
    [
      "- Pens: 2 × $2.30 = $4.60\n- Bill: $8.10\n- Book: $8.10 − $4.60 = 350 cents\n\nThe book costs **$3.50**.",
      "$3.50",
      "8.10",
    ],
    ["- Rides: 3 × 30 min = 90 min\n\nThe trip takes **1.5 hours**.", "1.5", "3"],
    ["Rope: 4 × 65 cm = 260 cm\n\nIt is **2.6 m** long.", "2.6", "4"],
    ["Flour: 5 × 250 g = 1250 g\n\nThat makes **1.25 kg**.", "1.25", "5"],
    ["Bill: 6 × 75 cents = 450 cents\n\nShe pays **$4.50**.", "4.50", "6"],
    ["- Rides: 3 × 30 min = 90 min\n\nThe trip takes **2.5 hours**.", null, "2.5"],
    ["Bill: 6 × 75 cents = 450 cents\n\nShe pays **$5.40**.", null, "5.40"],
    ["Rope: 4 × 65 cm = 260 cm\n\nShe buys **26 m**.", null, "26"],
  ],
  "a ratio in words": [
    ["It reduces to a ratio of 3 to 2.", "3:2", "3", "2"],
    ["So boys and girls are in a ratio of 5 to 7.", "5:7", "5", "7"],
    [
      "120 ml of syrup and 480 ml of water comes, after cancelling, to a ratio of 1 to 4.",
      "1:4",
      "120",
      "480",
    ],
    [
      "45 red beads against 30 blue ones simplifies, on dividing by 15, to a red-to-blue ratio of 3 to 2.",
      "3:2",
      "15",
      "45",
    ],
    ["Therefore, 18 cm to 27 cm simplifies to the ratio of 2 to 3.", "2:3", "18", "27"],
    ["It went up from a ratio of 3 to 2.", null, "3"],
  ],
  "arguments of a function are no values": [
    ["We factor both. So gcd(12, 18) = 6.", "6", "12", "18"],
    ["So **LCM(6, 8) = 24**.", "24", "6", "8"],
    ["We list them. Therefore max(3, 9, 4) = 9 is largest.", "9", "3"],
    ["Thus **lcm(4, 10) = 20**", "20", "4"],
    ["The rest is zero. So mod(17, 5) = 2.", "2", "17", "5"],
    ["So gcd(12, 18) = 6 and lcm(12, 18) = 36.", null, "6", "12"],
  ],
});
