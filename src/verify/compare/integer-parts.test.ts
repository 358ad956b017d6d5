// Integer parts of whole numbers, by one another and by cases.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "integer parts of a whole number",
    why: "a letter like n runs over whole numbers there, and is tried where integer parts step",
    same: [
      [
        "\\left\\lceil\\frac{n}{2}\\right\\rceil",
        "$\\lfloor\\frac{n+1}{2}\\rfloor$ for every positive integer $n$",
      ],
      ["\\lceil k/3 \\rceil", "\\lfloor (k+2)/3 \\rfloor"],
      ["n - \\lfloor n/2 \\rfloor", "\\lceil n/2 \\rceil"],
      ["\\lfloor n/2 \\rfloor + \\lfloor (n+1)/2 \\rfloor", "n"],
      ["\\lfloor \\sqrt{n}+\\sqrt{n+1} \\rfloor", "\\lfloor \\sqrt{4n+2} \\rfloor"],
      ["\\lfloor (m+n)/2 \\rfloor", "\\lceil (m+n-1)/2 \\rceil"],
      ["a(n) = \\lfloor n^2/4 \\rfloor", "a(n) = \\lfloor n/2 \\rfloor \\lceil n/2 \\rceil"],
      ["\\lceil n/100 \\rceil", "\\lfloor (n+99)/100 \\rfloor"],
    ],
    different: [
      ["\\lceil n/3 \\rceil", "\\lfloor (n+1)/3 \\rfloor"],
      ["\\lfloor n/100 \\rfloor", "\\lfloor (n+1)/100 \\rfloor"],
      ["\\lfloor n/100 \\rfloor", "\\lfloor (n+50)/100 \\rfloor"],
      ["\\lfloor n/1000 \\rfloor", "\\lfloor n/1001 \\rfloor"],
      ["\\lfloor n/100 \\rfloor", "0"],
      ["\\lfloor n/1000003 \\rfloor", "0"],
      ["\\lfloor n/2^{10} \\rfloor", "\\lfloor (n+1)/2^{10} \\rfloor"],
      ["\\lfloor n/(7 \\cdot 11 \\cdot 13) \\rfloor", "\\lfloor (n+1)/(7 \\cdot 11 \\cdot 13) \\rfloor"],
      ["\\lfloor \\sqrt[5]{n} \\rfloor", "\\lfloor \\sqrt[5]{n+1} \\rfloor"],
      ["\\lfloor \\sqrt[9]{n} \\rfloor", "\\lfloor \\sqrt[9]{n+1} \\rfloor"],
      ["\\lfloor \\log_2(n)/8 \\rfloor", "\\lfloor \\log_2(n+1)/8 \\rfloor"],
      ["\\lfloor n\\sqrt2 \\rfloor", "\\lfloor 1.41421n \\rfloor"],
      ["\\lfloor (n^3+n)/83 \\rfloor", "\\lfloor (n^3+n+1)/83 \\rfloor"],
      ["\\lceil x/2 \\rceil", "\\lfloor (x+1)/2 \\rfloor"],
      ["\\lfloor m/2 \\rfloor+\\lfloor n/2 \\rfloor", "\\lfloor (m+n)/2 \\rfloor"],
      ["\\lfloor n^2/4 \\rfloor", "\\lfloor n/2 \\rfloor^2"],
      ["\\lfloor n/2 \\rfloor", "\\frac{n}{2}"],
      ["\\lfloor n \\rfloor", "n"],
    ],
  },
  {
    name: "integer parts by cases",
    why: "that n is a whole number says where they are defined",
    same: [
      [
        "\\begin{cases}\\frac{n^2}{4}, & n \\text{ even}\\\\ \\frac{n^2-1}{4}, & n \\text{ odd}\\end{cases}",
        "$\\left\\lfloor\\frac{n^{2}}{4}\\right\\rfloor$, where $n$ is a positive integer",
      ],
      [
        "\\begin{cases}\\frac{k}{2}, & k \\text{ even}\\\\ \\frac{k+1}{2}, & k \\text{ odd}\\end{cases}",
        "$\\lceil \\frac{k}{2} \\rceil$ for all integers $k \\ge 1$",
      ],
    ],
    different: [
      [
        "\\begin{cases}\\frac{n^2}{4}, & n \\text{ even}\\\\ \\frac{n^2+1}{4}, & n \\text{ odd}\\end{cases}",
        "$\\left\\lfloor\\frac{n^{2}}{4}\\right\\rfloor$, where $n$ is a positive integer",
      ],
      [
        "\\begin{cases}\\frac{n}{2}, & n \\text{ even}\\\\ \\frac{n-1}{2}, & n \\text{ odd}\\end{cases}",
        "$\\lceil \\frac{n}{2} \\rceil$ for all integers $n \\ge 1$",
      ],
    ],
  },
]);
