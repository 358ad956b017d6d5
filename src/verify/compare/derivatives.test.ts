// Names of a derivative before what it is.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "names of a derivative",
    why: "a stroke, a quotient of differentials and a dot are three ways to write one",
    same: [
      ["$y' = 1+\\tan^2 x$", "\\frac{dy}{dx}=\\sec^2 x"],
      ["f'(x) = 2x\\cos(x^2)", "\\frac{df}{dx} = 2x\\cos x^2"],
      ["f'(x) = 6x", "\\frac{d}{dx}f(x) = 6x"],
      ["\\frac{dy}{dx} = -\\frac{x}{y}", "y' = -x/y"],
      ["\\frac{d^2y}{dx^2} = 12x^2", "y'' = 12x^2"],
      ["f''(x) = 12x^2", "\\frac{d^2 f}{dx^2} = 12x^2"],
      ["\\dot{x} = 3t^2", "\\frac{dx}{dt} = 3t^2"],
      ["x'(t) = 3t^2", "\\frac{dx}{dt} = 3t^2"],
      ["y'(x) = e^x", "\\frac{dy}{dx} = e^x"],
      ["dy/dx = 2x", "y' = 2x"],
      ["\\frac{\\mathrm{d}y}{\\mathrm{d}x} = 2x", "f'(x) = 2x"],
      ["\\frac{dV}{dt} = 12\\pi", "12\\pi"],
      ["D_x y = 2x", "y' = 2x"],
      ["y' = 3x^2", "y'(x) = 3x^2"],
      ["\\ddot{x} = 6t", "x''(t) = 6t"],
    ],
    different: [
      ["y' = 2x", "\\frac{dx}{dy} = 2x"],
      ["y'' = 2x", "\\frac{dy}{dx} = 2x"],
      ["\\frac{d^2y}{dx^2} = 12x^2", "y' = 12x^2"],
      ["f'(x) = 2x", "\\frac{dg}{dx} = 2x"],
      ["\\dot{x} = 3t^2", "\\frac{dy}{dt} = 3t^2"],
      ["y = 2x", "y' = 2x"],
      ["f(x) = 2x", "f'(x) = 2x"],
      ["y = 2x", "\\frac{dy}{dx} = 2x"],
      ["\\frac{dy}{dt} = 2x", "\\frac{dy}{dx} = 2x"],
      ["x' = 3", "\\frac{dy}{dx} = 3"],
      ["\\dot{y} = 3", "\\frac{dy}{dx} = 3"],
    ],
  },
]);
