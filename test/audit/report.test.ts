/** The report of an audit: findings beside their cells in every format, words in both languages, texts of foreign files as they stand. */
import { beforeAll, describe, expect, test } from "vitest";
import { judged, type ReadTables, ruleNames } from "../../src/audit/audit.js";
import { readPaper } from "../../src/audit/read/read-paper.js";
import { together } from "../../src/audit/read-tables.js";
import { auditAs, auditFiles } from "../../src/audit/report/files.js";
import { lackingWords } from "../../src/audit/report/lacking.js";
import { ruleWords } from "../../src/audit/report/rule-words.js";
import { readingText } from "../../src/audit/report/text.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const reading = async (text: string, name = "tables.yaml"): Promise<ReadTables> => {
  const { paper, reading: how } = await readPaper({ name, bytes: new TextEncoder().encode(text) });
  return together([{ paper, reading: how, sha256: "0" }]);
};
const auditOf = async (text: string) => judged(engine, await reading(text));

/** Two columns of a panel of 10 units in 5 periods, one with 51 rows; `title` and `term` are foreign texts. */
const tables = (title: string, term = "did") => `
title: ${JSON.stringify(title)}
tables:
  Table 1:
    caption: ${JSON.stringify(`Table 1 ${title}`)}
    cells: |
      | | (1) | (2) |
      | | y | y |
      | ${term} | 0.500*** | 0.400*** |
      | | (0.100) | (0.100) |
      | City FE | Yes | Yes |
      | N | 51 | 50 |
    note: Standard errors in parentheses. *** p<0.01.
says:
  panel: { units: 10, periods: 5, balanced: true }
`;

describe("a finding stands beside its cell", () => {
  test("in text, Markdown, LaTeX and the page, and its remark leads back", async () => {
    const audit = await auditOf(tables("A paper"));
    const [found] = audit.findings;
    expect(found).toMatchObject({
      mark: "A1",
      rule: "panel_size",
      finding: { where: [{ row: "nobs", column: "(1)" }] },
    });
    expect(await auditAs(audit, "text", { language: "en" })).toMatch(/N +51 \[A1\] +50/);
    expect(await auditAs(audit, "markdown", { language: "en" })).toMatch(/\| +51 \[A1\]\(#A1\) \|/);
    expect(await auditAs(audit, "markdown", { language: "en" })).toContain('<a id="A1"></a>**A1**');
    expect(await auditAs(audit, "latex", { language: "en" })).toContain("51 [A1]");
    const page = (await auditAs(audit, "html", { language: "en" })) as string;
    expect(page).toMatch(/<td class="marked grade1">51<sup><a class="grade1" id="at-A1" href="#A1">A1<\/a><\/sup>/);
    expect(page).toMatch(/<article class="remark grade1" id="A1"/);
    expect(page).toContain('<a href="#at-A1">Table 1, N, column (1)</a>');
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(to);
  });

  test("the same tables give the same files, whole", async () => {
    const [one, two] = [await auditOf(tables("A paper")), await auditOf(tables("A paper"))];
    const files = await auditFiles(one, { language: "en" });
    expect([...files.keys()]).toEqual(["report.html", "report.docx", "report.md", "audit.json"]);
    expect(await auditFiles(two, { language: "en" })).toEqual(files);
  });

  test("the record says what the text says", async () => {
    const audit = await auditOf(tables("A paper"));
    const record = JSON.parse((await auditAs(audit, "json", { language: "en" })) as string);
    expect(record).toMatchObject({
      kind: "audit",
      title: "A paper",
      counts: { inconsistent: 1, conditional: 0, unusual: 0, unreported: 0 },
      told: { panel: { units: 10, periods: 5, balanced: true }, same_sample: [] },
    });
    const text = ((await auditAs(audit, "text", { language: "en" })) as string).replace(/\s+/g, " ");
    for (const { text: said } of record.findings) {
      for (const sentence of [said.title, said.expected, said.found, said.arithmetic, ...said.otherwise]) {
        expect(text).toContain(sentence.replace(/\s+/g, " "));
      }
    }
    expect(record.rules.map(({ rule }: { rule: string }) => rule)).toEqual(ruleNames());
  });
});

describe("what was read is shown", () => {
  test("rows, parentheses, stars, counts, effects, and what was told", async () => {
    const text = readingText(await reading(tables("A paper")), "en").replace(/ +/g, " ");
    for (const line of [
      "Estimates did",
      "In parentheses “Standard errors”, that is standard errors",
      "Stars *** 1%",
      "N 51 | 50",
      "City FE yes | yes",
      "Panel 10 units, 5 periods, balanced",
    ])
      expect(text.toLowerCase()).toContain(line.toLowerCase());
  });
});

describe("texts of foreign files", () => {
  const HOSTILE = "<script>alert(1)</script> =1+1 \u202e321\u202c \u0007 &amp; `x` | $y$";

  test("stay text in every format", async () => {
    const audit = await auditOf(tables(HOSTILE, "<img src=x onerror=alert(1)>"));
    for (const format of ["html", "markdown", "text", "latex"] as const) {
      const made = (await auditAs(audit, format, { language: "en" })) as string;
      expect(made).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      expect(made).not.toContain("\u0007");
      if (format === "html" || format === "markdown") expect(made).not.toMatch(/<script>alert|<img/);
    }
  });

  test("are no formulas in a spreadsheet", async () => {
    const audit = await auditOf(tables("=1+1", "=2+2"));
    const csv = (await auditAs(audit, "csv", { language: "en" })) as string;
    for (const line of csv.split("\n").slice(1)) expect(line).not.toMatch(/(?:^|,)"?[=@]/);
  });
});

describe("words", () => {
  test("every rule has a name, and everything it can lack has words", async () => {
    for (const rule of ruleNames()) expect(Object.keys(ruleWords)).toContain(rule);
    const audit = await auditOf(tables("A paper"));
    for (const { notApplied } of audit.verdicts) {
      for (const { lacks } of notApplied) expect(Object.keys(lackingWords)).toContain(lacks);
    }
  });

  test("the Chinese report has no English but names", async () => {
    const audit = await auditOf(tables("论文"));
    const page = (await auditAs(audit, "text", { language: "zh" })) as string;
    const left = page.replace(/（(?:says: )?[a-z_]+）/g, "").match(/[A-Za-z]{4,}/g) ?? [];
    expect(
      left.filter(
        (word) => !/^(?:Table|City|wasmetrics|audit|template|tables|yaml|Standard|errors|parentheses)$/.test(word),
      ),
    ).toEqual([]);
  });
});
