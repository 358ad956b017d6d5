import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml, html } from "../report/markup.ts";
import { cap, columns, oneLine, pad, truncate, visible, wrap } from "./text.ts";

/** Any text: characters of every plane, lone surrogates, and many control characters. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xa0 }), fc.integer({ min: 0, max: 0x10ffff })))
  .map((codes) => String.fromCodePoint(...codes));

describe("visible", () => {
  it("shows control characters, overrides and lone surrogates, and keeps text", () => {
    expect(visible("a\u001b[31mb")).toBe("a␛[31mb");
    expect(visible("a\u202eb\u2066")).toBe("a‹U+202E›b‹U+2066›");
    expect(visible("a\r\nb\tc")).toBe("a\nb\tc");
    expect(visible("\u007f\u0085")).toBe("␡‹U+0085›");
    expect(visible("x\ud800y")).toBe("x\ufffdy");
    expect(visible("a\u{e0041}b\u{e0100}c\u00add\u3164")).toBe("a‹U+E0041›b‹U+E0100›c‹U+00AD›d‹U+3164›");
    expect(visible("½ 解 👩‍👩‍👧 é")).toBe("½ 解 👩‍👩‍👧 é");
  });

  it("leaves no control character in any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(/[^\P{Cc}\n\t]/u.test(visible(text))).toBe(false);
      }),
    );
  });
});

describe("escapeHtml and html", () => {
  it("escapes whatever is put in, in elements and attributes", () => {
    const hostile = `</script><script>alert("1")</script>'&`;
    const page = html`<p title="${hostile}">${hostile}${[hostile, html`<b>${1}</b>`]}${null}${false}</p>`
      .text;
    expect(page).not.toContain("<script");
    expect(page).toContain("<b>1</b>");
    expect(page).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;");
  });

  it("never lets a bracket or quote through", () => {
    fc.assert(fc.property(anyText, (text) => !/[<>"']/.test(escapeHtml(text))));
  });
});

describe("cap", () => {
  it("counts what it leaves out and does not split a pair", () => {
    expect(cap("abcdef", 6)).toBe("abcdef");
    expect(cap("abcdef", 2)).toBe("ab … (4 more characters)");
    expect(cap("a😀b", 2)).toBe("a … (3 more characters)");
  });
});

describe("terminal columns", () => {
  it("counts wide characters as two, marks and joiners as none", () => {
    expect(columns("abc")).toBe(3);
    expect(columns("数学")).toBe(4);
    expect(columns("é")).toBe(1);
    expect(columns("👩‍👩‍👧")).toBe(2);
    expect(columns("✗ −0.7")).toBe(6);
  });

  it("pads, truncates and wraps by columns", () => {
    expect(pad("数", 4)).toBe("数  ");
    expect(pad("数", 4, "right")).toBe("  数");
    expect(truncate("数学数学", 5)).toBe("数学…");
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(oneLine(" a\n\n b\t\u001b ")).toBe("a ↵ b ␛");
  });

  it("wraps within the width and loses nothing but blanks", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = wrap(text, width);
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});
