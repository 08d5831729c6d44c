/** Words and tables of a study, on a small panel with a known design. */
import { beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { renderPage } from "../../src/report/page/render-page.js";
import { renderText } from "../../src/report/render/text.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { studyPage, studySummary, treatmentTables } from "../../src/study/page/page.js";
import { sampleFacts, studyCautions, studyCodings, studyLead, treatmentFacts } from "../../src/study/page/text.js";
import type { StudyResult } from "../../src/study/run-study.js";
import { csvOf, STUDY, smallRows } from "../study/small-study.js";
import { runWholeStudy } from "../support/run-whole-study.js";

let many: StudyResult;
let few: StudyResult;
beforeAll(async () => {
  const engine = await loadEngine({ threads: 1 });
  const file = parseStudy(`${STUDY}headline: { stage: table1, column: 1 }\n`, "s.yaml");
  const run = (rows: ReturnType<typeof smallRows>) =>
    runWholeStudy(engine, file, new Map([["cities", parseCsv(csvOf(rows))]]));
  many = await run(smallRows());
  few = await run(
    smallRows((row) => (row.city > 10 ? { ...row, g: 0, did: 0, quality: row.quality - 0.3 * row.did } : row)),
  );
});

describe("the finding", () => {
  test("says the estimate, its error, the verdict and what it rests on", () => {
    expect(studyLead(many)).toMatch(
      /^The estimated effect of “did” on “quality” is 0\.\d{3} \(standard error 0\.\d{3}, p <0\.001\): statistically distinguishable from zero at the 5% level \(95% confidence interval 0\.\d{3} to 0\.\d{3}\)\. The estimate, column \(1\) of Table 1, is based on 16 treated units\.$/,
    );
  });

  test("is read by what few treated units leave to be believed, and warned of", () => {
    expect(studyLead(few)).toMatch(
      / by the restricted wild cluster bootstrap .* clusters weigh as [\d.]+: too few .* is based on 7 treated units\.$/,
    );
    expect(studyCautions(few)[0]).toContain("Few treated clusters");
    expect(
      studyCautions(few).some((text) =>
        /^2 of 2 columns of Table 1 are significant: \(1\) p < 0\.001, \(2\) p .* They are based on 7 treated units/.test(
          text,
        ),
      ),
    ).toBe(true);
    expect(studyCautions(many).some((text) => /by itself|by themselves/.test(text))).toBe(false);
  });

  test("names staggered cohorts", () => {
    expect(studyCautions(many).some((text) => text.includes("Goodman-Bacon 2021"))).toBe(true);
  });
});

test("codings say their rule and the path they take", () => {
  expect(studyCodings(many)).toEqual([
    "did: absorbing; equals 1 from the first treated period of the unit onwards. Paths: untreated in all rows 8, absorbing 16.",
  ]);
});

test("units are sorted by what they can tell", () => {
  const facts = Object.fromEntries(treatmentFacts(few));
  expect(facts["Identified, with cohort"]).toBe(
    "3 (2013), 6 (2013), 9 (2013), 1 (2015), 10 (2015), 4 (2015), 7 (2015)",
  );
  expect(facts["Excluded: never observed before their cohort"]).toBe("none");
  expect(facts["Never treated"]).toBe("17 units (g is empty, 0, Inf or after the last period (2017))");
  expect(Object.fromEntries(sampleFacts(few)).Balance).toBe("balanced, every unit in every period");
});

test("cohorts are counted, and named where they are few", () => {
  const { table } = treatmentTables(few)[0]!;
  expect(table.title).toBe("Table A2. Cohorts");
  expect(renderText(table)).toMatch(/^2013 +3 +3 +3, 6, 9$/m);
});

test("tables count treated units, and say when t is not to be trusted", () => {
  const { exhibits } = few.shown[0]!;
  const exhibit = exhibits[0]!;
  const table = exhibit.kind === "table" ? renderText(exhibit.table) : "";
  expect(table).toMatch(/^Treated units +7 +7$/m);
  expect(table.replace(/\s+/g, " ")).toContain("With fewer than 10 of them, the t test is unreliable");
});

test("lines of the summary fit the terminal", () => {
  const lines = studySummary(few).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(96);
});

test("the page links to every table and figure, and holds what makes each again", () => {
  const drawing = {
    wide: "<svg></svg>",
    narrow: "<svg></svg>",
    png: new Uint8Array(),
    file: "figure.png",
    description: "",
  };
  const drawings = new Map([
    ["figure1", drawing],
    ["figure2", drawing],
  ]);
  const made = new Date(Date.UTC(2026, 0, 2));
  const options = { command: "wasmetrics study s.yaml --out o", drawings, wordFile: () => new Uint8Array(), made };
  const html = renderPage(studyPage(many, options));
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!);
  expect([...links].sort()).toEqual([...ids].sort());
  expect(links).toEqual(expect.arrayContaining(["table1", "figure1", "tableA1", "figure2", "tableA2"]));
  for (const name of ["table1", "figure1", "figure2"]) {
    expect(html).toContain(`wasmetrics study s.yaml --out o --only ${name}`);
  }
  // the same inputs give the same bytes
  expect(html).not.toContain("2026-01-02T00:00:00.000Z");
  expect(html).toMatch(/seed 7\b/);
});
