/** Simulated customs rows: the same for any block or thread, true to their equations and parameters, instrument included. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MISSING_CODE } from "../../src/base/columns.js";
import { readTable } from "../../src/data/files/read-table.js";
import type { Table } from "../../src/data/table/table.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { customsSimulation, simulateCustoms } from "../../src/trade/simulate/customs.js";
import { productCodes } from "../../src/trade/simulate/options.js";
import type { SimulateCustomsOptions } from "../../src/trade/simulate/verb.js";

import { feols } from "../../src/verbs/feols/feols.js";
import { ols, twoStage, withPrices } from "./iv-by-hand.js";

/** Seeds are fixed: 4 standard errors are left by one sample in 16,000. */
const ERRORS = 4;
/** Rounding of two exponentials and a quotient, times sigma. */
const IDENTITY = 1e-9;

const FISH = fileURLToPath(new URL("../../examples/fish/fish_export_ship.csv.gz", import.meta.url));

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

const SMALL: SimulateCustomsOptions = { firms: 300, cities: 20, products: 60, seed: 3 };

const textOf = (table: Table, name: string): (string | null)[] => {
  const { codes, levels } = table.text(name);
  return Array.from(codes, (code) => (code === MISSING_CODE ? null : levels[code]!));
};

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** Indices of rows by firm, product and year. */
function productYears(table: Table): Map<string, number[]> {
  const [firm, year, hs8] = [table.numeric("firm"), table.numeric("year"), textOf(table, "hs8")];
  const groups = new Map<string, number[]>();
  hs8.forEach((product, i) => {
    const key = `${firm[i]} ${product} ${year[i]}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  return groups;
}

describe("the same rows", () => {
  const asText = (from: Engine, options: SimulateCustomsOptions, firms: number) => {
    const simulation = customsSimulation(from, options);
    const blocks = [...simulation.blocks(firms)];
    const { cities, record } = simulation.finish();
    const rows = blocks.map(({ columns }, i) => formatCsv(columns, i === 0)).join("");
    return { rows, cities: formatCsv(cities.columns), record };
  };

  it.each([false, 0.2])("for any size of block and number of threads, dirty %s", (dirty) => {
    const options = { ...SMALL, dirty, sigma: [2, 8] as const };
    const whole = asText(engine, options, 300);
    for (const [from, firms] of [
      [engine, 1],
      [engine, 7],
      [engine, 64],
      [pooled, 65],
      [pooled, 300],
    ] as const) {
      expect(asText(from, options, firms)).toEqual(whole);
    }
    const { table } = simulateCustoms(pooled, options);
    expect(formatCsv(table.columns)).toBe(whole.rows);
  });

  it("with more firms, more rows are added and none changed", () => {
    const [few, many] = [150, 300].map((firms) => asText(engine, { ...SMALL, firms }, firms).rows);
    expect(many!.startsWith(few!)).toBe(true);
    expect(many!.length).toBeGreaterThan(1.5 * few!.length);
  });

  it("but others for another seed", () => {
    expect(asText(engine, { ...SMALL, seed: 4 }, 300).rows).not.toBe(asText(engine, SMALL, 300).rows);
  });

  it("as many as asked for, by the least number of firms", () => {
    const { record } = simulateCustoms(engine, { rows: 5000 });
    expect(record.counts.rows).toBeGreaterThanOrEqual(5000);
    const fewer = simulateCustoms(engine, { firms: record.counts.firms! - 1 });
    expect(fewer.table.nRows).toBeLessThan(5000);
  });

  it("are not told of before they are made", () => {
    const simulation = customsSimulation(engine, SMALL);
    simulation.blocks(100).next();
    expect(() => simulation.finish()).toThrow(/take all blocks before its record/);
  });
});

describe("what rows say", () => {
  it("obeys demand on every row, at sigma by HS6", () => {
    const { table, record } = simulateCustoms(engine, { ...SMALL, sigma: [2, 8] });
    const [value, quantity, quality] = ["value", "quantity", "true_ln_quality"].map((name) => table.numeric(name));
    const [sigma, demand] = [table.numeric("true_sigma"), table.numeric("true_ln_demand")];
    const worst = sigma.map((s, i) => {
      const lnp = Math.log(value![i]! / quantity![i]!);
      return Math.abs(Math.log(quantity![i]!) - (demand[i]! + (s - 1) * quality![i]! - s * lnp));
    });
    expect(Math.max(...worst)).toBeLessThan(IDENTITY);
    const byHs6 = new Map<string, Set<number>>();
    textOf(table, "hs6").forEach((hs6, i) => {
      byHs6.set(hs6!, (byHs6.get(hs6!) ?? new Set()).add(sigma[i]!));
    });
    expect([...byHs6.values()].every((own) => own.size === 1)).toBe(true);
    expect(new Set([...byHs6.values()].flatMap((own) => [...own])).size).toBe(byHs6.size);
    expect(Math.min(...sigma)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...sigma)).toBeLessThan(8);
    expect(record.truth.sigma.min).toBeGreaterThanOrEqual(2);
  });

  it("is counted right: rows, product-years, single destinations, entry and exit", () => {
    const { table, record } = simulateCustoms(engine, { ...SMALL, firms: 1500, singleDest: 0.25 });
    const groups = [...productYears(table).values()];
    const { counts, shares } = record;
    expect(counts.rows).toBe(table.nRows);
    expect(counts.firm_product_years).toBe(groups.length);
    expect(counts.single_dest).toBe(groups.filter((rows) => rows.length === 1).length);
    const error = Math.sqrt((0.25 * 0.75) / groups.length);
    expect(Math.abs(shares.single_dest - 0.25)).toBeLessThan(ERRORS * error);
    const years = new Map<number, number[]>();
    const [firm, year] = [table.numeric("firm"), table.numeric("year")];
    firm.forEach((f, i) => {
      years.set(f, [...(years.get(f) ?? []), year[i]!]);
    });
    expect(years.size).toBe(1500);
    const spans = [...years.values()].map((own) => [Math.min(...own), Math.max(...own)]);
    expect(counts.entrants).toBe(spans.filter(([first]) => first! > 2010).length);
    expect(counts.leavers).toBe(spans.filter(([, last]) => last! < 2016).length);
    expect(counts.entrants).toBeGreaterThan(0);
    expect(counts.leavers).toBeGreaterThan(0);
    const dests = textOf(table, "dest");
    expect(groups.every((rows) => new Set(rows.map((i) => dests[i])).size === rows.length)).toBe(true);
  });

  it("has entry and exit by their probabilities where firms have one product", () => {
    const { record } = simulateCustoms(engine, {
      firms: 4000,
      mostProducts: 1,
      years: [2010, 2011],
      entry: 0.2,
      exit: 0.3,
    });
    // In two years a firm enters late with probability entry, or its only product does where the firm is there in both.
    const late = 0.2 + 0.8 * 0.7 * 0.2;
    // Gone in 2011: begins in 2010 and either the firm or its product ends after a year.
    const gone = 0.8 * 0.3 + 0.8 * 0.7 * 0.8 * 0.3;
    const within = (share: number, p: number) =>
      expect(Math.abs(share - p)).toBeLessThan(ERRORS * Math.sqrt((p * (1 - p)) / 4000));
    within(record.shares.entrants, late);
    within(record.shares.leavers, gone);
  });

  it("has codes of eight digits under their HS6, zeros kept", () => {
    const { table } = simulateCustoms(engine, SMALL);
    const [hs8, hs6] = [textOf(table, "hs8"), textOf(table, "hs6")];
    expect(hs8.every((code, i) => /^\d{8}$/.test(code!) && code!.startsWith(hs6[i]!))).toBe(true);
    expect(hs8.some((code) => code!.startsWith("0"))).toBe(true);
    for (const n of [1, 23, 24, 25, 5000, 60_000, 200_000]) {
      const codes = productCodes(n);
      expect(codes.hs8).toHaveLength(n);
      expect(codes.hs8.every((code, k) => /^\d{8}$/.test(code) && (k === 0 || code > codes.hs8[k - 1]!))).toBe(true);
      expect(codes.hs8.every((code, k) => code.startsWith(codes.hs6[codes.hs6Of[k]!]!))).toBe(true);
      expect(new Set(codes.hs6).size).toBe(codes.hs6.length);
    }
  });

  it("treats the share of cities from their cohorts on, and means their quality", () => {
    const { table, cities, record } = simulateCustoms(engine, { ...SMALL, treated: 0.35, cohorts: [2012, 2014] });
    expect(record.counts.treated_cities).toBe(7);
    const [did, cohort, year] = [cities.numeric("did"), cities.numeric("cohort"), cities.numeric("year")];
    did.forEach((d, i) => {
      expect(d).toBe(year[i]! >= cohort[i]! ? 1 : 0);
    });
    const starts = Array.from(cohort).filter((_, i) => year[i] === 2010);
    expect(starts.filter((first) => first === 2012)).toHaveLength(4);
    expect(starts.filter((first) => first === 2014)).toHaveLength(3);
    const key = (name: string, at: number, of: Table) => `${textOf(of, name)[at]}`;
    const [rowCity, rowYear] = [textOf(table, "city"), table.numeric("year")];
    const [quality, value] = [table.numeric("true_ln_quality"), table.numeric("value")];
    const own = [...rowCity.keys()].filter((i) => rowCity[i] === key("city", 9, cities) && rowYear[i] === year[9]);
    expect(cities.numeric("rows")[9]).toBe(own.length);
    expect(own.length).toBeGreaterThan(0);
    const weight = sum(own.map((i) => value[i]!));
    expect(cities.numeric("true_quality")[9]).toBeCloseTo(sum(own.map((i) => quality[i]!)) / own.length, 12);
    const weighted = sum(own.map((i) => value[i]! * quality[i]!)) / weight;
    expect(cities.numeric("true_quality_weighted")[9]).toBeCloseTo(weighted, 12);
    expect(sum(cities.numeric("rows"))).toBe(table.nRows);
  });
});

describe("moments", () => {
  it("are those of the parameters: demand, a destination's own quality, policy and controls", () => {
    const { table, cities } = simulateCustoms(engine, { firms: 2000, cities: 200, seed: 5 });
    const spread = (formula: string): readonly [sd: number, df: number] => {
      const { fit, nobs, coefficients, fixed_effects } = feols(engine, table, formula, { vcov: "iid" });
      const df = nobs - fixed_effects.df - Object.keys(coefficients).length;
      return [fit.rmse * Math.sqrt(nobs / df), df];
    };
    for (const [formula, sd] of [
      ["true_ln_demand ~ did | hs8 + dest^year", 0.5],
      ["true_ln_quality ~ true_ln_demand | firm^hs8^year", 0.25],
    ] as const) {
      const [found, df] = spread(formula);
      expect(Math.abs(found - sd)).toBeLessThan((ERRORS * sd) / Math.sqrt(2 * df));
    }
    const policy = feols(engine, cities, "true_quality ~ did + eco + fin | city + year", {
      vcov: { cluster: ["city"] },
    });
    const { did, eco } = policy.coefficients;
    expect(Math.abs(did!.estimate - 0.1)).toBeLessThan(ERRORS * did!.std_error);
    expect(Math.abs(eco!.estimate - 0.05)).toBeLessThan(ERRORS * eco!.std_error);
  });

  it("of neighbours in one firm-product-year are unrelated where nothing is common", () => {
    const none = { city: 0, firm: 0, firmProduct: 0 };
    const { table } = simulateCustoms(engine, { firms: 2000, treated: 0, spread: none, cities: 1, provinces: 1 });
    const [quality, year] = [table.numeric("true_ln_quality"), table.numeric("year")];
    const means = new Map<number, { sum: number; n: number }>();
    year.forEach((t, i) => {
      const { sum: total, n } = means.get(t) ?? { sum: 0, n: 0 };
      means.set(t, { sum: total + quality[i]!, n: n + 1 });
    });
    const own = quality.map((x, i) => x - means.get(year[i]!)!.sum / means.get(year[i]!)!.n);
    const pairs = [...productYears(table).values()].filter((rows) => rows.length > 1);
    const covariance = sum(pairs.map(([a, b]) => own[a!]! * own[b!]!)) / pairs.length;
    expect(Math.abs(covariance / 0.25 ** 2)).toBeLessThan(ERRORS / Math.sqrt(pairs.length));
  });
});

describe("values are as concentrated as in customs data", () => {
  /** Shares of value of the largest 1%, 5% and 10% of exporters: Mayer & Ottaviano (2007), seven European countries. */
  const PUBLISHED = [
    { share: 0.01, countries: [59, 44, 42, 32, 77, 48, 53] },
    { share: 0.05, countries: [81, 73, 69, 59, 91, 73, 81] },
    { share: 0.1, countries: [90, 84, 80, 72, 96, 84, 91] },
  ] as const;
  /** Percentage points off the median country. */
  const NEAR = 3;
  const SEEDS = [1, 2, 3, 4];

  /** Sums of values by the key of a row. */
  const sums = (table: Table, key: (i: number) => string, of = "value"): Map<string, number[]> => {
    const groups = new Map<string, number[]>();
    table.numeric(of).forEach((v, i) => {
      const own = groups.get(key(i));
      if (own === undefined) groups.set(key(i), [v]);
      else own.push(v);
    });
    return groups;
  };
  const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

  it("over firms of a year, by the shares of the largest exporters", () => {
    const found = PUBLISHED.map((): number[] => []);
    for (const seed of SEEDS) {
      const { table } = simulateCustoms(engine, { rows: 100_000, seed });
      const [firm, year] = [table.numeric("firm"), table.numeric("year")];
      const byFirm = sums(table, (i) => `${firm[i]} ${year[i]}`);
      for (const t of [2010, 2013, 2016]) {
        const values = [...byFirm].flatMap(([key, own]) => (key.endsWith(` ${t}`) ? [sum(own)] : []));
        expect(values.length).toBeGreaterThan(1000);
        values.sort((a, b) => b - a);
        PUBLISHED.forEach(({ share }, s) => {
          found[s]!.push((100 * sum(values.slice(0, Math.round(share * values.length)))) / sum(values));
        });
      }
    }
    PUBLISHED.forEach(({ countries }, s) => {
      const mean = sum(found[s]!) / found[s]!.length;
      expect(Math.abs(mean - median(countries))).toBeLessThan(NEAR);
    });
  });

  /** A city-year and a country-year of so many rows are held side by side. */
  const BANDS = [
    [50, 100],
    [100, 200],
  ] as const;
  /** Cities are made of few firms, countries of many: a difference of a tenth is left to that. */
  const APART = 0.1;

  it("over rows of a city and year, as fish exports of countries that have as many rows", async () => {
    const largest = (own: readonly number[]): number => Math.max(...own) / sum(own);
    const shares = (cells: Iterable<number[]>, [from, below]: readonly [number, number]): number[] =>
      [...cells].filter(({ length }) => length >= from && length < below).map(largest);
    const fish = await readTable(FISH);
    const [exporter, t] = [textOf(fish, "i"), fish.numeric("t")];
    const countries = sums(fish, (i) => `${exporter[i]} ${t[i]}`, "v_usd").values();
    const theirs = [...countries];
    const { table } = simulateCustoms(engine, { rows: 40_000 });
    const [city, year] = [textOf(table, "city"), table.numeric("year")];
    const ours = [...sums(table, (i) => `${city[i]} ${year[i]}`).values()];
    for (const band of BANDS) {
      const [simulated, real] = [shares(ours, band), shares(theirs, band)];
      expect(Math.min(simulated.length, real.length)).toBeGreaterThan(100);
      expect(Math.abs(median(simulated) - median(real))).toBeLessThan(APART);
    }
  });
});

describe("estimating sigma", () => {
  const MANY = { firms: 3000, products: 20, dests: 10, seed: 11 };

  it("by least squares gives the limit that covariance over variance says, far from sigma", () => {
    const { slope, error } = ols(engine, withPrices(simulateCustoms(engine, MANY).table));
    // Var(ln p) = 0.15^2 + 0.25^2 + (0.5 0.25)^2 + 0.05^2; Cov(ln p, 4 ln quality) = 4 * 0.5 * 0.25^2.
    const limit = -5 + (4 * 0.5 * 0.25 ** 2) / (0.0225 + 0.0625 + 0.015625 + 0.0025);
    expect(Math.abs(slope - limit)).toBeLessThan(ERRORS * error);
    expect(slope + 5).toBeGreaterThan(10 * error);
  });

  it("by prices elsewhere gives sigma, unless what is common gets into prices", () => {
    const good = twoStage(engine, withPrices(simulateCustoms(engine, MANY).table));
    expect(Math.abs(good.slope + 5)).toBeLessThan(ERRORS * good.error);
    expect(good.error).toBeLessThan(0.1);
    const broken = simulateCustoms(engine, { ...MANY, commonPassThrough: 0.5 });
    const bad = twoStage(engine, withPrices(broken.table));
    expect(bad.slope + 5).toBeGreaterThan(10 * bad.error);
    expect(broken.record.truth.instrument_valid).toBe(false);
    expect(broken.record.notes.map(({ code }) => code)).toEqual(["instrument_invalid"]);
  });

  it("is right on average over seeds", () => {
    const slopes = Array.from({ length: 30 }, (_, seed) => {
      const { table } = simulateCustoms(engine, { ...MANY, firms: 300, seed });
      return twoStage(engine, withPrices(table)).slope;
    });
    const mean = sum(slopes) / slopes.length;
    const sd = Math.sqrt(sum(slopes.map((slope) => (slope - mean) ** 2)) / (slopes.length - 1));
    expect(Math.abs(mean + 5)).toBeLessThan((ERRORS * sd) / Math.sqrt(slopes.length));
  });
});

describe("dirty rows", () => {
  it("are clean rows spoiled as counted", () => {
    const clean = simulateCustoms(engine, SMALL);
    const { table, record } = simulateCustoms(engine, { ...SMALL, dirty: 0.1 });
    const defects = record.defects!;
    const [q, q0] = [table.numeric("quantity"), clean.table.numeric("quantity")];
    const [v, v0, dest] = [table.numeric("value"), clean.table.numeric("value"), table.text("dest").codes];
    const found = { zero: 0, unit: 0, twice: 0, missing: 0, dest: 0 };
    for (let i = 0, k = 0; i < table.nRows; i++, k++) {
      if (i > 0 && v[i] === v[i - 1] && q[i] === q[i - 1]) {
        found.twice++;
        k--;
        continue;
      }
      expect(v[i]).toBe(v0[k]);
      if (q[i] === 0) found.zero++;
      else if (Number.isNaN(q[i]!)) found.missing++;
      else if (dest[i] === MISSING_CODE) found.dest++;
      else if (q[i] !== q0[k]) {
        expect(q[i]).toBe(1000 * q0[k]!);
        found.unit++;
      }
    }
    expect(found).toEqual({
      zero: defects.zero_quantity,
      unit: defects.unit_times_1000,
      twice: defects.duplicate,
      missing: defects.missing_quantity,
      dest: defects.missing_dest,
    });
    expect(sum(Object.values(found))).toBe(defects.rows_spoiled);
    const n = clean.table.nRows;
    expect(table.nRows).toBe(n + found.twice);
    expect(record.counts.rows_written).toBe(table.nRows);
    expect(Math.abs(defects.rows_spoiled! / n - 0.1)).toBeLessThan(ERRORS * Math.sqrt(0.09 / n));
    const traders = new Set<number>();
    textOf(table, "firm_name").forEach((name, i) => {
      if (name!.includes("Import & Export")) traders.add(table.numeric("firm")[i]!);
    });
    expect(traders.size).toBe(defects.intermediary_firms);
    expect(clean.table.numeric("firm").filter((firm) => traders.has(firm))).toHaveLength(defects.intermediary_rows!);
    expect(clean.record.defects).toBeNull();
  });
});

describe("options", () => {
  it("has no more provinces than cities unless they are told", () => {
    expect(customsSimulation(engine, { cities: 3 }).parameters.provinces).toBe(3);
    expect(customsSimulation(engine, { cities: 30 }).parameters.provinces).toBe(10);
  });

  it.each([
    [{ sigma: 1 }, /sigma is 1; expected a number above 1/],
    [{ sigma: [8, 2] as const }, /sigma is 8,2; .* lower first/],
    [{ years: [2016, 2010] as const }, /years is 2016:2010; expected a first and a last year/],
    [{ years: [1000, 2000] as const }, /at most 256 years/],
    [{ firms: 0 }, /firms is 0; expected a whole number from 1/],
    [{ firms: 10, rows: 100 }, /either firms or rows/],
    [{ provinces: 61 }, /provinces is 61; .* no more than cities/],
    [{ products: 3, mostProducts: 4 }, /no more than products/],
    [{ dests: 3, mostDests: 4 }, /no more than dests/],
    [{ treated: 1.5 }, /treated is 1.5; expected a number from 0 to 1/],
    [{ singleDest: Number.NaN }, /singleDest is NaN/],
    [{ cohorts: [2010] }, /cohorts is 2010; expected a whole number from 2011 to 2016/],
    [{ cohorts: [] }, /at least one year where cities are treated/],
    [{ seed: 1.5 }, /seed is 1.5/],
    [{ spread: { firm: -1 } }, /spread.firm is -1/],
    [{ spread: { frim: 1 } as object }, /spread is frim; expected city, firm/],
    [{ sigmas: 5 } as object, /no option 'sigmas'; did you mean 'sigma'\?/],
  ])("%j is refused", (options, words) => {
    expect(() => customsSimulation(engine, options)).toThrow(words);
    expect(() => customsSimulation(engine, options)).toThrow(expect.objectContaining({ code: "simulate_option" }));
  });

  it("are few for a cross-section of one firm", () => {
    const { table, record } = simulateCustoms(engine, { firms: 1, products: 1, dests: 1, years: [2010, 2010] });
    expect(table.nRows).toBe(1);
    expect(record.counts.treated_cities).toBe(0);
  });
});
