// Quantities of physics, with units of several systems and numbers as programs print them, and exponents that turn.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "units of physics",
    why: "a unit in centimetres, grams and seconds is a power of ten of one in metres and kilograms",
    same: [
      ["3 kWh", "10.8 MJ"],
      ["2 MWh", "2000 kWh"],
      ["$3.8 \\times 10^{33}$ erg/s", "3.8\\times 10^{26}\\ \\mathrm{W}"],
      ["$2.5 \\times 10^{5}$ dyn", "2.5\\ \\mathrm{N}"],
      ["5\\times 10^7 \\text{ ergs}", "5 J"],
      ["1.77e-6 m", "1.77\\ \\mu\\mathrm{m}"],
      ["6e-7 m", "600 nm"],
      ["4.5e-3 A", "4.5\\ \\mathrm{mA}"],
      ["3e8 m/s", "3 \\times 10^{5} km/s"],
      ["2.5e3 kg", "2.5 \\times 10^{6} g"],
    ],
    different: [
      ["$3.8 \\times 10^{33}$ erg", "3.8\\times 10^{26}\\ \\mathrm{W}"],
      ["$3.8 \\times 10^{26}$ erg/s", "3.8\\times 10^{26}\\ \\mathrm{W}"],
      ["6e-7 m", "60 nm"],
      ["3e8 m/s", "3 \\times 10^{6} km/s"],
      ["4.5e-3 A", "4.5\\ \\mathrm{mV}"],
    ],
  },
  {
    name: "a unit behind a formula of a sentence",
    why: "it is the unit of the number that is written there, where the other side has one too",
    same: [
      ["The journey takes $90$ minutes.", "$1.5$ hours"],
      ["The rod is $2.5$ meters long.", "250 cm"],
      ["Each car weighs $1200$ kg.", "$1.2$ tonnes"],
      ["The area is $3$ square feet.", "$432$ square inches"],
      ["The speed is $72$ km/h.", "$20$ m/s"],
      ["It costs $75$ cents.", "$\\$0.75$"],
      ["The luminosity is $4 \\times 10^{26}$ W.", "$4 \\times 10^{33}$ erg/s"],
      ["The wavelength is $6 \\times 10^{-7}$ m.", "600 nm"],
      ["The journey takes $90$ minutes.", "90"],
      ["There are $12$ A's.", "12"],
    ],
    different: [
      ["The journey takes $90$ minutes.", "$90$ hours"],
      ["The journey takes $90$ minutes.", "$2.5$ hours"],
      ["The rod is $2.5$ meters long.", "$25$ cm"],
      ["The luminosity is $4 \\times 10^{26}$ W.", "$4 \\times 10^{26}$ erg/s"],
      ["The speed is $72$ km/h.", "$72$ m/s"],
    ],
  },
  {
    name: "an exponent that turns",
    why: "i and the letters behind it are factors there, though they are a word or a unit elsewhere",
    same: [
      ["z=\\frac{1-i}{4}e^{2it}", "\\frac{e^{2 i t}}{(2+2 i)}"],
      ["e^{it}+e^{-it}", "2\\cos t"],
      ["\\frac{e^{in\\theta}-e^{-in\\theta}}{2i}", "\\sin n\\theta"],
      ["\\frac{e^{is}}{1+i}", "\\frac{(1-i)e^{is}}{2}"],
      ["\\frac{1}{2}e^{-iat}(1-i)", "\\frac{e^{-iat}}{1+i}"],
      ["\\frac{\\exp(it)}{i}", "-i\\exp(it)"],
    ],
    different: [
      ["z=\\frac{1+i}{4}e^{2it}", "\\frac{e^{2 i t}}{(2+2 i)}"],
      ["e^{it}-e^{-it}", "2\\cos t"],
      ["\\frac{e^{is}}{1+i}", "\\frac{(1-i)e^{-is}}{2}"],
      ["x^{\\inf A}", "x^{iA}"],
    ],
  },
]);
