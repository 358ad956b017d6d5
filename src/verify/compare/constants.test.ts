// Free constants in other forms, against such as take other values.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a constant within",
    why: "an arbitrary constant is any multiple of another one",
    same: [
      ["y=-\\frac{1}{x+K}", "y=\\frac{1}{C-x}, where C is an arbitrary constant"],
      ["y=\\tan(x+C), C \\in \\mathbb{R}", "y=\\tan(x-K), K \\in \\mathbb{R}"],
      ["y = \\frac{1}{1+Ce^{-x}}, C \\in \\mathbb{R}", "y = \\frac{2}{2-Ke^{-x}}, K \\in \\mathbb{R}"],
      ["u(t) = \\frac{3}{3t+C}, where C is a constant", "u(t) = \\frac{1}{t-D}, where D is a constant"],
      ["y = (x+C)^2, where C is an arbitrary constant", "y = (D - x)^2, where D is an arbitrary constant"],
    ],
    different: [
      ["y=\\frac{1}{x+K}", "y=\\frac{1}{C-x}, where C is an arbitrary constant"],
      ["y=\\tan(x+C), C > 0", "y=\\tan(x-K), K > 0"],
      ["y=\\tan(x+C), C \\in \\mathbb{Z}", "y=\\tan(x-K/2), K \\in \\mathbb{Z}"],
      ["y = \\frac{1}{x+C}", "y = \\frac{1}{C-x}"],
      ["y = \\ln|x+C|, C \\in \\mathbb{R}", "y = \\ln(x-K), K \\in \\mathbb{R}"],
      ["y = (x+C)^2, where C is an arbitrary constant", "y = (D - x)^3, where D is an arbitrary constant"],
    ],
  },
  {
    name: "a base and an exponent",
    why: "a positive number is e to the power of a real one",
    same: [
      ["f(x)=e^{kx},\\ k\\in\\mathbb{R}", "$f(x)=a^{x}$, where $a$ is an arbitrary positive real number"],
      ["$f(x)=e^{cx}$ for any real constant $c$", "f(x) = b^x, b > 0"],
      ["f(x) = c a^x, a>0, c \\in \\mathbb{R}", "f(x) = b e^{kx}, b,k \\in \\mathbb{R}"],
      ["f(x) = a^x, a > 0", "f(x) = b^{-x}, b > 0"],
    ],
    different: [
      ["f(x)=e^{kx},\\ k>0", "f(x)=a^{x}, a > 0"],
      ["f(x)=e^{kx},\\ k\\in\\mathbb{Z}", "f(x)=a^{x}, a > 0"],
      ["f(x)=a^{x}, a > 1", "f(x)=b^{x}, b > 0"],
      ["f(x)=e^{kx^2},\\ k\\in\\mathbb{R}", "f(x)=a^{x}, a > 0"],
      ["f(x) = c a^x, a>0, c > 0", "f(x) = b e^{kx}, b,k \\in \\mathbb{R}"],
    ],
  },
  {
    name: "an amplitude and a phase",
    why: "all sums of multiples of the cosine and the sine are a multiple of one that is shifted",
    same: [
      [
        "$x(t)=R\\cos(\\omega t-\\varphi)$ with arbitrary constants $R$ and $\\varphi$",
        "x(t)=A \\cos (\\omega t)+B \\sin (\\omega t)",
      ],
      ["y=R\\sin(3x+d), where R and d are arbitrary constants", "y=A \\cos 3x+B \\sin 3x"],
      ["y=e^{-x}R\\sin(2x+d)", "y=e^{-x}(C_1 \\cos 2x+C_2 \\sin 2x)"],
      ["y=x^2 + A\\cos(x-\\delta)", "y=C_1 \\cos x+C_2 \\sin x + x^2"],
      ["x(t) = A\\cos(2t+\\phi), A,\\phi\\in\\mathbb{R}", "x(t) = C_1 \\cos 2t+C_2 \\sin 2t"],
    ],
    different: [
      ["y=R\\sin(2x+d), where R and d are arbitrary constants", "y=A \\cos 3x+B \\sin 3x"],
      ["y=R\\sin(3x+R)", "y=C_1 \\cos 3x+C_2 \\sin 3x"],
      ["y=R\\sin(3x+d)+d", "y=C_1 \\cos 3x+C_2 \\sin 3x"],
      ["y=R\\sin(dx)", "y=C_1 \\cos 3x+C_2 \\sin 3x"],
      ["y=5\\sin(3x+d)", "y=C_1 \\cos 3x+C_2 \\sin 3x"],
    ],
  },
]);
