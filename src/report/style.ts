// The style sheet of every report: light and dark, from 320 px up, and on paper. Its colours are the dashboard's too.

/** The colours, light and dark: --r0 to --r8 are process rewards from −1 to 1. */
export const THEME = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --panel: #f7f7f4; --ink: #1c1f24; --muted: #666b73; --rule: #dcdcd6; --grid: #e9e9e4;
  --blue: #1f66ad; --orange: #b9500a; --green: #00795f; --purple: #84489a;
  --r0: #a82a12; --r1: #c24e1d; --r2: #d2762f; --r3: #d69c4b; --r4: #b9a76a; --r5: #8aa886; --r6: #4c9c92; --r7: #1c8587; --r8: #066a74;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --panel: #1c2025; --ink: #e8e9ea; --muted: #9aa1aa; --rule: #333940; --grid: #262b31;
    --blue: #72b1f0; --orange: #f2a05c; --green: #4fc9a6; --purple: #cf9ee2;
    --r0: #ff7358; --r1: #fb8a58; --r2: #f2a35e; --r3: #e3ba6f; --r4: #cbc38b; --r5: #a3c6a1; --r6: #74c6ba; --r7: #4cc2c2; --r8: #35bfce;
  }
}
`;

export const STYLE = `${THEME}* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 1180px; margin: 0 auto; padding: 40px 28px 80px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0; letter-spacing: -0.015em; font-weight: 680; overflow-wrap: anywhere; }
h2 { font-size: 21px; line-height: 1.3; margin: 60px 0 4px; letter-spacing: -0.01em; font-weight: 660; }
h3 { font-size: 15px; margin: 0; font-weight: 640; }
p { margin: 0; }
.kicker { color: var(--muted); font-size: 14px; margin-bottom: 6px; }
.lead { color: var(--muted); margin-top: 8px; max-width: 70ch; }
.note { color: var(--muted); font-size: 14px; max-width: 92ch; }
.heading { margin: 36px 0 0; padding-top: 12px; border-top: 1px solid var(--rule); font-size: 13px; font-weight: 600; color: var(--muted); }
h2 + .heading, .note + .heading { margin-top: 26px; }
.finding { margin-top: 14px; max-width: 92ch; font-size: 15px; overflow-wrap: anywhere; }
.warning, .limits { margin-top: 10px; padding: 8px 14px; border-left: 4px solid var(--orange); background: var(--panel); font-size: 14px; overflow-wrap: anywhere; }
.limits { border-color: var(--muted); } .limits ul { margin: 4px 0 0; padding-left: 18px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 14px 0 0; padding: 0; list-style: none; font-size: 14px; overflow-wrap: anywhere; }
svg.sample { display: inline-block; width: 26px; height: 8px; margin-right: 8px; vertical-align: 1px; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.9em; }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 180px), 1fr)); gap: 20px 32px; margin-top: 28px; border-top: 1px solid var(--rule); padding-top: 22px; }
.tiles + .note { margin-top: 14px; }
.tile .value { font-size: 38px; line-height: 1.15; font-weight: 700; letter-spacing: -0.03em; color: var(--blue); }
.tile .what { font-size: 14px; } .tile .note { font-size: 13px; }
svg { display: block; width: 100%; height: auto; overflow: visible; }

.grid1, .grid2, .grid3 { display: grid; gap: 28px 36px; margin-top: 18px; align-items: start; }
.grid2 { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 30px 44px; } .grid2 figure { max-width: 600px; }
.grid3 { grid-template-columns: repeat(3, minmax(0, 1fr)); align-items: stretch; }
.grid1 figure { max-width: 900px; }
header + .grid2, header + .legend + .grid2 { margin-top: 26px; border-top: 1px solid var(--rule); padding-top: 22px; }
[class^="grid"] + .note { margin-top: 12px; }
figure { margin: 0; min-width: 0; display: flex; flex-direction: column; }
figcaption { margin-bottom: 8px; flex: 1; }
figcaption .note { font-size: 13px; line-height: 1.4; }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-top: 14px; font-size: 15px; }
th, td { text-align: left; padding: 7px 20px 7px 0; border-bottom: 1px solid var(--rule); vertical-align: baseline; font-weight: 400; }
thead th { color: var(--muted); font-size: 13px; }
tbody th { color: var(--ink); }
td .note { font-size: 13px; white-space: nowrap; }
td b { font-weight: 650; }
:is(.figures, .under) :is(th, td) { white-space: nowrap; padding-right: 18px; }
.figures td.words { white-space: pre; } .under td .note { display: block; }
.figures.grouped :is(th, td) { padding-top: 4px; padding-bottom: 4px; } .figures.grouped .note { margin-left: 6px; }
tr.first > *, tr.strong > * { border-top: 1px solid var(--muted); }
tr.strong > * { font-weight: 650; } tr.strong .note { font-weight: 400; }
.facts th { width: 170px; color: var(--muted); } .facts td { overflow-wrap: anywhere; min-width: 220px; }
.facts .note { display: block; white-space: normal; margin-top: 4px; } .facts, .facts :is(th, td) { font-size: 14px; vertical-align: top; }
.tinted td { white-space: nowrap; font-size: 14px; } .tinted td.words { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.9em; white-space: pre-wrap; overflow-wrap: anywhere; min-width: 14ch; }
.tinted td.tint { background: color-mix(in srgb, var(--edge) 24%, var(--paper)); padding-left: 10px; border-left: 3px solid var(--paper); }
.tinted tr.strong > * { border-top: 0; font-weight: 400; } .tinted tr.strong :is(th, .words) { font-weight: 660; }
.config { columns: 2; column-gap: 48px; margin-top: 14px; }
.config section { break-inside: avoid; margin: 0 0 20px; }
.config h3 { border-bottom: 1px solid var(--rule); padding-bottom: 4px; }
.config dl { margin: 4px 0 0; display: grid; grid-template-columns: minmax(120px, 42%) 1fr; gap: 2px 12px; font-size: 14px; }
.config dt { color: var(--muted); overflow-wrap: anywhere; }
.config dd { margin: 0; overflow-wrap: anywhere; }

.incident { margin-top: 16px; border-left: 5px solid var(--orange); padding: 2px 0 2px 16px; }
.incident h3 { color: var(--orange); } .incident .side h3 { color: inherit; } .incident details.more { margin-top: 0; }
.problem { margin-top: 22px; border-top: 1px solid var(--rule); padding-top: 16px; }
.prompt { white-space: pre-wrap; overflow-wrap: anywhere; margin: 2px 0 12px; }
.label { color: var(--muted); font-size: 13px; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 20px 36px; }
.side h3 { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; margin-bottom: 8px; }
.verdict { font-weight: 500; font-size: 14px; overflow-wrap: anywhere; }
.right { color: var(--green); } .wrong { color: var(--orange); }
pre, .response-text { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); padding: 10px 12px; border-radius: 5px; margin: 8px 0 0; }
.response-text { margin: 0; max-height: 30em; overflow-y: auto; }
ol.steps { list-style: none; margin: 0; padding: 0; display: grid; gap: 4px; }
ol.steps li { display: grid; grid-template-columns: 52px 1fr; gap: 2px 12px; padding: 5px 10px; border-left: 5px solid var(--edge, var(--rule)); background: color-mix(in srgb, var(--edge, var(--rule)) 13%, var(--paper)); border-radius: 0 5px 5px 0; }
ol.steps .reward { font-size: 14px; font-weight: 620; text-align: right; line-height: 1.6; }
ol.steps .text { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
ol.steps .text .mono { line-height: 1.55; }
ol.steps li.weakest { outline: 2px solid var(--edge); outline-offset: -1px; }
.pill { display: inline-block; font-size: 12px; line-height: 1.5; font-weight: 620; padding: 0 8px; border-radius: 10px; background: var(--edge); color: var(--paper); margin-left: 8px; white-space: nowrap; vertical-align: 1px; }
.key { display: flex; align-items: center; gap: 8px; white-space: nowrap; margin-top: 10px; font-size: 13px; color: var(--muted); }
.key .ends:first-of-type { margin-left: 8px; }
.key span.swatch { flex: 0 1 22px; height: 10px; background: var(--edge); }
.key .swatches { display: flex; gap: 1px; flex: 0 1 206px; min-width: 0; }
.c0 { --edge: var(--r0); } .c1 { --edge: var(--r1); } .c2 { --edge: var(--r2); } .c3 { --edge: var(--r3); } .c4 { --edge: var(--r4); }
.c5 { --edge: var(--r5); } .c6 { --edge: var(--r6); } .c7 { --edge: var(--r7); } .c8 { --edge: var(--r8); }

details > summary { cursor: pointer; }
details.more { margin-top: 20px; }
details.more > summary { color: var(--blue); font-size: 15px; padding: 6px 0; }
footer { margin-top: 72px; padding-top: 14px; border-top: 1px solid var(--rule); color: var(--muted); font-size: 13px; overflow-wrap: anywhere; }

@media (max-width: 900px) {
  .grid3 { grid-template-columns: repeat(2, minmax(0, 1fr)); } .grid2 { grid-template-columns: minmax(0, 1fr); }
  .config { columns: 1; }
}
@media (max-width: 620px) {
  main { padding: 24px 16px 56px; }
  h1 { font-size: 24px; }
  .grid3, .sides { grid-template-columns: minmax(0, 1fr); }
  .grid1 { overflow-x: auto; } .grid1 svg { min-width: 620px; }
  .figures:not(:has(th:nth-child(5))) :is(th, td:not(.words), .note) { white-space: normal; }
  .figures:not(:has(th:nth-child(5))) .note { display: block; }
  th, td { padding-right: 14px; }
}
@media print { main { max-width: none; padding: 0; } figure, .problem { break-inside: avoid; } }
`;
