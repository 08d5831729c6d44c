/** xtsum against collapse's qsu, with missing values, on three panels; against the rows of a subset; and its refusals. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { makeTable, selectRows, type Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { cellText } from "../../../src/report/table-model.js";
import { xtsum } from "../../../src/verbs/xtsum/fit.js";
import { presentXtsum } from "../../../src/verbs/xtsum/table.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative: R prints fifteen digits. */
const AGREE = 1e-12;

interface Part {
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}
interface Expected {
  readonly unit: string;
  readonly time: string;
  readonly variables: Readonly<Record<string, Readonly<Record<"overall" | "between" | "within", Part>>>>;
}
const { software, ...expected } = JSON.parse(readFileSync(new URL("./xtsum.json", import.meta.url), "utf8"));
const cases = Object.entries(expected as Record<string, Expected>);

const agree = agreeing("collapse-xtsum");
let engine: Engine;
const tables = new Map<string, Table>();
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  for (const [name] of cases) tables.set(name, await goldenTable(`${name}.csv`));
});

describe.each(cases)(`%s is as ${software} has it`, (name, { unit, time, variables }) => {
  it.each(Object.keys(variables))("%s", (variable) => {
    const found = xtsum(engine, panel(tables.get(name)!, { unit, time }), { variables: [variable] });
    const got = found.variables[variable]!;
    const { overall, between, within } = variables[variable]!;
    expect([got.nobs, got.units]).toEqual([overall.n, between.n]);
    agree(got.periods_mean, within.n, AGREE, "T-bar");
    agree(got.mean, overall.mean, AGREE, "mean");
    for (const [part, want] of Object.entries({ overall, between, within })) {
      const own = got[part as "overall" | "between" | "within"];
      for (const key of ["sd", "min", "max"] as const)
        agree(own[key], want[key], AGREE, `${part} ${key}`, AGREE * overall.sd);
    }
  });
});

const wages = () => panel(tables.get("nlswork")!, { unit: "idcode", time: "year" });

it("a subset is the panel of its rows, and the table has three rows a variable in either language", () => {
  const table = tables.get("nlswork")!;
  const years = table.numeric("year");
  const rows = Uint32Array.from(years.keys()).filter((row) => years[row]! >= 80);
  const own = panel(selectRows(table, rows), { unit: "idcode", time: "year" });
  const variables = ["ln_wage", "exp(ln_wage)"];
  const found = xtsum(engine, wages(), { variables, subset: "year >= 80" });
  expect(found.variables).toEqual(xtsum(engine, own, { variables }).variables);
  const [shown] = presentXtsum(found, { language: "zh", labels: { ln_wage: "工资" } }).tables;
  expect(shown!.rows.map(({ label }) => label)).toEqual([
    "工资（总体）",
    "组间",
    "组内",
    "exp(ln_wage)（总体）",
    "组间",
    "组内",
  ]);
  expect(shown!.notes.join("")).not.toMatch(/[a-z]{4,} [a-z]{4,}/);
  expect(cellText(shown!.rows[0]!.cells[4]!)).toBe(`N = ${rows.length.toLocaleString("en-US")}`);
});

it("takes every column of numbers but unit and time, and one row has no standard deviation", () => {
  expect(Object.keys(xtsum(engine, wages()).variables)).toEqual(
    tables.get("nlswork")!.names.filter((name) => !["idcode", "year"].includes(name)),
  );
  const { overall, within } = xtsum(engine, wages(), { variables: ["ln_wage"], subset: "idcode == 1 & year == 70" })
    .variables.ln_wage!;
  expect([overall.sd, within.sd]).toEqual([null, null]);
});

it("a column that is constant within units, whatever its decimals, has no variation within them", () => {
  const { unit, nUnits } = wages();
  const values = Float64Array.from(unit.codes, (code) => Math.sqrt(code + 2) / 10);
  const table = makeTable(
    [...tables.get("nlswork")!.columns, { kind: "numeric", name: "own", values }],
    tables.get("nlswork")!.source,
  );
  const { own } = xtsum(engine, panel(table, { unit: "idcode", time: "year" }), { variables: ["own"] }).variables;
  expect([own!.within.sd, own!.units]).toEqual([0, nUnits]);
});

it.each([
  ["not_numeric", { variables: ["text"] }],
  ["no_rows", { subset: "year > 100" }],
  ["no_rows", { variables: ["log(-1 - grade)"] }],
  ["unknown_column", { variables: ["nothing"] }],
  ["subset_condition", { subset: "year" }],
  ["option_unknown", { columns: ["ln_wage"] } as object],
])("%s: %o", (code, options) => {
  const wages = tables.get("nlswork")!;
  const text = { kind: "text" as const, name: "text", codes: new Uint32Array(wages.nRows), levels: ["a"] };
  const table = makeTable([...wages.columns, text], wages.source);
  expect(() => xtsum(engine, panel(table, { unit: "idcode", time: "year" }), options)).toThrow(
    expect.objectContaining({ code }),
  );
});
