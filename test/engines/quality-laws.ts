/**
 * Export quality of rows that stay with an engine is what it is in memory: the waterfall, sigma, quality, its scale and its means; and rows
 * that change between two statements, or do not all answer, are reported.
 */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readTable } from "../../src/data/files/read-table.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { selectRows, type Table } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import type { Answer, SqlEngine } from "../../src/sql/engine.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { type SqlQualityOptions, sqlQuality } from "../../src/sql/verbs/quality.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import type { EstimateQualityOptions } from "../../src/trade/quality/verb.js";
import { seeded } from "../support/random.js";
import type { Load } from "./frame-laws.js";
import { type Rows, tableOf } from "./frame-rows.js";
import { interrupted } from "./support.js";

/** Logarithms and sums of two programs, over numbers of size 50. */
const AGREEMENT = 1e-10;

const kernels = await loadEngine({ threads: 1 });

/** The first rows of simulated customs, as `test/golden/quality` has them. */
async function customs(n: number): Promise<Table> {
  const path = fileURLToPath(new URL("../golden/quality/customs_sim.csv.gz", import.meta.url));
  return selectRows(
    await readTable(path),
    Uint32Array.from({ length: n }, (_, i) => i),
  );
}

/** Rows with all that customs files hold: gaps, zeros, repeated and lonely ones, labels no statement may trip over. */
function dirtyRows(n: number, seed = 5): Rows {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const firms = ["a", "b,c", "it's", 'say "so"', "back\\slash", "出口", "; ~", null, "", "e", "f", "g"];
  const rows = Array.from({ length: n }, () => {
    const quantity = 10 ** (1 + 3 * random());
    const odd = random();
    return {
      firm: pick(firms),
      city: pick(["x", "y", null]),
      hs8: pick(["01010101", "01010199", "02010101", "02010102", "85010101"]),
      hs10: `01${Math.floor(random() * 20)}`,
      country: pick(["US", "DE", "FR", "JP", "CN", "BR", "IN"]),
      year: pick([2010, 2011, 2012, odd < 0.01 ? null : 2013]),
      value: odd < 0.02 ? null : odd < 0.04 ? 0 : quantity * (0.5 + 10 * random() ** 4),
      quantity: odd > 0.98 ? null : odd > 0.96 ? -1 : quantity,
    };
  });
  const names = ["firm", "city", "hs8", "hs10", "country", "year", "value", "quantity"] as const;
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
}

/** A table as an engine is given it. */
const rowsOf = (table: Table): Rows =>
  Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      column.kind === "numeric"
        ? Array.from(column.values)
        : Array.from(column.codes, (code) => column.levels[code] ?? null),
    ]),
  );

const NOT_COMPARED = ["timing_ms", "notes", "engine", "provenance", "solver", "call", "suspect_unit_values"];

/** The same shape, numbers to `AGREEMENT` relative to the larger of them and 1. */
function expectClose(ours: unknown, theirs: unknown, path = "record"): void {
  if (typeof theirs === "number" && typeof ours === "number") {
    const gap = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
    expect(Object.is(ours, theirs) || gap < AGREEMENT, `${path}: ${ours} against ${theirs}`).toBe(true);
  } else if (theirs instanceof Float64Array) {
    expectClose(Array.from(ours as Float64Array), Array.from(theirs), path);
  } else if (typeof theirs === "object" && theirs !== null) {
    const names = (of: object) => Object.keys(of).filter((name) => !NOT_COMPARED.includes(name));
    expect(names(ours as object).sort(), path).toEqual(names(theirs).sort());
    for (const name of names(theirs)) {
      expectClose(
        (ours as Record<string, unknown>)[name],
        (theirs as Record<string, unknown>)[name],
        `${path}.${name}`,
      );
    }
  } else expect(ours, path).toEqual(theirs);
}

function expectSameTable(ours: Table, theirs: Table, what: string): void {
  expect(ours.names).toEqual(theirs.names);
  for (const column of theirs.columns) {
    const own = ours.column(column.name);
    if (column.kind === "numeric") expectClose((own as typeof column).values, column.values, `${what}.${column.name}`);
    else expect(rowsOf(ours)[column.name]).toEqual(rowsOf(theirs)[column.name]);
  }
}

async function expectSame(source: SqlSource, table: Table, options: EstimateQualityOptions & SqlQualityOptions) {
  const { schema: _, missing: __, ...own } = options;
  const memory = estimateQuality(kernels, table, own);
  const pushed = await sqlQuality(kernels, source, options);
  expectClose(byTier(pushed.record), byTier(memory.record));
  expect(pushed.aggregates.map(({ by }) => by)).toEqual(memory.aggregates.map(({ by }) => by));
  memory.aggregates.forEach(({ by, table: theirs }, a) => {
    expectSameTable(pushed.aggregates[a]!.table, theirs, by);
  });
  if (memory.sigmas === null) expect(pushed.sigmas).toBeNull();
  else expectSameTable(pushed.sigmas!, memory.sigmas, "sigmas");
  return { memory, pushed };
}

/** Rows of an engine have no order, in which memory lists how an elasticity was found. */
function byTier(record: object): object {
  const plain = JSON.parse(JSON.stringify(record));
  plain.sigma.tiers?.sort((a: { tier: string }, b: { tier: string }) => (a.tier < b.tier ? -1 : 1));
  return plain;
}

const roles = { product: "hs8", dest: "country" };
const sigmas = { table: parseCsv("code,sigma\n8501,3\n85010,7.5\n01,2.5\n0201,0.5\n", { text: ["code"] }) };

/** Runs on rows of simulated customs. */
const CUSTOMS: Readonly<Record<string, EstimateQualityOptions>> = {
  "one sigma, singletons dropped, three aggregates": { by: "firm^year,city^year,hs8" },
  "other effects and cells, singletons kept, the mean as printed": {
    ...{ fe: "hs8 + country + year", sigma: 10, singletons: "keep", normalise: "hs8", by: "hs2^year", literal: true },
  },
  "one effect": { fe: "hs8^year", by: "" },
  "three effects": { fe: "firm + hs8^year + country^year", by: "firm" },
  "sigma by instrument, errors by firm": { sigma: "iv", by: "city" },
  "sigma by least squares, errors robust": { sigma: "ols", sigmaVcov: "hetero", by: "", sigmaInvalid: 4 },
  "sigma by instrument in each year": { sigma: "iv", sigmaBy: "year", sigmaInvalid: 5, by: "firm" },
  "sigma by group, one demand equation, errors iid": {
    ...{ sigma: "iv", sigmaBy: "hs4", sigmaVcov: "iid", separately: "none", sigmaInvalid: "exclude", by: "hs4" },
  },
  "errors by destination and year": { sigma: "iv", sigmaVcov: "cluster:country^year", by: "" },
  "trimmed, near the median, often traded": { trim: 0.02, maxRatio: 5, minRows: 20, by: "city" },
  "percentiles for extremes": { normaliseRule: "percentile:0.05", by: "city" },
  "no scale": { normaliseRule: "none", by: "city" },
  "a demand equation for each product": { separately: "hs8", by: "city" },
  "elasticities from a table": { sigma: sigmas, sigmaCap: 7, sigmaMissing: "median", by: "firm" },
};

/** Runs on rows with all that customs files hold. */
const DIRTY: Readonly<Record<string, EstimateQualityOptions>> = {
  "one sigma": { by: "firm^year,city" },
  "duplicates stay": { duplicates: "keep", by: "firm" },
  "elasticities some products lack": { sigma: sigmas, sigmaInvalid: 4, by: "" },
  "sigma by least squares": { sigma: "ols", sigmaInvalid: 5, by: "", duplicates: "keep" },
};

/** The source with some of its engine in another way. */
function otherwise(source: SqlSource, made: (engine: SqlEngine) => Partial<SqlEngine>): SqlSource {
  const other = made(source.engine);
  const engine = new Proxy(source.engine, {
    get(target, name) {
      const of = Object.hasOwn(other, name) ? other : target;
      const value = of[name as keyof SqlEngine];
      return typeof value === "function" ? value.bind(of as never) : value;
    },
  });
  return { ...source, engine };
}

/** An engine whose answers are what `change` makes of them. */
function meddled(source: SqlSource, change: (answer: Answer, statement: number) => Answer): SqlSource {
  let statement = 0;
  return otherwise(source, (engine) => ({
    query: async (sql, signal) => change(await engine.query(sql, signal), ++statement),
  }));
}

/** An answer without its last row, or of one row as if of nine tenths of the rows: a part did not answer. */
const shortened = ({ columns, rows, bytes }: Answer): Answer => ({
  ...{ rows, bytes },
  columns: columns.map((column) =>
    rows > 1 ? column.slice(0, -1) : (column as Float64Array).map((value) => Math.floor(0.9 * value)),
  ),
});

/** @param schema where tables may be made, `quality_rows` among them; left out, nothing is written */
export function qualityLaws(name: string, load: Load, schema?: string, nRows = 1500): void {
  describe(`export quality on ${name}`, () => {
    for (const [what, options] of Object.entries(CUSTOMS)) {
      it(`customs: ${what}`, async () => {
        const table = await customs(nRows);
        await expectSame(await load(rowsOf(table)), table, { ...roles, ...options });
      });
    }
    for (const [what, options] of Object.entries(DIRTY)) {
      it(`gaps, zeros, repeated and lonely rows: ${what}`, async () => {
        const rows = dirtyRows(700);
        const { pushed } = await expectSame(await load(rows), tableOf(rows), { ...roles, ...options });
        expect(pushed.record.notes.map(({ code }) => code)).toContain("rows_stayed");
      });
    }

    it("refuses by name what statements do not serve, and repeated rows where they are an error", async () => {
      const source = await load(dirtyRows(700));
      for (const options of [{ quantiles: [0.5] }, { singleDest: "other-years" }, { unit: "city" }] as const) {
        await expect(sqlQuality(kernels, source, { ...roles, ...options })).rejects.toMatchObject({
          code: "stream_option",
        });
      }
      const run = sqlQuality(kernels, source, { ...roles, duplicates: "error" });
      await expect(run).rejects.toMatchObject({ code: "duplicate_rows" });
    });

    it.runIf(schema)(
      "writes rows into a schema, and levels that are too many for a statement, which are gone at the end",
      async () => {
        const table = await customs(nRows);
        const whole = await load(rowsOf(table));
        const source = otherwise(whole, ({ limits }) => ({ limits: { ...limits, text: 8000 } }));
        const options = { ...roles, by: "city" };
        await expect(sqlQuality(kernels, source, options)).rejects.toMatchObject({ code: "engine_text" });
        const { memory, pushed } = await expectSame(source, table, { ...options, schema: schema! });
        expect(pushed.record.engine.rows).toBe(`${schema}.quality_rows`);
        const { double, quoted } = source.engine.dialect;
        const of = ["count(*)", "sum(r_quality)", "sum(quality * quality)", "sum(unit_value)"].map(double).join(", ");
        const written = [...schema!.split("."), "quality_rows"].map(quoted).join(".");
        const { columns } = await source.engine.query(`SELECT ${of} FROM ${written}`);
        const sum = (values: Float64Array) => values.reduce((total, value) => total + (value || 0), 0);
        const { quality, rQuality } = memory;
        const unit = memory.rows().numeric("unit_value");
        expectClose(
          columns.map((column) => column[0]),
          [quality.length, sum(rQuality), sum(quality.map((value) => value * value)), sum(unit)],
        );
        await source.engine.execute(`DROP TABLE ${written}`);
        const left = pushed.asked
          .map(({ sql }) => /"?wasmetrics_\w+"?/.exec(sql)?.[0])
          .find((found) => found !== undefined);
        const gone = [...schema!.split(".").map(quoted), left].join(".");
        expect(left).toBeDefined();
        await expect(source.engine.query(`SELECT ${double("count(*)")} FROM ${gone}`)).rejects.toThrow();
      },
    );
  });
}

/** What is reported of rows that change, which is for here to find and not for the engine: asked of one that is quick. */
export function qualityGuardLaws(load: Load): void {
  for (const options of [{ by: "city" }, { by: "", sigma: "iv" }, { by: "", sigma: sigmas, trim: 0.01 }] as const) {
    it(`reports rows that change between two statements, and parts that do not answer: ${Object.keys(options)}`, async () => {
      const source = await load(rowsOf(await customs(1500)));
      const { asked } = await sqlQuality(kernels, source, { ...roles, ...options });
      const silent: string[] = [];
      for (const [s, { sql }] of asked.entries()) {
        const faulty = meddled(source, (answer, statement) => (statement === s + 1 ? shortened(answer) : answer));
        const code = await sqlQuality(kernels, faulty, { ...roles, ...options }).catch(({ code }) => code);
        if (code !== "engine_changed") silent.push(`${code}: ${sql.slice(0, 300)}`);
      }
      expect(silent).toEqual([]);
    });
  }

  it.each(["value", "quantity"])("reports a %s that is overwritten between two statements", async (column) => {
    const rows = rowsOf(await customs(600));
    const source = await load(rows);
    const { engine, relation } = source;
    const options = { ...roles, by: "city" };
    const { asked } = await sqlQuality(kernels, source, options);
    const sql = `UPDATE ${relation} SET ${column} = 1.5 * ${column} WHERE ${column} = (SELECT quantile_disc(${column}, 0.5) FROM ${relation})`;
    for (let at = 2; at <= asked.length; at++) {
      const changed = interrupted(await load(rows), at, () => engine.execute(sql));
      await expect(sqlQuality(kernels, changed, options), `before ${at}`).rejects.toMatchObject({
        code: "engine_changed",
      });
    }
  });
}
