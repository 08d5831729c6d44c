/** Records of the program as tables: values to the last bit, what each column is by its record. */
import { expect, test } from "vitest";
import { auditTables } from "../../../src/audit/audit-tables.js";
import { readPaper } from "../../../src/audit/read/read-paper.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { coefficient, sampleFit } from "../../report/sample-fits.js";

const engine = await loadEngine({ threads: 1 });
const read = (value: unknown) =>
  readPaper({ name: "results.json", bytes: new TextEncoder().encode(JSON.stringify(value)) });

const fit = sampleFit({ did: coefficient(0.1234567890123, 0.05), x: coefficient(-2, 0.7) });
const study = {
  kind: "study",
  stages: {
    table1: {
      models: [
        { fit },
        {
          fit: sampleFit(
            { did: coefficient(0.2, 0.1) },
            { nobs: 90, fixed_effects: { effects: {}, df: 0, rank: { value: 0, exact: true } } },
          ),
        },
      ],
    },
    robust: { base: { fit }, variants: [{ fit }, { fit }] },
    other: { kind: "placebo", coefficients: null },
  },
};

test("records of a list are a table, values unrounded, effects, errors and clusters by the record", async () => {
  const { paper, reading } = await read(study);
  expect(paper.tables.map(({ name, columns }) => [name, columns.length])).toEqual([
    ["table1", 2],
    ["robust base", 1],
    ["robust variants", 2],
  ]);
  const [first, second] = paper.tables[0]!.columns;
  expect(first!.estimates[0]).toMatchObject({
    term: "did",
    estimate: { value: 0.1234567890123, low: 0.1234567890123, high: 0.1234567890123, text: "0.1234568" },
    parenthesis: { value: 0.05 },
    bracket: { value: 0.3 },
  });
  expect(first).toMatchObject({
    outcome: "quality",
    estimator: "ols",
    errors: "cluster",
    clusters: { value: 127 },
    weighted: false,
    hiddenRegressors: false,
  });
  expect(second!.effects).toEqual([
    { name: "i", included: false },
    { name: "t", included: false },
  ]);
  expect(second!.statistics.find(({ name }) => name === "nobs")!.value.value).toBe(90);
  for (const { columns, grid } of paper.tables)
    for (const { estimates, statistics } of columns)
      for (const { at, ...one } of [...estimates, ...statistics])
        expect(grid.rows[at!.row]![at!.column]).toBe(("estimate" in one ? one.estimate : one.value).text);
  expect(reading.format).toBe("results");
});

test("tables of one name are numbered", async () => {
  const { paper } = await read({ stages: { t: { splits: [{ models: [{ fit }] }, { models: [{ fit }] }] } } });
  expect(paper.tables.map(({ name }) => name)).toEqual(["t splits", "t splits (2)"]);
});

test("a record alone is a table; classical and robust errors are told apart", async () => {
  const { paper } = await read(
    sampleFit({ x: coefficient(1, 2) }, { vcov: { ...fit.vcov, type: "iid", clusters: {} } }),
  );
  expect(paper.tables[0]).toMatchObject({ name: "Table 1", columns: [{ errors: "classical", clusters: null }] });
});

test.each([
  ["no JSON", "{", "table_syntax"],
  ["no record", '{"a": [1, 2, {"coefficients": {}}]}', "table_unread"],
  ["objects without end", `${'{"a":'.repeat(3000)}1${"}".repeat(3000)}`, "table_unread"],
])("%s is refused", async (_, text, code) => {
  await expect(readPaper({ name: "r.json", bytes: new TextEncoder().encode(text) })).rejects.toMatchObject({ code });
});

test("a p-value of the record fits its t to the last digits, and one changed does not", async () => {
  const audited = async (p: number) => {
    const record = sampleFit({ did: { ...coefficient(0.5, 0.2, p), statistic: 2.5 } });
    const result = await auditTables(engine, { name: "r.json", content: JSON.stringify(record) });
    return result.findings.map(({ code }) => code).filter((code) => code.startsWith("p_"));
  };
  // 2 * scipy.stats.t.sf(2.5, 126)
  expect(await audited(0.013704060157029576)).toEqual([]);
  expect(await audited(0.02)).toEqual(["p_of_statistic"]);
});
