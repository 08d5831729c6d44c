/**
 * Decompositions against numbers derived by hand, a plain loop over units, and what must hold of any data.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable, selectRows, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { decompose } from "../../src/trade/decompose/fit.js";
import { METHODS, type Terms } from "../../src/trade/decompose/terms.js";

import { seeded } from "../support/random.js";
import { csvTable } from "./customs-rows.js";

/** Sums of some hundred numbers of size 1, in another order. */
const REORDERED = 1e-13;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const roles = { outcome: "q", unit: "firm", time: "year", weight: "v" };

/**
 * Shares and outcomes: p .25 of 1, then .125 of 2 (two rows each time); r .25 of 3, then .375 of 3; x .5 of .5, then gone;
 * e .5 of 4, new. Means 1.25 and 3.375, change 2.125.
 */
const byHand = () =>
  csvTable(
    ...["city,firm,year,v,q", "a,p,1,1,0.5", "a,p,1,1,1.5", "a,r,1,2,3", "a,x,1,4,0.5"],
    ...["a,p,2,0.5,1", "a,p,2,0.5,3", "a,r,2,3,3", "a,e,2,4,4"],
  );

describe("four units by hand", () => {
  it.each([
    // survivors p, r: unweighted means 2, then 2.5; covariance 0, then (-.25)(-.5) + (.25)(.5) = .25; weighted 2, then 2.75;
    // entry .5 (4 - 2.75), exit .5 (2 - .5)
    ["melitz-polanec", { within: 0.5, between: 0.25, entry: 0.625, exit: 0.75 }],
    // within .25 * 1 + .25 * 0; between -.125 (1 - 1.25) + .125 (3 - 1.25); cross -.125 * 1; entry .5 (4 - 1.25); exit
    // -.5 (.5 - 1.25)
    ["foster", { within: 0.25, between: 0.25, cross: -0.125, entry: 1.375, exit: 0.375 }],
    // about the mean 2.3125 of both periods: .1875 * 1; -.125 (1.5 - 2.3125) + .125 (3 - 2.3125); .5 (4 - 2.3125);
    // -.5 (.5 - 2.3125)
    ["griliches-regev", { within: 0.1875, between: 0.1875, entry: 0.84375, exit: 0.90625 }],
    // unweighted means 1.5, then 3; covariances 1.25 - 1.5, then 3.375 - 3
    ["olley-pakes-static", { within: 1.5, between: 0.625 }],
  ] as const)("%s", (method, terms) => {
    const { effects, total } = decompose(engine, byHand(), { ...roles, method });
    expect(effects).toHaveLength(1);
    const [effect] = effects;
    expect(effect).toMatchObject({ group: null, from: 1, to: 2, mean_from: 1.25, mean_to: 3.375, change: 2.125 });
    expect(Object.keys(effect!.terms)).toEqual(Object.keys(terms));
    for (const [name, value] of Object.entries(terms)) {
      expect(effect!.terms[name as keyof Terms], name).toBeCloseTo(value, 14);
    }
    expect(effect!.units).toEqual({ survivors: 2, entrants: 1, exiters: 1 });
    expect(effect!.shares).toEqual({ entrants: 0.5, exiters: 0.5 });
    expect(total[0]).toMatchObject({ groups: 1, change: 2.125 });
  });
});

/** Firms in cities over years, a third of them missing at any time, two or three rows a firm and year. */
function randomPanel(seed: number, years = 4): Table {
  const random = seeded(seed);
  const rows: { city: number; firm: number; year: number; v: number; q: number }[] = [];
  for (let city = 0; city < 5; city++) {
    for (let firm = 0; firm < 12; firm++) {
      for (let year = 0; year < years; year++) {
        if (random() < 0.33) continue;
        for (let row = 0; row < 2 + (firm % 2); row++) {
          rows.push({ city, firm: 100 * city + firm, year: 2010 + year, v: 0.1 + 10 * random() ** 3, q: random() });
        }
      }
    }
  }
  const columns = (["city", "firm", "year", "v", "q"] as const).map((name) => ({
    kind: "numeric" as const,
    name,
    values: Float64Array.from(rows, (row) => row[name]),
  }));
  return makeTable(columns, { name: "panel", bytes: 0, sha256: null });
}

/** Sum of weight and mean of each firm of a city in a year, by a plain loop. */
function firmsOf(table: Table, city: number, year: number): Map<number, { w: number; q: number }> {
  const column = (name: string) => table.numeric(name);
  const firms = new Map<number, { w: number; q: number }>();
  for (let i = 0; i < table.nRows; i++) {
    if (column("city")[i] !== city || column("year")[i] !== year) continue;
    const firm = firms.get(column("firm")[i]!) ?? { w: 0, q: 0 };
    const w = firm.w + column("v")[i]!;
    firms.set(column("firm")[i]!, { w, q: (firm.w * firm.q + column("v")[i]! * column("q")[i]!) / w });
  }
  return firms;
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const weighted = (firms: readonly { w: number; q: number }[]): number =>
  firms.length === 0 ? 0 : sum(firms.map(({ w, q }) => w * q)) / sum(firms.map(({ w }) => w));

it("allows for the rounding of rows that are far above the means they give", () => {
  const far = 1e10 / 3;
  const table = csvTable(
    ...["firm,year,v,q", `a,1,0.1,${3 * far}`, `a,1,0.2,${-1.5 * far}`, "a,1,0.3,0.1", "b,1,1,1e-9"],
    ...[`a,2,0.3,${far}`, `a,2,0.1,${-3 * far}`, "a,2,0.2,0.1", "b,2,1,2e-9"],
  );
  const { max_error } = decompose(engine, table, { ...roles, method: "foster" });
  // some roundings of numbers of size 1e10
  expect(max_error).toBeLessThan(100 * Number.EPSILON * 3 * far);
});

describe("random panels", () => {
  it("has the terms of a plain loop, with between as what the weighted mean of survivors gains beyond the plain one", () => {
    const table = randomPanel(1);
    const { effects } = decompose(engine, table, { ...roles, by: "city" });
    expect(effects).toHaveLength(15);
    for (const { group, from, to, terms } of effects) {
      const [a, b] = [from, to].map((year) => firmsOf(table, Number(group), Number(year))) as [
        ReturnType<typeof firmsOf>,
        ReturnType<typeof firmsOf>,
      ];
      const stay = [...a.keys()].filter((firm) => b.has(firm));
      const [s1, s2] = [stay.map((firm) => a.get(firm)!), stay.map((firm) => b.get(firm)!)];
      const entrants = [...b].filter(([firm]) => !a.has(firm)).map(([, firm]) => firm);
      const exiters = [...a].filter(([firm]) => !b.has(firm)).map(([, firm]) => firm);
      const plain = (firms: { q: number }[]) => sum(firms.map(({ q }) => q)) / firms.length;
      const share = (some: { w: number }[], all: Map<number, { w: number }>) =>
        sum(some.map(({ w }) => w)) / sum([...all.values()].map(({ w }) => w));
      const expected = {
        within: plain(s2) - plain(s1),
        between: weighted(s2) - plain(s2) - (weighted(s1) - plain(s1)),
        entry: share(entrants, b) * (weighted(entrants) - weighted(s2)),
        exit: share(exiters, a) * (weighted(s1) - weighted(exiters)),
      };
      for (const [name, value] of Object.entries(expected)) {
        expect(Math.abs(terms[name as keyof typeof terms]! - value), `${group} ${from} ${name}`).toBeLessThan(
          REORDERED,
        );
      }
    }
  });

  it.each(METHODS)("%s: terms add up, in any order of rows, and weights may be rescaled by period", (method) => {
    const table = randomPanel(2);
    const random = seeded(3);
    const order = Uint32Array.from({ length: table.nRows }, (_, i) => i);
    const keys = Float64Array.from(order, () => random());
    const options = { ...roles, by: "city", method } as const;
    const forwards = decompose(engine, table, options);
    const shuffled = decompose(
      engine,
      selectRows(
        table,
        order.sort((a, b) => keys[a]! - keys[b]!),
      ),
      options,
    );
    const year = table.numeric("year");
    const v = table.numeric("v").map((value, i) => value * (year[i]! - 2005));
    const columns = table.columns.map((column) =>
      column.name === "v" ? { kind: "numeric" as const, name: "v", values: v } : column,
    );
    const rescaled = decompose(engine, makeTable(columns, table.source), options);
    expect(forwards.max_error).toBeLessThan(REORDERED);
    forwards.effects.forEach((effect, e) => {
      const all = sum(Object.values(effect.terms));
      expect(Math.abs(all - effect.change)).toBeLessThan(REORDERED);
      for (const other of [shuffled, rescaled]) {
        const { terms, group, from } = other.effects[e]!;
        expect([group, from]).toEqual([effect.group, effect.from]);
        for (const [name, value] of Object.entries(effect.terms)) {
          expect(Math.abs(terms[name as keyof typeof terms]! - value), name).toBeLessThan(REORDERED);
        }
      }
    });
  });

  it("totals are unweighted means over the groups of a pair", () => {
    const { effects, total } = decompose(engine, randomPanel(4), { ...roles, by: "city", pairs: "first-last" });
    expect(total).toHaveLength(1);
    expect(total[0]!.groups).toBe(effects.length);
    expect(total[0]!.terms.entry).toBeCloseTo(sum(effects.map(({ terms }) => terms.entry!)) / effects.length, 14);
    expect(sum(Object.values(total[0]!.terms))).toBeCloseTo(total[0]!.change, 13);
  });
});

describe("what Melitz and Polanec's terms mean", () => {
  const table = randomPanel(5, 2);

  it("equal to the static terms when no unit comes or goes", () => {
    const years = table.numeric("year");
    const first = Uint32Array.from([...years.keys()].filter((i) => years[i] === 2010));
    const random = seeded(6);
    const again = selectRows(table, Uint32Array.from([...first, ...first]));
    const changed = again.columns.map((column) => {
      if (column.kind !== "numeric") return column;
      const values = column.values.map((value, i) => {
        if (i < first.length) return value;
        if (column.name === "year") return 2011;
        return column.name === "v" || column.name === "q" ? value * (0.5 + random()) : value;
      });
      return { ...column, values };
    });
    const both = (["melitz-polanec", "olley-pakes-static"] as const).map((method) =>
      decompose(engine, makeTable(changed, table.source), { ...roles, by: "city", method }),
    );
    both[0]!.effects.forEach(({ terms, units }, e) => {
      expect(units).toMatchObject({ entrants: 0, exiters: 0 });
      expect([terms.entry, terms.exit]).toEqual([0, 0]);
      expect(terms.within).toBe(both[1]!.effects[e]!.terms.within);
      expect(terms.between).toBe(both[1]!.effects[e]!.terms.between);
    });
  });

  it("entrants and leavers as good as survivors give entry and exit of 0; others give their sign", () => {
    const rows = (entrant: number, leaver: number) =>
      csvTable("firm,year,v,q", "s,1,1,2", "t,1,3,2", `x,1,5,${leaver}`, "s,2,2,3", "t,2,2,3", `e,2,9,${entrant}`);
    const terms = (entrant: number, leaver: number) =>
      decompose(engine, rows(entrant, leaver), roles).effects[0]!.terms;
    expect(terms(3, 2)).toEqual({ within: 1, between: 0, entry: 0, exit: 0 });
    expect(terms(4, 1).entry).toBeGreaterThan(0);
    expect(terms(4, 1).exit).toBeGreaterThan(0);
    expect(terms(2, 5).entry).toBeLessThan(0);
    expect(terms(2, 5).exit).toBeLessThan(0);
  });
});

describe("what is left out is told", () => {
  const gaps = () =>
    csvTable(
      ...["city,firm,year,v,q", "a,p,1,1,1", "a,p,2,1,2", "a,r,2,7,", ",r,1,3,1", "b,p,1,1,1", "b,r,1,2,1"],
      ...["c,x,1,1,1", "c,y,2,1,5", "a,z,9,4,1", "d,r,2,1,1"],
    );

  it("rows by the first reason, periods outside, groups without terms, units in several groups", () => {
    const record = decompose(engine, gaps(), { ...roles, by: "city", to: 2 });
    expect(record.nobs).toBe(7);
    expect(record.rows).toMatchObject({
      read: 10,
      excluded: [
        { reason: "q missing", rows: 1, weight: 7 },
        { reason: "city missing", rows: 1, weight: 3 },
        { reason: "year other than 1 to 2", rows: 1, weight: 4 },
      ],
    });
    expect(record.effects.map(({ group }) => group)).toEqual(["a"]);
    expect(record.not_decomposed.map(({ group, reason }) => [group, reason])).toEqual([
      ["b", "absent_after"],
      ["c", "no_survivors"],
      ["d", "absent_before"],
    ]);
    expect(record.units_in_several_groups).toBe(2);
    expect(record.notes.map(({ code }) => code)).toEqual([
      ...["rows_excluded", "rows_excluded", "rows_excluded", "units_in_several_groups", "not_decomposed"],
    ]);
    expect(Object.isFrozen(record.effects[0]!.terms)).toBe(true);
  });

  it("other methods need no survivors", () => {
    const foster = decompose(engine, gaps(), { ...roles, by: "city", to: 2, method: "foster" });
    // c: x with mean 1 leaves, y with 5 comes: entry 5 - 1, exit -(1 - 1)
    expect(foster.effects[1]).toMatchObject({ group: "c", change: 4, terms: { within: 0, entry: 4, exit: 0 } });
  });
});

describe("periods", () => {
  it("compares those asked for, whatever lies between", () => {
    const table = randomPanel(7);
    const pairs = (options: object) =>
      decompose(engine, table, { ...roles, ...options }).pairs.map(({ from, to }) => `${from}-${to}`);
    expect(pairs({})).toEqual(["2010-2011", "2011-2012", "2012-2013"]);
    expect(pairs({ from: 2011 })).toEqual(["2011-2012", "2012-2013"]);
    expect(pairs({ pairs: "first-last" })).toEqual(["2010-2013"]);
    expect(pairs({ pairs: "2011:2013" })).toEqual(["2011-2013"]);
    const { periods, rows, nobs } = decompose(engine, table, { ...roles, pairs: "2011:2013" });
    expect(periods).toEqual([2011, 2013]);
    const years = table.numeric("year").filter((year) => year === 2011 || year === 2013);
    expect(nobs).toBe(years.length);
    expect(rows.excluded).toMatchObject([
      { reason: "year other than 2011 and 2013", rows: table.nRows - years.length },
    ]);
  });

  it("may be text", () => {
    const table = csvTable("firm,quarter,v,q", "s,2010Q1,1,2", "t,2010Q1,1,2", "s,2010Q2,2,3", "t,2010Q2,2,3");
    const { effects } = decompose(engine, table, { ...roles, time: "quarter", from: "2010Q1" });
    expect(effects[0]).toMatchObject({ from: "2010Q1", to: "2010Q2", change: 1 });
  });
});

describe("errors", () => {
  const failing = (options: object, table = byHand()) => {
    try {
      decompose(engine, table, { ...roles, ...options } as never);
    } catch (error) {
      return error as Error & { code: string };
    }
    throw new Error("no error");
  };

  it.each([
    [{ outcome: "qq" }, "unknown_column", /did you mean 'q'/],
    [{ by: "citty" }, "unknown_column", /did you mean 'city'/],
    [{ by: "city,firm" }, "formula_syntax", /./],
    [{ by: "city^firm" }, "unit_is_group", /every group would have one unit/],
    [{ method: "fosters" }, "unknown_method", /did you mean 'foster'/],
    [{ pairs: "all" }, "unknown_pairs", /2010:2016/],
    [{ pairs: "1:2", from: 1 }, "pairs_and_range", /leave out from and to/],
    [{ from: 2009 }, "period_absent", /has no period 2009 .* it has 1, 2/],
    [{ pairs: "2:1" }, "one_period", /from 2 to 1 there is none/],
    [{ from: 2 }, "one_period", /compares two periods/],
    [{ outcome: "firm" }, "not_numeric", /./],
  ])("%j", (options, code, message) => {
    const error = failing(options);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it("weights at or below 0 and outcomes without end, with the first row", () => {
    const rows = (v: string, q: string) => csvTable("firm,year,v,q", "s,1,1,2", `t,1,${v},${q}`, "s,2,1,2");
    expect(failing({}, rows("0", "1"))).toMatchObject({ code: "weight_not_positive" });
    expect(failing({}, rows("-3", "1")).message).toMatch(/'v': 1 of 3 rows, the first of them row 2 with -3/);
    const endless = makeTable(
      rows("1", "1").columns.map((column) =>
        column.name === "q"
          ? { kind: "numeric" as const, name: "q", values: Float64Array.of(1, Number.POSITIVE_INFINITY, 1) }
          : column,
      ),
      { name: "rows", bytes: 0, sha256: null },
    );
    expect(failing({}, endless)).toMatchObject({ code: "outcome_not_finite" });
  });

  it("one unit, no complete rows, nothing in both periods", () => {
    expect(failing({}, csvTable("firm,year,v,q", "s,1,1,2", "s,2,1,2"))).toMatchObject({ code: "one_unit" });
    expect(failing({}, csvTable("firm,year,v,q", "s,1,,2", "t,2,,2"))).toMatchObject({ code: "no_complete_rows" });
    const apart = failing({}, csvTable("firm,year,v,q", "s,1,1,2", "t,2,1,2"));
    expect(apart.code).toBe("nothing_decomposed");
    expect(apart.message).toMatch(/no survivors 1/);
  });
});
