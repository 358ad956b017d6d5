// The page "Train here" by itself, for a static site.
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "../style.css";
import { THEME } from "../../src/report/style.ts";
import { TrainPage } from "./page.tsx";

const theme = document.createElement("style");
theme.textContent = THEME;
document.head.append(theme);
const place = document.getElementById("page");
if (place)
  render(
    <>
      <header class="top">
        <nav aria-label="where you are">
          <span class="mark">pure</span>
        </nav>
      </header>
      <main>
        <TrainPage />
      </main>
    </>,
    place,
  );
