// Values that a sentence gives with their names.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "extremes",
    why: "each value is that of its name, in words or before a sign",
    same: [
      ["The maximum value is $5$ and the minimum value is $-3$.", "$\\max = 5,\\ \\min=-3$"],
      ["\\max = 5,\\ \\min=-3", "\\min = -3, \\max = 5"],
      ["The minimum is 2, and the maximum is 10.", "\\max = 10, \\min = 2"],
      ["maximum value 5, minimum value -3", "\\max=5, \\min=-3"],
      ["The mean is 7 and the median is 6.", "mean = 7, median = 6"],
      ["The mean is 4.5 and the standard deviation is 1.2.", "mean: 4.5, standard deviation: 1.2"],
      ["f has a maximum of 5 and a minimum of -3", "\\max = 5, \\min = -3"],
      ["The median is 12, the mode is 15.", "mode = 15, median = 12"],
      ["The greatest value is 8 and the least value is $\\frac12$.", "\\max = 8, \\min = 1/2"],
      ["The mean is $8$ and the variance is $2.5$.", "\\text{mean}=8,\\ \\text{variance}=2.5"],
      ["It attains its maximum value of 12 and its minimum value of 4", "\\max=12, \\min=4"],
      [
        "The smallest value is $-\\frac14$ and the largest value is $6$.",
        "$\\min = -\\frac{1}{4}$, $\\max = 6$",
      ],
      ["The range has minimum -2 and maximum 7.", "\\min = -2, \\max = 7"],
      ["The mean equals 12 and the median equals 11.", "median 11, mean 12"],
      ["\\max f = 9,\\ \\min f = 1", "The maximum is 9 and the minimum is 1."],
    ],
    different: [
      ["The maximum is 9.", "\\max=9, \\min=1"],
      ["\\max f = 9,\\ \\min f = 1", "The maximum is 1 and the minimum is 9."],
      ["The mean equals 12 and the median equals 11.", "mean 11, median 12"],
      ["The smallest value is 6 and the largest value is 9.", "\\max = 6, \\min = 9"],
      ["The largest angle is 80 and the smallest angle is 40.", "\\max = 40, \\min = 80"],
      ["The maximum is not 5 and the minimum is -3", "\\max = 5, \\min=-3"],
      ["The maximum value is $5$ and the minimum value is $-3$.", "$\\max = -3,\\ \\min=5$"],
      ["The maximum value is $5$ and the minimum value is $-3$.", "$\\max = 5,\\ \\min=3$"],
      ["The mean is 7 and the median is 6.", "mean = 6, median = 7"],
      ["The mean is 7 and the mode is 6.", "mean = 7, median = 6"],
      ["The maximum value is $5$ and the minimum value is $-3$.", "\\max = 5"],
      ["The maximum is 5.", "\\min = 5"],
    ],
  },
]);
