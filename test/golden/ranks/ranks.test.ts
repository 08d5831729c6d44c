/** Rank correlations and pair counts against base R, pooled and with years as groups. */
import { beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { kendallTauB, pairCounts, spearman } from "../../../src/engine/kernels/ranks.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Rounding of a sum over 550 products of ranks, relative. */
const ROUNDING = 1e-14;

let engine: Engine;
let data: Table;
let expected: Table;

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  data = await goldenTable("castle.csv");
  expected = await readTable(new URL("castle_ranks.csv", import.meta.url).pathname);
});

/** Rows of the data in which both are there, by year. */
function columns(a: string, b: string) {
  const [x, y, year] = [data.numeric(a), data.numeric(b), data.numeric("year")];
  const rows = [...x.keys()].filter((i) => !Number.isNaN(x[i]!) && !Number.isNaN(y[i]!));
  rows.sort((i, j) => year[i]! - year[j]!);
  const years = [...new Set(rows.map((i) => year[i]!))];
  const offsets = Uint32Array.from([...years.map((t) => rows.findIndex((i) => year[i] === t)), rows.length]);
  return { x: Float64Array.from(rows, (i) => x[i]!), y: Float64Array.from(rows, (i) => y[i]!), years, offsets };
}

/** The rows of the expected table as plain objects. */
function cases() {
  const text = (name: string) => {
    const column = expected.column(name);
    return (i: number) => (column.kind === "text" ? column.levels[column.codes[i]!]! : String(column.values[i]));
  };
  const number = (name: string) => (i: number) => Number(text(name)(i));
  return Array.from({ length: expected.nRows }, (_, i) => ({
    ...{ a: text("x")(i), b: text("y")(i), year: text("year")(i), n: number("n")(i) },
    ...{ spearman: number("spearman")(i), kendall: number("kendall")(i) },
    counts: {
      ...{ concordant: number("concordant")(i), discordant: number("discordant")(i) },
      ...{ tiedFirst: number("tied_x")(i), tiedSecond: number("tied_y")(i), tiedBoth: number("tied_both")(i) },
    },
  }));
}

const agree = agreeing("ranks");

describe("R's cor", () => {
  it("gives the same Spearman, Kendall's tau-b and pairs, over all rows and in each year", () => {
    const rows = cases();
    expect(rows).toHaveLength(48);
    for (const row of rows) {
      const { x, y, years, offsets } = columns(row.a, row.b);
      const at = years.indexOf(Number(row.year));
      const [low, high] = row.year === "all" ? [0, x.length] : [offsets[at]!, offsets[at + 1]!];
      const [u, v] = [x.subarray(low, high), y.subarray(low, high)];
      expect(u.length).toBe(row.n);
      const counts = pairCounts(engine, u, v);
      expect(counts).toEqual(row.counts);
      agree.within(kendallTauB(counts), row.kendall, ROUNDING, "Kendall");
      agree.within(spearman(engine, u, v), row.spearman, ROUNDING, "Spearman");
    }
  });

  it("gives pairs by year that add up to those within years", () => {
    for (const row of cases().filter(({ year }) => year === "all")) {
      const { x, y, offsets } = columns(row.a, row.b);
      const within = pairCounts(engine, x, y, offsets);
      const byYear = cases().filter(({ a, b, year }) => a === row.a && b === row.b && year !== "all");
      const sum = (key: keyof typeof within) => byYear.reduce((total, { counts }) => total + counts[key], 0);
      for (const key of ["concordant", "discordant", "tiedFirst", "tiedSecond", "tiedBoth"] as const) {
        expect(within[key]).toBe(sum(key));
      }
    }
  });
});
