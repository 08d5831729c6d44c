import { customsCounts } from "../../simulate/customs-counts";
import { customsDefects } from "../../simulate/customs-defects";
import { customsRows } from "../../simulate/customs-rows";
import { below, happens } from "../../simulate/customs-structure";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("random choices", () => {
  it("reach every number below a size, and happen by their probability", () => {
    expect(below(0, 3)).toBe(0);
    expect(below(0x55555556, 3)).toBe(1);
    expect(below(0xffffffff, 3)).toBe(2);
    expect(happens(0, 0)).toBe(false);
    expect(happens(0xffffffff, 1)).toBe(true);
    expect(happens(0x80000000, 0.5)).toBe(false);
    expect(happens(0x7fffffff, 0.5)).toBe(true);
  });
});

describe("customsCounts", () => {
  it("has everyone stay without entry and exit, and every product-year go to two of two when none is single", () => {
    const counts = new GuardedU32(12), work = new GuardedU32(4);
    expect(customsCounts(5, 2, 4, 1, 2, 0, 0, 0, 16, 1, 2, counts.at, work.at)).toBe(0);
    const expected: u32[] = [8, 1, 4, 0, 0, 3];
    for (let i = 0; i < 12; i++) expect(counts.get(i)).toBe(expected[i % 6]);
    expect(counts.intact && work.intact).toBe(true);
  });

  it("has everyone gone after a year with certain exit, and single destinations throughout", () => {
    const counts = new GuardedU32(6), work = new GuardedU32(4);
    customsCounts(0, 1, 4, 1, 9, 0, 1, 1, 16, 1, 2, counts.at, work.at);
    const expected: u32[] = [1, 1, 1, 1, 0, 0];
    for (let i = 0; i < 6; i++) expect(counts.get(i)).toBe(expected[i]);
  });
});

describe("customsRows", () => {
  it("is arithmetic where nothing is random", () => {
    // One city of quality 0.5 then 0.75, treated in its second year; sigma 3, ln price 1, ln demand 4; two destinations.
    const scales = new GuardedF64(9);
    scales.set(1, 2); // common pass-through
    const products = GuardedF64.of([3, 1, 4]), productCodes = GuardedU32.of([6, 1]);
    const cities = GuardedF64.of([0.5, 0.75, 0, 1, 2011]), provinces = GuardedU32.of([8]);
    const destYears = GuardedF64.of([0.25, 0.5, -0.25, -0.5]);
    const numbers = new GuardedF64(36), codes = new GuardedU32(28);
    const firmYears = new GuardedF64(8), firmCities = new GuardedU32(1), work = new GuardedF64(8);
    const info = customsRows(
      9, 1, 7, 4, 1, 1, 2, 2, 1, 2, 0, 0, 0, 16, 1, 2, 2010, scales.at, products.at, productCodes.at, cities.at,
      provinces.at, destYears.at, numbers.at, codes.at, firmYears.at, firmCities.at, work.at,
    );
    expect(info).toBe(0);
    for (let row = 0; row < 4; row++) {
      const t = row >> 1, dest = codes.get(4 * 4 + row);
      const quality = cities.get(t);
      const lnPrice = 1 + 2 * quality;
      const lnDemand = 4 + destYears.get(dest * 2 + t);
      const lnQuantity = lnDemand + 2 * quality - 3 * lnPrice;
      expect(numbers.get(row)).toBe(10); // the firm, from 1
      expect(numbers.get(4 + row)).toBe(2010 + t);
      expect(abs(Math.log(numbers.get(8 + row)) - lnPrice - lnQuantity) < 1e-14).toBe(true);
      expect(abs(Math.log(numbers.get(12 + row)) - lnQuantity) < 1e-14).toBe(true);
      expect(numbers.get(16 + row)).toBe(quality);
      expect(numbers.get(20 + row)).toBe(3);
      expect(numbers.get(24 + row)).toBe(lnDemand);
      expect(numbers.get(28 + row)).toBe(t);
      expect(numbers.get(32 + row)).toBe(2011);
      const expected: u32[] = [0, 8, 0, 6, dest, 1, 2];
      for (let j = 0; j < 7; j++) expect(codes.get(4 * j + row)).toBe(expected[j]);
    }
    expect(codes.get(16) != codes.get(17) && codes.get(16) == codes.get(18)).toBe(true);
    expect(firmYears.get(0)).toBe(2);
    expect(firmYears.get(5)).toBe(1.5);
    expect(numbers.intact && codes.intact && firmYears.intact && firmCities.intact && work.intact).toBe(true);
  });
});

describe("customsDefects", () => {
  it("leaves rows alone at share 0, and spoils each one way at share 1", () => {
    const n = 40;
    const quantity = new GuardedF64(n), dest = new GuardedU32(n);
    const order = new GuardedU32(2 * n), counts = new GuardedU32(5), work = new GuardedU32(4);
    for (let i = 0; i < n; i++) quantity.set(i, 2);
    expect(customsDefects(n, 3, 0, 18, 1, 2, quantity.at, dest.at, order.at, counts.at, work.at)).toBe(n);
    for (let i = 0; i < n; i++) expect(quantity.get(i) == 2 && order.get(i) == i).toBe(true);
    const rows = customsDefects(n, 3, 1, 18, 1, 2, quantity.at, dest.at, order.at, counts.at, work.at);
    const seen = new GuardedU32(5);
    for (let i = 0; i < n; i++) {
      const q = quantity.get(i);
      const kind = q == 0 ? 0 : q == 2000 ? 1 : isNaN(q) ? 3 : dest.get(i) == 0xffffffff ? 4 : 2;
      seen.set(kind, seen.get(kind) + 1);
    }
    for (let kind = 0; kind < 5; kind++) expect(seen.get(kind) == counts.get(kind) && counts.get(kind) > 0).toBe(true);
    expect(rows).toBe(<f64>(n + counts.get(2)));
    expect(quantity.intact && dest.intact && order.intact && counts.intact && work.intact).toBe(true);
  });
});
