// The frame of every report: one HTML file that opens offline. It runs no script and loads nothing; its content policy
// says so, so that whatever a model wrote stays text.
import { type Content, html, literal } from "./markup.ts";
import { STYLE } from "./style.ts";

/** A whole page as HTML; `style` is CSS beside that of all reports. */
export function htmlPage(title: string, body: Content, style = ""): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${literal(STYLE + style)}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`.text;
}
