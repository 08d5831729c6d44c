/**
 * The wild cluster bootstrap against base R and fwildclusterboot under every vector of signs: t of each draw, p by either
 * rule of ties and either tail, ends of the interval. Moments are made by their definition, so that nothing else is tried.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Category } from "../../../src/base/columns.js";
import { readTable } from "../../../src/data/files/read-table.js";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { wildDraws, wildTest } from "../../../src/regression/cluster-bootstrap/wild.js";
import { wildInterval } from "../../../src/regression/cluster-bootstrap/wild-interval.js";
import type { WildType } from "../../../src/regression/cluster-bootstrap/wild-spec.js";
import {
  drawStatistics,
  type WildDraws,
  type WildTest,
  wildPValue,
} from "../../../src/regression/cluster-bootstrap/wild-statistic.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { naiveMoments } from "../../support/naive-moments.js";

/** Of the t of every draw, relative beyond 1. */
const T = 1e-8;
/** Ends of fwildclusterboot's intervals, which it finds by root finding with a tolerance of its own. */
const END = 1e-4;

const path = (name: string) => new URL(`./expected/${name}`, import.meta.url).pathname;
const read = (name: string) => JSON.parse(readFileSync(path(`${name}.json`), "utf8"));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

function category(name: string, values: readonly number[]): Category {
  const levels = [...new Set(values)].sort((a, b) => a - b);
  const place = new Map(levels.map((level, g) => [level, g]));
  const codes = Uint32Array.from(values, (value) => place.get(value)!);
  return { name, codes, nLevels: levels.length, label: (g) => String(levels[g]) };
}

interface Model {
  readonly y: Float64Array;
  readonly X: Readonly<Record<string, Float64Array>>;
  readonly effects: readonly Category[];
  /** Groupings of rows by name. */
  readonly groups: Readonly<Record<string, Category>>;
  /** Columns of the regression on dummies. */
  readonly K: number;
}

const numbers = (table: Table, name: string) => Float64Array.from(table.numeric(name));

async function castle(): Promise<Model> {
  const table = await goldenTable("castle.csv");
  const [sid, year] = [[...table.numeric("sid")], category("year", [...table.numeric("year")])];
  const modulo = (name: string, m: number) =>
    category(
      name,
      sid.map((id) => id % m),
    );
  const groups = {
    sid: category("sid", sid),
    year,
    grp: modulo("grp", 9),
    four: modulo("four", 4),
    eight: modulo("eight", 8),
  };
  const X = { post: numbers(table, "post"), l_police: numbers(table, "l_police") };
  return { y: numbers(table, "l_homicide"), X, effects: [year], groups, K: 13 };
}

async function did(): Promise<Model> {
  const table = await goldenTable("base_did.csv");
  const [id, period] = ["id", "period"].map((name) => category(name, [...table.numeric(name)])) as [Category, Category];
  const post = table.numeric("post");
  const tp = numbers(table, "treat").map((value, i) => value * post[i]!);
  return {
    y: numbers(table, "y"),
    X: { x1: numbers(table, "x1"), tp },
    effects: [id, period],
    groups: { id, period },
    K: 119,
  };
}

const combined = (model: Model, names: readonly string[]): Category => {
  const parts = names.map((name) => model.groups[name]!);
  const keys = Array.from(parts[0]!.codes, (_, i) =>
    parts.reduce((key, { codes, nLevels }) => key * nLevels + codes[i]!, 0),
  );
  return category(names.join("^"), keys);
};

/** What a file holds of one type. */
interface Expected {
  readonly t: number;
  readonly used: number;
  readonly p_inclusive: number;
  readonly p_strict: number;
  readonly p_equal_tailed_inclusive: number;
  readonly p_equal_tailed_strict: number;
  readonly fwildclusterboot?: { readonly conf_int?: readonly number[] | null };
}

interface Setup {
  readonly term: string;
  readonly type: string;
  readonly errors: readonly (readonly string[])[];
  readonly boot: string;
}

/** Runs `check` on the test and all draws of signs. */
function enumerated(model: Model, setup: Setup, check: (test: WildTest, draws: WildDraws) => void): void {
  const { term, type, errors, boot } = setup;
  const { y, X, effects, groups, K } = model;
  const cells = combined(model, [...new Set([...errors.flat(), boot])]);
  const ofCells = (rows: Category): Category => {
    const codes = new Uint32Array(cells.nLevels);
    cells.codes.forEach((cell, i) => {
      codes[cell] = rows.codes[i]!;
    });
    return { ...rows, codes };
  };
  const terms = errors.map((names) => {
    const rows = combined(model, names);
    const G = rows.nLevels;
    const factor = type.endsWith("3") ? (G - 1) / G : (G / (G - 1)) * ((y.length - 1) / (y.length - K));
    return { clusters: ofCells(rows), sign: names.length > 1 ? (-1 as const) : (1 as const), factor };
  });
  engine.scope((scope) => {
    const columns = Object.values(X);
    const moments = naiveMoments(scope, { y, X: columns, effects, clusters: cells, weights: null, periods: null });
    const bootClusters = ofCells(groups[boot]!);
    const spec = {
      type: type.slice(3) as WildType,
      imposeNull: type.startsWith("WCR"),
      errorClusters: terms,
      bootClusters,
    };
    const hypothesis = { columns: [Object.keys(X).indexOf(term)], values: [0] };
    const test = wildTest(engine, scope, moments, hypothesis, spec);
    const count = 2 ** bootClusters.nLevels;
    check(test, wildDraws(engine, test, { first: 0, count, kind: "enumerate", seed: 0 }));
  });
}

const agree = agreeing("wild-bootstrap");

function expectStatistics(test: WildTest, draws: WildDraws, expected: ArrayLike<number>): void {
  const statistics = drawStatistics(test, draws);
  expect(statistics).toHaveLength(expected.length);
  statistics.forEach((t, i) => {
    agree(t, expected[i]!, T, `draw ${i}: t`, T);
  });
}

/** An interval by the strict rule is fwildclusterboot's; that which counts ties is wider, and p is on either side of each end. */
function expectInterval(test: WildTest, draws: WildDraws, [low, high]: readonly [number, number]): void {
  const strict = wildInterval(test, draws, { level: 0.95, ties: "strict" });
  agree.within(strict.low, low, END, "low");
  agree.within(strict.high, high, END, "high");
  const counted = wildInterval(test, draws, { level: 0.95, ties: "count" });
  expect(counted.low <= strict.low && counted.high >= strict.high).toBe(true);
  const step = 1e-8 * Math.sqrt(test.variance[0]!);
  const p = (value: number) => wildPValue(test, draws, "count", value).symmetric;
  for (const [end, out] of [
    [counted.low, -step],
    [counted.high, step],
  ] as const) {
    expect(p(end + out)).toBeLessThanOrEqual(0.05);
    expect(p(end - out)).toBeGreaterThan(0.05);
  }
}

describe("CR1 t of every draw, p and interval: files of the reference", () => {
  const files = [
    { id: "wcb_castle_grp9", model: castle, term: "post", cluster: "grp" },
    { id: "wcb_base_did_period_x1", model: did, term: "x1", cluster: "period" },
    { id: "wcb_base_did_period_tp", model: did, term: "tp", cluster: "period" },
  ];
  for (const { id, model, term, cluster } of files) {
    it(id, async () => {
      const [expected, rows] = [read(id), await readTable(path(`${id}_tstats.csv.gz`))];
      const data = await model();
      const setup = { term, errors: [[cluster]], boot: cluster };
      enumerated(data, { ...setup, type: "WCR11" }, (test, draws) => {
        agree(test.estimates[0], expected.coef[term], 1e-10, "estimate");
        agree(test.statistic, expected.t_stat, T, "t");
        expectStatistics(test, draws, rows.numeric("t_wcr"));
        const [count, strict] = [wildPValue(test, draws, "count"), wildPValue(test, draws, "strict")];
        expect(count.symmetric).toBe(expected.own_wcr11_null_imposed.p_inclusive);
        expect(strict.symmetric).toBe(expected.own_wcr11_null_imposed.p_strict);
        const { p_null_imposed, p_equal_tailed_null_imposed, conf_int_null_imposed } = expected.fwildclusterboot;
        // rounding decides on which side each of its two ties falls
        expect(p_null_imposed >= strict.symmetric && p_null_imposed <= count.symmetric).toBe(true);
        expect(p_equal_tailed_null_imposed >= strict.equalTailed!).toBe(true);
        expect(p_equal_tailed_null_imposed <= count.equalTailed!).toBe(true);
        expectInterval(test, draws, conf_int_null_imposed);
      });
      enumerated(data, { ...setup, type: "WCU11" }, (test, draws) => {
        expectStatistics(test, draws, rows.numeric("t_wcu"));
        expect(wildPValue(test, draws, "count").symmetric).toBe(expected.own_wcu11_no_null.p_inclusive);
        expect(wildPValue(test, draws, "strict").symmetric).toBe(expected.own_wcu11_no_null.p_strict);
      });
    });
  }
});

describe("all types, two clusterings of errors, coarser and finer clusters resampled", () => {
  const files = [
    { id: "wild_types_castle_grp9", model: castle },
    { id: "wild_types_base_did_period_x1", model: did },
    { id: "wild_types_base_did_period_tp", model: did },
    { id: "wild_types_castle_two_way", model: castle },
    { id: "wild_types_castle_coarse_boot", model: castle },
    { id: "wild_types_castle_subclusters", model: castle },
  ];
  for (const { id, model } of files) {
    it(id, async () => {
      const [expected, rows] = [read(id), await readTable(path(`${id}_draws.csv.gz`))];
      const data = await model();
      const errors = (expected.error_clusters as (string | string[])[]).map((names) => [names].flat());
      const setup = { term: expected.term, errors, boot: expected.boot_cluster };
      for (const [type, want] of Object.entries<Expected>(expected.types)) {
        enumerated(data, { ...setup, type }, (test, draws) => {
          agree(test.statistic, want.t, T, type);
          expectStatistics(test, draws, rows.numeric(type));
          const [count, strict] = [wildPValue(test, draws, "count"), wildPValue(test, draws, "strict")];
          expect(count.used).toBe(want.used);
          expect(count.symmetric, type).toBe(want.p_inclusive);
          expect(strict.symmetric, type).toBe(want.p_strict);
          expect(count.equalTailed, type).toBe(want.p_equal_tailed_inclusive);
          expect(strict.equalTailed, type).toBe(want.p_equal_tailed_strict);
          const interval = want.fwildclusterboot?.conf_int;
          if (Array.isArray(interval) && interval.length === 2)
            expectInterval(test, draws, interval as [number, number]);
        });
      }
    });
  }
});
