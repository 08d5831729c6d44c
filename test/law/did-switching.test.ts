/**
 * Laws of DID_l: where it is another estimator's, what leaves it as it is, what turns it round.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable, selectRows, type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { seeded } from "../support/random.js";
import { staggeredPanel } from "../support/staggered-panel.js";

const engines: Engine[] = [];
beforeAll(async () => {
  engines.push(await loadEngine({ threads: 1 }), await loadEngine({ threads: 3 }));
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

const KEYS = { unit: "unit", time: "time" };
const numeric = (name: string, values: ArrayLike<number>) =>
  ({ kind: "numeric", name, values: Float64Array.from(values) }) as const;

/** Doses of 0 to 2 that change at different times, by one or two, up or down, and may come back; regions, a price, a covariate. */
function switching(seed: number, units = 80, periods = 7): Table {
  const random = seeded(seed);
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const rows: number[][] = [];
  for (let u = 0; u < units; u++) {
    const base = u % 2;
    const first = random() < 0.35 ? periods + 9 : 2 + Math.floor(random() * (periods - 2));
    const step = base === 1 && random() < 0.4 ? -1 : 1;
    const last = first + 1 + Math.floor(random() * 4);
    const price = 1 + 2 * random();
    const level = normal();
    for (let t = 0; t < periods; t++) {
      const dose = base + (t >= first && t < last ? step : 0);
      const x = normal();
      const y = level + 0.3 * t * (1 + base) + dose + normal();
      rows.push([u, 2000 + t, y, dose, x, u % 4, price + (t >= first ? step : 0), 0.5 + random()]);
    }
  }
  const names = ["unit", "time", "y", "dose", "x", "region", "price", "w"];
  return makeTable(
    names.map((name, j) =>
      numeric(
        name,
        rows.map((row) => row[j]!),
      ),
    ),
    { name: "switching", bytes: 0, sha256: null },
  );
}

const estimate = (
  data: Panel,
  options: DidOptions,
  formula = "y ~ 1 | unit + time",
  engine = engines[0]!,
): DidEstimate => did(engine, data, formula, { treat: "dose", estimator: ["dcdh"], ...options }).estimates[0]!;
const of = (table: Table, options: DidOptions = {}, formula?: string): DidEstimate =>
  estimate(panel(table, KEYS), options, formula);

/** Numbers of all effects and the average: estimates, then errors. */
const numbers = ({ effects, overall }: DidEstimate): number[] => [
  ...[...effects, overall].map(({ estimate: value }) => value),
  ...[...effects, overall].map(({ std_error }) => std_error ?? 0),
];
const values = ({ effects, overall }: DidEstimate): number[] => [...effects, overall].map((each) => each.estimate);

function same(got: readonly number[], want: readonly number[], tolerance = 1e-9): void {
  expect(got.length).toBe(want.length);
  got.forEach((value, i) => {
    expect(Math.abs(value - want[i]!)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(want[i]!)));
  });
}

/** The table with y moved row by row. */
const moved = (table: Table, by: (row: (name: string) => number) => number): Table =>
  withColumns(table, [
    numeric(
      "y",
      table.numeric("y").map((y, i) => y + by((name) => table.numeric(name)[i]!)),
    ),
  ]);

const table = switching(7);
const plain = of.bind(null, table);

describe("DID_l", () => {
  it.each([[3], [11]])(
    "of a treatment that stays is Callaway and Sant'Anna's of units not yet treated (seed %i)",
    (seed) => {
      const data = staggeredPanel(seed, { units: 60, periods: 7, cohorts: 3 });
      const options = { cohort: "cohort", control: "notyet" } as const;
      const [ours, theirs] = did(engines[0]!, data, "y ~ 1 | unit + time", {
        ...options,
        estimator: ["dcdh", "cs"],
      }).estimates.toSorted((a, b) => b.estimator.localeCompare(a.estimator)) as [DidEstimate, DidEstimate];
      const fromStart = ({ effects }: DidEstimate) => effects.filter(({ event }) => event! >= 0);
      const shown = fromStart(ours).map(({ event }) => event);
      const wanted = fromStart(theirs).filter(({ event }) => shown.includes(event!));
      expect(shown.length).toBeGreaterThan(2);
      same(
        fromStart(ours).map((each) => each.estimate),
        wanted.map((each) => each.estimate),
        1e-12,
      );
    },
  );

  it("does not see the order of rows, levels of units, or periods of all", () => {
    const n = table.nRows;
    const random = seeded(5);
    const order = Array.from({ length: n }, (_, i) => ({ i, key: random() })).sort((a, b) => a.key - b.key);
    const shuffled = selectRows(
      table,
      Uint32Array.from(order, ({ i }) => i),
    );
    expect(numbers(of(shuffled))).toEqual(numbers(plain()));
    const shifted = moved(table, (row) => 3 * row("unit") + (row("time") - 2003) ** 2);
    same(numbers(of(shifted)), numbers(plain()));
  });

  it("does not see what differs by baseline dose and period", () => {
    const base = new Map<number, number>();
    table.numeric("unit").forEach((u, i) => {
      if (!base.has(u)) base.set(u, table.numeric("dose")[i]!);
    });
    const drifting = moved(table, (row) => base.get(row("unit"))! * (row("time") - 2000) ** 2);
    same(numbers(of(drifting)), numbers(plain()));
  });

  it("scales with the outcome, from the smallest to the largest", () => {
    for (const scale of [1e-150, 1e-6, 1e9, 1e140]) {
      const scaled = withColumns(table, [
        numeric(
          "y",
          table.numeric("y").map((y) => y * scale),
        ),
      ]);
      same(
        numbers(of(scaled)).map((value) => value / scale),
        numbers(plain()),
      );
    }
  });

  it("turns round where doses do, and is halved per dose where these double", () => {
    const turned = withColumns(table, [
      numeric(
        "dose",
        table.numeric("dose").map((dose) => 2 - dose),
      ),
    ]);
    same(
      values(of(turned)),
      values(plain()).map((value) => -value),
    );
    const doubled = withColumns(table, [
      numeric(
        "dose",
        table.numeric("dose").map((dose) => 2 * dose),
      ),
    ]);
    same(
      of(doubled, { normalized: true }).effects.map((each) => each.estimate),
      of(table, { normalized: true }).effects.map((each) => each.estimate / 2),
    );
    expect(of(doubled).overall.estimate).toBeCloseTo(plain().overall.estimate / 2, 10);
  });

  it("of those whose dose rises and of those whose dose falls adds up to that of all", () => {
    const [all, up, down] = [plain(), plain({ switchers: "in" }), plain({ switchers: "out" })];
    const at = ({ effects }: DidEstimate, event: number) => effects.find((each) => each.event === event);
    for (const { event, estimate: value, n_units: units } of all.effects.filter((each) => each.event! >= 0)) {
      const parts = [at(up, event!), at(down, event!)].flatMap((part) => part ?? []);
      const sum = parts.reduce((total, part) => total + part.n_units * part.estimate, 0);
      expect(sum / units).toBeCloseTo(value, 10);
    }
  });

  it("is as it was where all weights are the same, and counts a unit of weight 2 twice", () => {
    const twos = withColumns(table, [numeric("w", new Float64Array(table.nRows).fill(2))]);
    same(numbers(of(twos, { weights: "w" })), numbers(plain()));
    const twice = table.numeric("unit").map((u) => (u % 3 === 0 ? 2 : 1));
    const rows = Array.from(twice.keys()).filter((i) => twice[i] === 2);
    const copies = selectRows(table, Uint32Array.from(rows));
    const more = makeTable(
      table.names.map((name) => {
        const own = copies.numeric(name).map((value) => (name === "unit" ? value + 1000 : value));
        return numeric(name, [...table.numeric(name), ...own]);
      }),
      { name: "copies", bytes: 0, sha256: null },
    );
    same(values(of(withColumns(table, [numeric("w", twice)]), { weights: "w" })), values(of(more)));
  });

  it("has errors by units where these are the clusters named", () => {
    expect(numbers(plain({ vcov: "cluster:unit" }))).toEqual(numbers(plain()));
    const pairs = withColumns(table, [
      numeric(
        "pair",
        table.numeric("unit").map((u) => Math.floor(u / 2)),
      ),
    ]);
    same(values(of(pairs, { vcov: "cluster:pair" })), values(plain()));
  });

  it("has the same bits for any number of threads", () => {
    for (const options of [
      {},
      { linearTrends: true },
      { resampled: true, draws: 20, seed: 4 },
    ] satisfies DidOptions[]) {
      const [one, three] = engines.map((engine) =>
        estimate(panel(table, KEYS), options, "y ~ x | unit + time", engine),
      );
      expect(numbers(three!)).toEqual(numbers(one!));
    }
  });

  it("does not see trends that its options allow for", () => {
    const linear = moved(table, (row) => (row("unit") % 7) * (row("time") - 2000));
    same(numbers(of(linear, { linearTrends: true })), numbers(plain({ linearTrends: true })));
    const regional = moved(table, (row) => row("region") * (row("time") - 2000) ** 2);
    same(numbers(of(regional, { trendsBy: "region" })), numbers(plain({ trendsBy: "region" })));
    const first = new Map<number, number>();
    table.numeric("unit").forEach((u, i) => {
      if (!first.has(u)) first.set(u, table.numeric("price")[i]!);
    });
    const priced = moved(table, (row) => first.get(row("unit"))! ** 2 * (row("time") - 2000) ** 2);
    const options = { treat: "price", continuous: 2 } as const;
    same(numbers(of(priced, options)), numbers(plain(options)), 1e-8);
  });

  it("does not see covariates, nor which of collinear ones is there", () => {
    const shifted = moved(table, (row) => 5 * row("x"));
    const [with0, with1] = [of(table, {}, "y ~ x | unit + time"), of(shifted, {}, "y ~ x | unit + time")];
    // slopes are those of each baseline dose
    same(numbers(with1), numbers(with0), 1e-9);
    const more = withColumns(table, [
      numeric(
        "z",
        table.numeric("x").map((x) => 3 * x - 1),
      ),
    ]);
    const both = of(more, {}, "y ~ x + z | unit + time");
    same(numbers(both), numbers(with0), 1e-9);
    expect(both.notes.map(({ code }) => code)).toContain("dcdh_controls_collinear");
  });

  it("normalised is an effect over its dose, whose lags add up", () => {
    const [effects, normalised] = [plain(), plain({ normalized: true })];
    const details = normalised.details!;
    if (details.kind !== "switching") throw new Error("no details");
    for (const { event, total_dose: total } of details.horizons) {
      const at = ({ effects: all }: DidEstimate) => all.find((each) => each.event === event)!.estimate;
      expect(at(normalised) * total).toBeCloseTo(at(effects), 12);
    }
    for (const { weights } of details.lag_weights) expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
    const sums = details.horizons.filter(({ event }) => event >= 0);
    const dose = sums.reduce((sum, { weight, mean_dose: mean }) => sum + weight * mean, 0);
    const effect = sums.reduce(
      (sum, { weight, event }) => sum + weight * effects.effects.find((each) => each.event === event)!.estimate,
      0,
    );
    expect(normalised.overall.estimate).toBeCloseTo(effect / dose, 12);
    expect(effects.overall.estimate).toBeCloseTo(effect / dose, 12);
  });

  it("resampled has the estimates of influences, and errors near theirs", () => {
    const [byInfluence, drawn] = [plain({ window: [-2, 1] }), plain({ window: [-2, 1], resampled: true, draws: 300 })];
    expect(values(drawn)).toEqual(values(byInfluence));
    drawn.effects.forEach(({ std_error: error, reference }, i) => {
      if (reference) return;
      expect(error! / byInfluence.effects[i]!.std_error!).toBeGreaterThan(0.75);
      expect(error! / byInfluence.effects[i]!.std_error!).toBeLessThan(1.33);
    });
  });
});
