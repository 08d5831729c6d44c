/**
 * A panel whose rows stay: the design that comes home, the sample as a relation, which rows an estimate used, summaries and cells are
 * those of the rows in memory.
 */
import { expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { describeColumn, variation } from "../../src/data/panel/sample.js";
import { type Table, withColumns } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { aggregateOnEngine } from "../../src/sql/aggregate-rows.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { StayedPanel } from "../../src/sql/panel-sample.js";
import { Queries } from "../../src/sql/queries.js";
import { aggregateRows } from "../../src/study/inputs/aggregate-rows.js";
import { estimationRows, feols } from "../../src/verbs/feols/feols.js";
import { differences } from "./verb-laws.js";

const kernels = await loadEngine({ threads: 1 });
const KEYS = { unit: "firm", time: "year" };
const LAST = 2008;

/** Rows of a table as text, sorted: what does not depend on their order. */
const sortedRows = (table: Table, names: readonly string[]): string[] =>
  Array.from({ length: table.nRows }, (_, row) =>
    names
      .map((name) => {
        const column = table.column(name);
        return column.kind === "numeric" ? column.values[row] : column.levels[column.codes[row]!];
      })
      .join(" "),
  ).sort();

/** The laws over the rows of `verbPanel(seed)`, which `source` gives. */
export function panelLaws(table: Table, source: () => SqlSource): void {
  const cohorts = table.numeric("cohort").map((cohort) => (cohort === 0 || cohort > LAST ? Number.NaN : cohort));
  const time = table.numeric("year");
  const on = (first: number, last: number) =>
    time.map((year, row) => Number(!Number.isNaN(cohorts[row]!) && year >= first && year <= last));
  const columns = { did: table.numeric("did"), common: on(2004, LAST), written: on(2004, 2006) };
  const coded = withColumns(table, [
    { kind: "numeric", name: "cohort", values: cohorts },
    ...Object.entries(columns).map(([name, values]) => ({ kind: "numeric" as const, name, values })),
  ]);
  const coding = {
    cohortColumn: "cohort",
    codings: { did: "absorbing", common: "common", written: "as-written" },
    span: [2004, 2006],
    last: LAST,
    leavesOut: false,
  } as const;
  const choice = { ...KEYS, outcome: "y", cohort: { column: "cohort" }, carried: ["city", "coast", "x"] };

  it("its design: keys, cohort, and columns that are one value a unit", async () => {
    const { table: design, nRows } = await new StayedPanel(source(), choice).design();
    expect(nRows).toBe(table.nRows);
    expect(design.names).toEqual(["firm", "year", "cohort", "city", "coast"]);
    expect(sortedRows(design, design.names)).toEqual(sortedRows(coded, design.names));
    const { cohort: _, ...keys } = choice;
    const dummy = await new StayedPanel(source(), { ...keys, dummy: "did" }).design();
    expect(sortedRows(dummy.table, ["firm", "year", "did"])).toEqual(sortedRows(table, ["firm", "year", "did"]));
  });

  it("its sample: estimates with coded treatments, the rows each used, summaries, groups", async () => {
    const stayed = new StayedPanel(source(), choice);
    const design = panel((await stayed.design()).table, KEYS);
    const sample = await stayed.sample(coding);
    const formula = "y ~ did + common + written + log(x) | firm + year";
    const rule = { vcov: "cluster:city", subset: "z < 0.8" };
    const expected = feols(kernels, coded, formula, rule);
    expect(differences(expected, await sample.feols(kernels, formula, rule))).toEqual([]);
    const rows = estimationRows(kernels, panel(coded, KEYS), formula, rule);
    const used = await sample.used(design, formula, { ...rule, nobs: expected.nobs });
    const names = (of: Table, at: Uint32Array) => {
      const all = Array.from({ length: of.nRows }, (_, row) => {
        const firm = of.text("firm");
        return `${firm.levels[firm.codes[row]!]} ${of.numeric("year")[row]}`;
      });
      return Array.from(at, (row) => all[row]).sort();
    };
    expect(names(design.table, used)).toEqual(names(coded, rows));

    const values = table.numeric("x");
    const { n, mean, sd, min, max } = describeColumn({ kind: "numeric", name: "x", values }) as never;
    const found = await sample.summary(design, "x");
    expect(differences({ n, mean, sd, min, max, variation: variation(panel(table, KEYS), values) }, found)).toEqual([]);
    expect(await sample.isConstantWithin("city")).toBe(true);
    expect(await sample.isConstantWithin("x")).toBe(false);

    const runs = [
      { key: "g01", from: 100, to: 170 },
      { key: "g02", from: 10, to: 90 },
    ];
    const groups = { by: "city", group: "side", runs, dummies: { g01: "side_g01" }, seenBefore: 2003 };
    const own = { vcov: "cluster:city", subset: 'side == "g01"' };
    const seen = new Set(Array.from(time.keys()).flatMap((row) => (time[row]! < 2003 ? [nameOf(table, row)] : [])));
    const condition = table
      .numeric("city")
      .map((city, row) => (seen.has(nameOf(table, row)) ? Number(city >= 100) : Number.NaN));
    const divided = withColumns(coded, [{ kind: "numeric", name: "g", values: condition }]);
    expect(
      differences(
        feols(kernels, divided, "y ~ did + x | firm + year", { ...own, subset: "g == 1" }).coefficients,
        (await sample.grouped(groups).feols(kernels, "y ~ did + x | firm + year", own)).coefficients,
      ),
    ).toEqual([]);
  });

  it("its cells, added up there", async () => {
    const rules = {
      total: { sum: "y" },
      firms: { distinct: "firm" },
      seen: { count: "x" },
      plain: { mean: "z" },
      weighted: { mean: "y", weight: "w" },
      cohort: { mean: "cohort" },
    } as const;
    const queries = new Queries(source().engine);
    const { table: cells, nRows } = await aggregateOnEngine(queries, source(), { unit: "city", time: "year" }, rules);
    expect(nRows).toBe(table.nRows);
    const expected = aggregateRows(kernels, table, "city", "year", rules);
    const byKeys = (of: Table) => {
      const order = Array.from({ length: of.nRows }, (_, row) => row).sort(
        (a, b) => of.numeric("city")[a]! - of.numeric("city")[b]! || of.numeric("year")[a]! - of.numeric("year")[b]!,
      );
      return Object.fromEntries(of.names.map((name) => [name, order.map((row) => of.numeric(name)[row])]));
    };
    expect(differences(byKeys(expected), byKeys(cells))).toEqual([]);
  });
}

const nameOf = (table: Table, row: number): string => {
  const { codes, levels } = table.text("firm");
  return levels[codes[row]!]!;
};
