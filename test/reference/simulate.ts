/**
 * References of the simulate kernels, in plain TypeScript: each firm's history as objects first, then its rows.
 */
import type { Arrays } from "../cases/row.js";
import { block, normalPair } from "./resample.js";

/** The four words of a counter under a key. */
function wordsOf([c0, c1, c2, c3]: readonly number[], [k0, k1]: readonly number[]): readonly number[] {
  const out = new Uint32Array(4);
  block(c0!, c1!, c2!, c3!, k0!, k1!, out, 0);
  return [...out];
}

const [FIRM, FIRM_NORMALS, PRODUCT, PRODUCT_NORMALS, YEAR, YEAR_NORMALS, DESTINATIONS, ROW] = [1, 2, 3, 4, 5, 6, 7, 8];
const MISSING = 0xffff_ffff;

interface Source {
  /** Words of a part of the firm's stream, at slot, period and destination. */
  words(part: number, slot?: number, t?: number, m?: number): readonly number[];
  normals(part: number, slot?: number, t?: number, m?: number): readonly number[];
}

/** What a firm-product does: its number of destinations by period. */
interface Slot {
  readonly word: number;
  readonly years: readonly { readonly t: number; readonly nDests: number }[];
}

const below = (word: number, size: number): number => Math.floor((word * size) / 2 ** 32);
const happens = (word: number, p: number): boolean => word / 2 ** 32 < p;

function sourceOf(firm: number, purpose: number, key: readonly number[]): Source {
  const at = (part: number, slot = 0, t = 0, m = 0) =>
    wordsOf([slot * 2 ** 24 + t * 2 ** 16 + m, firm % 2 ** 32, purpose, part], key);
  return {
    words: at,
    normals(part, slot, t, m) {
      const [a, b, c, d] = at(part, slot, t, m) as [number, number, number, number];
      return [...normalPair(a, b), ...normalPair(c, d)];
    },
  };
}

function spell(words: readonly number[], from: number, to: number, entry: number, exit: number): [number, number] {
  const late = to - from > 1 && happens(words[0]!, entry);
  const start = late ? from + 1 + below(words[1]!, to - from - 1) : from;
  let end = start + 1;
  for (let p = 1 - exit; end < to && happens(words[2]!, p); p *= 1 - exit) end++;
  return [start, end];
}

function slotsOf(
  source: Source,
  nYears: number,
  mostProducts: number,
  mostDests: number,
  [entry, exit, single]: readonly [number, number, number],
): Slot[] {
  const words = source.words(FIRM!);
  const [from, to] = spell(words, 0, nYears, entry, exit);
  return Array.from({ length: 1 + below(words[3]!, mostProducts) }, (_, slot) => {
    const own = source.words(PRODUCT!, slot);
    const [start, end] = spell(own, from, to, entry, exit);
    const years = Array.from({ length: end - start }, (_, i) => {
      const [a, b] = source.words(YEAR!, slot, start + i) as [number, number];
      return { t: start + i, nDests: mostDests < 2 || happens(a, single) ? 1 : 2 + below(b, mostDests - 1) };
    });
    return { word: own[3]!, years };
  });
}

/** Distinct numbers below `size`: each taken, or the next free one. */
function distinct(candidates: readonly number[], size: number): number[] {
  const taken: number[] = [];
  for (const candidate of candidates) {
    let value = candidate;
    while (taken.includes(value)) value = (value + 1) % size;
    taken.push(value);
  }
  return taken;
}

export function customsCounts(given: Arrays<"customsCounts">): number {
  const { firstFirm, nFirms, nYears, mostProducts, mostDests, entry, exit, single, purpose, k0, k1, counts } = given;
  for (let f = 0; f < nFirms; f++) {
    const source = sourceOf(firstFirm + f, purpose, [k0, k1]);
    const slots = slotsOf(source, nYears, mostProducts, mostDests, [entry, exit, single]);
    const years = slots.flatMap((slot) => slot.years);
    const periods = years.map(({ t }) => t);
    const rows = years.reduce((sum, { nDests }) => sum + nDests, 0);
    const singles = years.filter(({ nDests }) => nDests === 1).length;
    counts.set([rows, slots.length, years.length, singles, Math.min(...periods), Math.max(...periods)], 6 * f);
  }
  return 0;
}

export function customsRows(given: Arrays<"customsRows">): number {
  const { firstFirm, nFirms, base, stride, nCities, nProducts, nDests, nYears, mostProducts, mostDests } = given;
  const { entry, exit, single, purpose, k0, k1, firstYear, scales, products, productCodes, cities } = given;
  const { provinces, destYears, numbers, codes, firmYears, firmCities } = given;
  const [through, commonThrough, sdFirm, sdProduct, sdRow, sdLevel, sdCost, sdPrice, sdDemand] = scales;
  firmYears.fill(0);
  let row = 0;
  for (let f = 0; f < nFirms; f++) {
    const firm = firstFirm + f;
    const source = sourceOf(firm, purpose, [k0, k1]);
    const city = below(source.words(FIRM!, 0, 0, 1)[0]!, nCities);
    firmCities[f] = city;
    const ofCity = cities.subarray(city * (2 * nYears + 1), (city + 1) * (2 * nYears + 1));
    const slots = slotsOf(source, nYears, mostProducts, mostDests, [entry, exit, single]);
    const firmProducts = distinct(
      slots.map(({ word }) => below(word, nProducts)),
      nProducts,
    );
    slots.forEach(({ years }, slot) => {
      const product = firmProducts[slot]!;
      const [sigma, level, demand] = products.subarray(3 * product) as unknown as [number, number, number];
      const candidates = Array.from({ length: mostDests }, (_, i) =>
        below(source.words(DESTINATIONS!, slot, 0, i >> 2)[i & 3]!, nDests),
      );
      const dests = distinct(candidates, nDests);
      const [z, zLevel] = source.normals(PRODUCT_NORMALS!, slot) as [number, number];
      const quality = sdFirm! * source.normals(FIRM_NORMALS!)[0]! + sdProduct! * z;
      for (const { t, nDests: count } of years) {
        const common = ofCity[t]! + quality;
        const shock = source.normals(YEAR_NORMALS!, slot, t)[0]!;
        const cost = level + sdLevel! * zLevel + sdCost! * shock + commonThrough! * common;
        for (const dest of dests.slice(0, count)) {
          const [zQuality, zPrice, zDemand] = source.normals(ROW!, slot, t, dest) as [number, number, number];
          const own = sdRow! * zQuality;
          const lnPrice = cost + through! * own + sdPrice! * zPrice;
          const lnDemand = demand + destYears[dest * nYears + t]! + sdDemand! * zDemand;
          const lnQuality = common + own;
          const lnQuantity = lnDemand + (sigma - 1) * lnQuality - sigma * lnPrice;
          const value = Math.exp(lnPrice + lnQuantity);
          const treated = [ofCity[nYears + t]!, ofCity[2 * nYears]!];
          const own9 = [firm + 1, firstYear + t, value, Math.exp(lnQuantity), lnQuality, sigma, lnDemand, ...treated];
          own9.forEach((number, j) => {
            numbers[j * stride + row] = number;
          });
          const [hs6, unit] = productCodes.subarray(2 * product);
          [city, provinces[city]!, product, hs6!, dest, unit!, firm - base].forEach((code, j) => {
            codes[j * stride + row] = code;
          });
          [1, lnQuality, value, value * lnQuality].forEach((number, j) => {
            firmYears[4 * (f * nYears + t) + j]! += number;
          });
          row++;
        }
      }
    });
  }
  return 0;
}

export function customsDefects(given: Arrays<"customsDefects">): number {
  const { n, firstRow, share, purpose, k0, k1, quantity, dest, order, counts } = given;
  const kept: number[] = [];
  counts.fill(0);
  for (let i = 0; i < n; i++) {
    const [a, b] = wordsOf([(firstRow + i) % 2 ** 32, 0, purpose, 0], [k0, k1]) as [number, number];
    const kind = happens(a, share) ? below(b, 5) : -1;
    if (kind >= 0) counts[kind]! += 1;
    if (kind === 0) quantity[i] = 0;
    if (kind === 1) quantity[i]! *= 1000;
    if (kind === 3) quantity[i] = Number.NaN;
    if (kind === 4) dest[i] = MISSING;
    kept.push(...(kind === 2 ? [i, i] : [i]));
  }
  order.fill(0);
  order.set(kept);
  return kept.length;
}
