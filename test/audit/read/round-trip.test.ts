/** Law: a table of ours, in any format and language, is read back to the numbers it prints. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { PrintedTable } from "../../../src/audit/paper.js";
import { readPaper } from "../../../src/audit/read/read-paper.js";
import { presentTable } from "../../../src/report/present-table.js";
import { type Beneath, USUAL_STARS } from "../../../src/report/regression/regression-table.js";
import { renderDocx } from "../../../src/report/render/docx.js";
import { renderTable } from "../../../src/report/render/render.js";
import { cellText, type TableModel } from "../../../src/report/table-model.js";
import { modelTable } from "../../../src/verbs/table/model-table.js";
import { coefficient, sampleFit } from "../../report/sample-fits.js";
import { runs } from "../../support/laws.js";

const FORMATS = ["markdown", "latex", "html", "csv", "docx"] as const;
const ENDING = { markdown: "md", latex: "tex", html: "html", csv: "csv", docx: "docx" } as const;

const bytesIn = async (table: TableModel, format: (typeof FORMATS)[number]): Promise<Uint8Array> =>
  format === "docx" ? renderDocx([table]) : new TextEncoder().encode(renderTable(table, format));

async function readBack(table: TableModel, format: (typeof FORMATS)[number]): Promise<PrintedTable> {
  const bytes = await bytesIn(table, format);
  const { paper, reading } = await readPaper({ name: `t.${ENDING[format]}`, bytes });
  expect(reading.tables.flatMap(({ unread }) => unread)).toEqual([]);
  expect(paper.tables).toHaveLength(1);
  return paper.tables[0]!;
}

/** What the model says each column prints: estimates with what stands beneath, stars apart; CSV has all digits and no stars. */
function printedBy(table: TableModel, format: string) {
  return table.heads.map((_, c) =>
    table.rows.flatMap((row, r) => {
      const cell = row.cells[c];
      if (row.quantity !== "estimate" || cell?.kind !== "number") return [];
      const beneath = table.rows[r + 1]!.cells[c]!;
      const inside =
        format === "csv" && beneath.kind === "number" ? String(beneath.value) : cellText(beneath).replace(/[()]/g, "");
      return [
        {
          term: format === "csv" ? (row.name ?? row.label) : row.label,
          estimate: format === "csv" ? cell.value : Number(cell.text),
          stars: format === "csv" ? "" : cell.close,
          beneath: inside.startsWith("[") ? inside.slice(1, -1).split(", ").map(Number) : [Number(inside)],
        },
      ];
    }),
  );
}

const numbers = (table: PrintedTable) =>
  table.columns.map(({ estimates }) =>
    estimates.map(({ term, estimate, stars, parenthesis, bracket }) => ({
      term,
      estimate: estimate.value,
      stars,
      beneath: parenthesis !== null ? [parenthesis.value] : [bracket ?? []].flat().map(({ value }) => value),
    })),
  );

/** Names as data have them; a row may not be called what a statistic or an effect is. */
const term = fc.constantFrom(
  "did",
  "eco",
  "L.quality",
  "x:y",
  "ln(gdp)",
  "(Intercept)",
  "policy & trade",
  "a_b",
  "税率",
  "100%",
  "treat#post",
  "-x",
);
const size = fc.double({ min: 1e-3, max: 900, noNaN: true });
const drawn = fc.record({
  columns: fc.array(
    fc.record({
      terms: fc.uniqueArray(term, { minLength: 1, maxLength: 6 }),
      estimates: fc.array(fc.tuple(size, fc.boolean(), size, fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 6,
        maxLength: 6,
      }),
      nobs: fc.integer({ min: 3, max: 2_000_000 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  beneath: fc.constantFrom<Beneath>("std_error", "statistic", "p_value", "interval"),
  digits: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
  hasStars: fc.boolean(),
  language: fc.constantFrom("en" as const, "zh" as const),
  format: fc.constantFrom(...FORMATS),
});

test("numbers, stars, rows and what stands beneath come back in every format", async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async ({ columns, beneath, digits, hasStars, language, format }) => {
      const results = columns.map(({ terms, estimates, nobs }, c) => ({
        label: `model ${"abcdef"[c]}`,
        record: sampleFit(
          Object.fromEntries(
            terms.map((name, k) => {
              const [b, isNegative, se, p] = estimates[k]!;
              return [name, coefficient(isNegative ? -b : b, se, p)];
            }),
          ),
          { nobs },
        ),
      }));
      const made = modelTable(results, { beneath, language, ...(hasStars ? { stars: USUAL_STARS } : {}) });
      const table = presentTable(made, digits === undefined ? {} : { digits });
      const read = await readBack(table, format);
      expect(numbers(read)).toEqual(printedBy(table, format));
      expect(read.columns.map(({ statistics }) => statistics.find(({ name }) => name === "nobs")?.value.value)).toEqual(
        columns.map(({ nobs }) => nobs),
      );
      expect(
        read.columns.map(({ statistics }) =>
          statistics
            .filter(({ name }) => name === "r2")
            .map(({ value }) => value.low <= 0.8071 && value.high >= 0.8071),
        ),
      ).toEqual(columns.map(() => [true]));
      const said = beneath === "interval" ? read.brackets : read.parentheses;
      expect(said?.means).toBe(beneath);
      expect(read.stars).toEqual(
        hasStars
          ? [
              { mark: "***", level: 0.01 },
              { mark: "**", level: 0.05 },
              { mark: "*", level: 0.1 },
            ]
          : null,
      );
      expect(
        read.columns.map(({ effects, errors, clusters }) => [
          effects.map(({ included }) => included),
          errors,
          clusters?.value,
        ]),
      ).toEqual(columns.map(() => [[true, true], "cluster", 127]));
    }),
    runs(30),
  );
});
