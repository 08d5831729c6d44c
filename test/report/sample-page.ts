/** A page with every kind of block, whose texts are given. */
import type { Page } from "../../src/report/page/page.js";
import { textCell } from "../../src/report/table-model.js";

/** A PNG of 2 by 1 pixels, as far as its header: all that is read of it. */
export const PNG = Uint8Array.from([
  ...[137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82],
  ...[0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0],
]);

/** Every text of the page is `text`, but for file names and ids. */
export function pageOf(text: string, language: Page["language"] = "en"): Page {
  const place = { about: [["Sample", text] as const], command: text };
  return {
    title: text,
    language,
    lead: text,
    contents: text,
    sections: [
      {
        heading: text,
        blocks: [
          { kind: "paragraph", text },
          { kind: "heading", text },
          { kind: "list", items: [text, text] },
          { kind: "facts", rows: [[text, text]] },
          { kind: "code", text },
          { kind: "warning", title: text, text },
          {
            kind: "table",
            id: "table1",
            word: Uint8Array.of(0, 1, 255),
            table: {
              title: text,
              stub: text,
              heads: [[text]],
              rows: [{ label: text, quantity: "text", cells: [textCell(`${text}\r\n2`)], ruleAbove: false }],
              notes: [text],
            },
            ...place,
          },
          {
            kind: "figure",
            id: "figure1",
            caption: text,
            notes: [text],
            drawing: { wide: "<svg></svg>", narrow: "<svg></svg>", png: PNG, file: "figure1.png", description: text },
            ...place,
          },
        ],
      },
    ],
    footer: text,
  };
}
