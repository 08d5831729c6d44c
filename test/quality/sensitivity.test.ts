/**
 * Sensitivity of quality to its choices: recomputed pair by pair from the runs themselves, then laws and refusals.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { WasmetricsError } from "../../src/base/errors.js";
import { makeTable, selectRows, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import { alignCells, compareRanks, type RankAgreement } from "../../src/trade/sensitivity/compare-ranks.js";
import { qualitySensitivity } from "../../src/trade/sensitivity/fit.js";

import type { QualitySensitivityOptions } from "../../src/trade/sensitivity/verb.js";
import { seeded } from "../support/random.js";
import { csvTable, customsRows } from "./customs-rows.js";

/** Rounding of correlations of a few dozen ranks. */
const ROUNDING = 1e-13;

const SIGMAS = [3, 5, 10];
const NORMALISATIONS = ["product^year", "product"];

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Rows of 30 cities, so that a year has cells enough to change order. */
function manyCities(seed: number): Table {
  const table = customsRows(seed, 1500);
  const random = seeded(seed + 99);
  const values = Float64Array.from({ length: table.nRows }, () => Math.floor(30 * random()));
  const others = table.columns.filter(({ name }) => name !== "city");
  return makeTable([...others, { kind: "numeric", name: "city", values }], table.source);
}

const everyRow = (table: Table): Uint32Array => Uint32Array.from({ length: table.nRows }, (_, i) => i);

/** Means by cell of one choice, by label of city and year. */
function meansOf(table: Table, sigma: number, normalise: string): Map<string, { year: number; mean: number }> {
  const means = estimateQuality(engine, table, { sigma, normalise, by: "city^year" }).aggregates[0]!.table;
  const [city, year, quality] = [means.numeric("city"), means.numeric("year"), means.numeric("r_quality")];
  return new Map([...city].map((c, i) => [`${c} | ${year[i]}`, { year: year[i]!, mean: quality[i]! }]));
}

const ranksOf = (values: readonly number[]): number[] =>
  values.map((v) => values.filter((w) => w < v).length + (values.filter((w) => w === v).length + 1) / 2);

function pearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (f: (i: number) => number) => x.reduce((total, _, i) => total + f(i), 0);
  return (
    sum((i) => (x[i]! - mx) * (y[i]! - my)) / Math.sqrt(sum((i) => (x[i]! - mx) ** 2) * sum((i) => (y[i]! - my) ** 2))
  );
}

describe("numbers", () => {
  it("are those of a loop over all pairs of cells, for every pair of choices", () => {
    const table = manyCities(1);
    const record = qualitySensitivity(engine, table, { sigmas: SIGMAS, normalisations: NORMALISATIONS });
    expect(record).toMatchObject({
      kind: "quality_sensitivity",
      by: "city^year",
      year: "year",
      cells: { any: 90, all: 90 },
    });
    expect(record.base).toBe("3 / product^year");
    expect(record.pairs).toHaveLength(15);
    let changed = 0;
    for (const pair of record.pairs) {
      const [a, b] = [pair.first, pair.second].map((label) => {
        const [sigma, normalise] = label.split(" / ");
        return meansOf(table, Number(sigma), normalise!);
      });
      const labels = [...a!.keys()];
      const [x, y] = [labels.map((label) => a!.get(label)!.mean), labels.map((label) => b!.get(label)!.mean)];
      const year = labels.map((label) => a!.get(label)!.year);
      let [concordant, discordant, inYear, changedInYear] = [0, 0, 0, 0];
      for (let i = 0; i < x.length; i++) {
        for (let j = 0; j < i; j++) {
          const same = x[i]! < x[j]! === y[i]! < y[j]!;
          if (same) concordant++;
          else discordant++;
          if (year[i] !== year[j]) continue;
          inYear++;
          if (!same) changedInYear++;
        }
      }
      expect(pair.pooled).toMatchObject({ concordant, discordant, tied_first: 0, tied_second: 0, tied_both: 0 });
      expect(pair.pooled.share_changed).toBe(discordant / (concordant + discordant));
      expect(pair.within_year).toMatchObject({ concordant: inYear - changedInYear, discordant: changedInYear });
      expect(inYear).toBe(3 * 435);
      const [from, to] = [ranksOf(x), ranksOf(y)];
      expect(Math.abs(pair.pooled.spearman! - pearson(from, to))).toBeLessThan(ROUNDING);
      expect(Math.abs(pair.pooled.kendall_tau_b! - (concordant - discordant) / 4005)).toBeLessThan(ROUNDING);
      const centred = (values: readonly number[]) =>
        values.map((v, i) => values.filter((w, j) => year[j] === year[i] && w < v).length - (30 - 1) / 2);
      expect(Math.abs(pair.within_year!.spearman! - pearson(centred(x), centred(y)))).toBeLessThan(ROUNDING);
      const moves = from.map((rank, i) => Math.abs(to[i]! - rank));
      const most = Math.max(...moves);
      expect(pair.largest_change!.ranks).toBe(most);
      expect(moves[labels.indexOf(pair.largest_change!.cell)]).toBe(most);
      const fifth = (rank: number) => Math.ceil((5 * rank) / 90);
      const moved = from.filter((rank, i) => fifth(rank) !== fifth(to[i]!)).length;
      expect(pair.other_quintile).toEqual({ cells: moved, share: moved / 90 });
      changed += discordant;
    }
    expect(changed).toBeGreaterThan(100);
  });

  it("of a choice are those of its own run of quality", () => {
    const table = manyCities(2);
    const { choices } = qualitySensitivity(engine, table, { sigmas: SIGMAS, normalisations: NORMALISATIONS });
    for (const choice of choices) {
      const [sigma, normalise] = [Number(choice.asked.sigma), choice.asked.normalise];
      const { record } = estimateQuality(engine, table, { sigma, normalise, by: "city^year" });
      expect(choice).toMatchObject({ nobs: record.nobs, quality: record.quality, r_quality: record.r_quality });
      expect(choice.call).toBe(record.call);
      expect(choice.aggregate.n).toBe(90);
    }
  });
});

describe("laws", () => {
  it("the base beside itself, and its sigma under another label, agree wholly", () => {
    const sigmas = [5, { label: "again", sigma: 5 }, 10];
    const record = qualitySensitivity(engine, manyCities(3), { sigmas, normalisations: ["product^year"] });
    for (const { against_base } of record.choices.slice(0, 2)) {
      for (const each of [against_base.pooled, against_base.within_year!]) {
        expect(each).toMatchObject({ spearman: 1, kendall_tau_b: 1, share_changed: 0, discordant: 0 });
      }
      expect(against_base.other_quintile).toEqual({ cells: 0, share: 0 });
      expect(against_base.largest_change!.ranks).toBe(0);
    }
    expect(record.choices[2]!.against_base.pooled.discordant).toBeGreaterThan(0);
  });

  it("compares with whichever choice is the base, as the pair of both", () => {
    const options = { sigmas: SIGMAS, normalisations: NORMALISATIONS };
    const table = manyCities(4);
    for (const base of [2, "5", "5 / product^year"]) {
      const record = qualitySensitivity(engine, table, { ...options, base });
      expect(record.base).toBe("5 / product^year");
      const {
        first: _first,
        second: _second,
        ...pair
      } = record.pairs.find(({ first, second }) => first === "5 / product^year" && second === "10 / product")!;
      expect(record.choices.at(-1)!.against_base).toEqual(pair);
      const { pooled, largest_change } = record.choices[0]!.against_base;
      const earlier = record.pairs.find(
        ({ first, second }) => first === record.choices[0]!.label && second === record.base,
      )!;
      expect(pooled).toEqual({
        ...earlier.pooled,
        tied_first: earlier.pooled.tied_second,
        tied_second: earlier.pooled.tied_first,
      });
      expect(largest_change!.from - largest_change!.to).toBe(earlier.largest_change!.to - earlier.largest_change!.from);
    }
  });

  it("don't depend on the order of rows", () => {
    const table = manyCities(5);
    const random = seeded(50);
    const shuffled = everyRow(table);
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
    }
    const options = { sigmas: SIGMAS, normalisations: NORMALISATIONS };
    const a = qualitySensitivity(engine, table, options);
    const b = qualitySensitivity(engine, selectRows(table, shuffled), options);
    expect(b.pairs).toEqual(a.pairs);
  });

  it("a monotone transformation of the means changes no rank; cells of one side alone are counted", () => {
    const cells = (lines: readonly string[]) => csvTable("city,year,n,value_sum,r_quality", ...lines);
    const first = ["a,1,1,1,0.1", "b,1,1,1,0.5", "c,2,1,1,0.5", "d,2,1,1,0.9", "e,2,1,1,0.2"];
    const cubed = first.slice(0, 4).map((line) => line.replace(/[\d.]+$/, (x) => String(Number(x) ** 3)));
    const keys = { written: "city^year", columns: ["city", "year"] };
    const aligned = alignCells([cells(first), cells([...cubed, "f,3,1,1,0.7"])], keys, "year");
    expect(aligned.labels).toEqual(["a | 1", "b | 1", "c | 2", "d | 2", "e | 2", "f | 3"]);
    expect([...aligned.offsets]).toEqual([0, 2, 5, 6]);
    const comparison = compareRanks(engine, aligned, 0, 1, true);
    expect(comparison).toMatchObject({ cells: 4, only_first: 1, only_second: 1, other_quintile: { cells: 0 } });
    const pooled: RankAgreement = comparison.pooled;
    expect(pooled).toMatchObject({ spearman: 1, kendall_tau_b: 1, concordant: 5, discordant: 0, tied_both: 1 });
    expect(comparison.within_year).toMatchObject({ spearman: 1, concordant: 2, tied_both: 0 });
    expect(compareRanks(engine, aligned, 0, 1, false).within_year).toBeNull();
  });

  it("means that differ by rounding alone tie", () => {
    const table = (mean: number) =>
      csvTable("city,year,n,value_sum,r_quality", "a,1,1,1,1", `b,1,1,1,${mean}`, "c,1,1,1,0.25");
    const keys = { written: "city^year", columns: ["city", "year"] };
    const aligned = alignCells([table(1 - 2 ** -53), table(1 + 2 ** -52), table(1 - 1e-8)], keys, "year");
    expect(compareRanks(engine, aligned, 0, 1, true).pooled).toMatchObject({ discordant: 0, tied_both: 1 });
    expect(compareRanks(engine, aligned, 0, 2, true).pooled).toMatchObject({ discordant: 0, tied_first: 1 });
  });

  it("tell the choice and the time left, and stop when asked", () => {
    const stages: string[] = [];
    const left: (number | null)[] = [];
    const fractions: number[] = [];
    const controller = new AbortController();
    const options: QualitySensitivityOptions = {
      ...{ sigmas: SIGMAS, normalisations: ["product"], signal: controller.signal },
      onProgress: ({ stage, fraction, msLeft }) => {
        fractions.push(fraction);
        stages.push(stage);
        left.push(msLeft);
      },
    };
    qualitySensitivity(engine, customsRows(1), options);
    const measuring = ["3", "5", "10"].map((sigma, i) => `measuring ${sigma} / product (${i + 1} of 3)`);
    expect(stages).toEqual([...measuring, ...Array.from({ length: 3 }, () => "comparing ranks")]);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeLessThan(1);
    expect(left[0]).toBeNull();
    expect(left[2]).toBeGreaterThan(0);
    controller.abort();
    expect(() => qualitySensitivity(engine, customsRows(1), options)).toThrow(/abort/i);
  });

  it("return a frozen record that JSON can carry", () => {
    const record = qualitySensitivity(engine, customsRows(1), { sigmas: [3, 5], normalisations: ["product"] });
    expect(Object.isFrozen(record.choices[0]!.against_base)).toBe(true);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });
});

describe("refusals", () => {
  const usual: QualitySensitivityOptions = { sigmas: [3, 5], normalisations: ["product^year"] };

  function failure(options: Partial<QualitySensitivityOptions>, table: Table = customsRows(1, 200)): WasmetricsError {
    try {
      qualitySensitivity(engine, table, { ...usual, ...options });
    } catch (error) {
      if (error instanceof WasmetricsError) return error;
      throw error;
    }
    throw new Error("nothing was thrown");
  }

  it("fewer than two choices, a choice asked for twice", () => {
    expect(failure({ sigmas: [5] })).toMatchObject({ name: "UsageError", code: "few_choices" });
    expect(failure({ sigmas: [] }).message).toContain("got none");
    expect(failure({ sigmas: [5, "5"] })).toMatchObject({ name: "UsageError", code: "repeated_choice" });
  });

  it("a base that is no choice, with the nearest", () => {
    for (const base of [2, -1, 0.5, "7", "product"]) expect(failure({ base })).toMatchObject({ code: "unknown_base" });
    expect(failure({ base: "5 / produkt^year" }).message).toContain("did you mean '5 / product^year'");
  });

  it("several keys, no key to fall back on, and a name that is no column", () => {
    expect(failure({ by: "city^year,firm^year" })).toMatchObject({ name: "UsageError", code: "one_aggregate" });
    expect(failure({ by: "" })).toMatchObject({ code: "one_aggregate" });
    const bare = csvTable("product,dest,year,value,quantity", "a,x,1,3,1", "a,y,1,5,1", "a,x,1,4,2", "a,y,1,2,2");
    expect(failure({}, bare)).toMatchObject({ name: "UsageError", code: "no_cells_key" });
    expect(failure({ by: "citty^year" }).message).toContain("did you mean 'city'");
    expect(failure({ normalisations: ["produkt"] })).toMatchObject({ code: "unknown_key" });
    expect(failure({ sigmas: [5, 1] })).toMatchObject({ code: "sigma_not_above_one" });
  });

  it("a key in which no cell has a quality", () => {
    const rows = ["a,x,1,3,1,", "a,y,1,5,1,", "a,x,1,4,2,", "a,y,1,2,2,"];
    const table = csvTable("product,dest,year,value,quantity,city", ...rows);
    expect(failure({ by: "city^year" }, table)).toMatchObject({ name: "DataError", code: "no_cells" });
  });
});

describe("notes", () => {
  it("say once what all runs say, of the others whose they are, and how rows and cells differ", () => {
    const rows = ["a,x,1,3,1,p,", "a,y,1,5,1,q,k", "a,x,1,4,2,p,k", "a,y,1,2,2,q,k", "b,x,1,9,2,r,k", "b,y,1,9,3,r,l"];
    const table = csvTable("product,dest,year,value,quantity,city,region", ...rows, "a,x,1,9,3,,k");
    const { notes, choices, cells } = qualitySensitivity(engine, table, {
      ...{ sigmas: [5], normalisations: ["product", "region"], singletons: "keep" },
    });
    const message = (code: string) => notes.filter((note) => note.code === code).map((note) => note.message);
    expect(message("aggregate_missing_key")).toEqual([
      "Aggregate city^year: 1 row has a missing key and is in no group.",
    ]);
    expect(message("degenerate_cells")).toEqual([
      "5 / region: 1 row in 1 cell of region where max = min has no normalised quality.",
    ]);
    expect(message("rows_differ")).toEqual(["The number of rows with a quality differs: 5 / product 7, 5 / region 6."]);
    expect(choices.map(({ nobs }) => nobs)).toEqual([7, 6]);
    expect(cells).toEqual({ any: 3, all: 3 });
    expect(message("cells_differ")).toEqual([]);
    const byRegion = qualitySensitivity(engine, table, {
      ...{ sigmas: [5], normalisations: ["product", "region"], singletons: "keep", by: "region^city" },
    });
    expect(byRegion.notes.map(({ code }) => code)).toContain("cells_differ");
    expect(byRegion).toMatchObject({ year: null, cells: { any: 4, all: 3 } });
    expect(byRegion.choices[1]!.against_base.within_year).toBeNull();
    const turned = qualitySensitivity(engine, table, {
      ...{ sigmas: [5], normalisations: ["product", "region"], singletons: "keep", by: "region^city", base: 1 },
    });
    const [there, back] = [byRegion.choices[1]!.against_base, turned.choices[0]!.against_base];
    expect([there.only_first, there.only_second]).toEqual([1, 0]);
    expect([back.only_first, back.only_second]).toEqual([0, 1]);
    expect(back.pooled.tied_first).toBe(there.pooled.tied_second);
  });
});

describe("sources of sigma and rules of normalisation", () => {
  const table = customsRows(7, 900);
  const elasticities = csvTable("code,sigma", "0,3", "1,4", "2,6", "3,8", "4,5");
  const usual: QualitySensitivityOptions = {
    ...{ sigmas: [5, "ols", { table: elasticities }], normalisations: ["product^year"], by: "firm^year" },
    ...{ sigmaVcov: "hetero", sigmaInvalid: 5, sigmaCap: 7 },
  };

  it("give what their own runs give, each with the options that are its own", () => {
    const { choices } = qualitySensitivity(engine, table, usual);
    const one = { by: "firm^year", normalise: "product^year" };
    const runs = [
      estimateQuality(engine, table, { ...one, sigma: 5 }),
      estimateQuality(engine, table, { ...one, sigma: "ols", sigmaVcov: "hetero", sigmaInvalid: 5 }),
      estimateQuality(engine, table, { ...one, sigma: { table: elasticities }, sigmaCap: 7, sigmaInvalid: 5 }),
    ];
    choices.forEach((choice, i) => {
      expect(choice.quality).toEqual(runs[i]!.record.quality);
      expect(choice.sigma).toEqual(runs[i]!.record.sigma);
    });
    expect(choices.map(({ asked }) => asked.sigma)).toEqual(["5", "ols", `table:${elasticities.source.name}`]);
  });

  it("an option that no source takes is refused, not ignored", () => {
    const run = (more: Partial<QualitySensitivityOptions>) => () =>
      qualitySensitivity(engine, table, { ...usual, ...more });
    expect(run({ sigmas: [3, 5] })).toThrow(/has no meaning/);
    expect(run({ minF: 10 })).toThrow(/minF has no meaning/);
  });

  it("rules follow the keys after a colon", () => {
    const normalisations = ["product^year", "product^year:percentile=0.1", "product:percentile:0.1", "none"];
    const { choices } = qualitySensitivity(engine, table, { sigmas: [5], normalisations, by: "firm^year" });
    const own = (normalise: string, normaliseRule: string) =>
      estimateQuality(engine, table, { sigma: 5, normalise, normaliseRule, by: "" }).record.r_quality;
    expect(choices[1]!.r_quality).toEqual(own("product^year", "percentile:0.1"));
    expect(choices[2]!.r_quality).toEqual(own("product", "percentile:0.1"));
    expect(choices[3]!.r_quality).toEqual(own("product^year", "none"));
    expect(choices.map(({ label }) => label)).toContain("5 / product^year:percentile=0.1");
  });
});

describe("cells", () => {
  it("are apart where the texts of their keys join to one label", () => {
    const text = (name: string, codes: readonly number[], levels: readonly string[]) => ({
      ...{ kind: "text" as const, name, codes: Uint32Array.from(codes), levels },
    });
    const table = makeTable(
      [
        text("city", [0, 1], ["a", "a | b"]),
        text("firm", [0, 1], ["b | c", "c"]),
        { kind: "numeric", name: "r_quality", values: Float64Array.of(0.25, 0.5) },
      ],
      { name: "cells", bytes: 0, sha256: null },
    );
    const { labels, means } = alignCells([table], { written: "city^firm", columns: ["city", "firm"] }, null);
    expect(labels).toEqual(["a | b | c", "a | b | c"]);
    expect([...means[0]!].sort()).toEqual([0.25, 0.5]);
  });
});
