/**
 * Wrappers of the simulate kernels: customs rows of firms as functions of seed and firm, in tasks of whole
 * firms. What the numbers mean is in `simulate/`; what they are made of, in docs/simulate.md.
 */
import { callKernel, checkLength, runChecked } from "./call.js";
import { PHILOX_WORK, PURPOSE, type Stream, streamKey } from "./cluster-draws.js";
import type { Engine } from "./engine.js";

/** Counts a firm has, in this order: see `FirmCounts`. */
export const CUSTOMS_COUNTS = 6;
/** Columns of numbers and of codes, sums of a firm-year, kinds of defects, tuning numbers. */
export const CUSTOMS_NUMBERS = 9;
export const CUSTOMS_CODES = 7;
export const CUSTOMS_SUMS = 4;
export const CUSTOMS_DEFECTS = 5;
export const CUSTOMS_SCALES = 9;

/** Scratch of `customsRows`, in f64. */
export const customsRowsWork = (mostProducts: number, mostDests: number): number =>
  6 + Math.ceil((mostProducts + mostDests) / 2);

/** Firms a task makes: fixed, so that the same tasks stand for any number of threads. */
const FIRMS_A_TASK = 64;

/** Sizes and probabilities of who exports what when. */
export interface CustomsShape {
  readonly seed: number;
  readonly nYears: number;
  readonly mostProducts: number;
  readonly mostDests: number;
  readonly entry: number;
  readonly exit: number;
  readonly single: number;
}

/** The world firms live in, arrays as in the kernel. */
export interface CustomsWorld extends CustomsShape {
  readonly nCities: number;
  readonly nProducts: number;
  readonly nDests: number;
  readonly firstYear: number;
  /** f64[9] */
  readonly scales: Float64Array;
  /** f64[3*nProducts] */
  readonly products: Float64Array;
  /** u32[2*nProducts] */
  readonly productCodes: Uint32Array;
  /** f64[nCities*(2*nYears+1)] */
  readonly cities: Float64Array;
  /** u32[nCities] */
  readonly provinces: Uint32Array;
  /** f64[nDests*nYears] */
  readonly destYears: Float64Array;
}

/** Rows of some firms, columns one after the other; arrays as in the kernel. */
export interface CustomsRows {
  readonly nRows: number;
  /** u32[6*nFirms] */
  readonly counts: Uint32Array;
  /** f64[9*nRows] */
  readonly numbers: Float64Array;
  /** u32[7*nRows] */
  readonly codes: Uint32Array;
  /** f64[4*nFirms*nYears] */
  readonly firmYears: Float64Array;
  /** u32[nFirms] */
  readonly firmCities: Uint32Array;
}

/** Counts of firms first .. first + nFirms - 1, u32[6*nFirms]; throws as `philoxU32`. */
export function customsCounts(engine: Engine, shape: CustomsShape, first: number, nFirms: number): Uint32Array {
  const stream = streamOf(shape.seed, first);
  return engine.scope((scope) => {
    const counts = scope.u32(CUSTOMS_COUNTS * nFirms);
    const { nYears, mostProducts, mostDests, entry, exit, single } = shape;
    const all = {
      nYears,
      mostProducts,
      mostDests,
      entry,
      exit,
      single,
      purpose: PURPOSE.customs,
      ...streamKey(stream),
    };
    const tasks = firmTasks(nFirms).map(({ from, count }) => {
      const out = { counts: counts.at(CUSTOMS_COUNTS * from), work: scope.u32(PHILOX_WORK) };
      return { firstFirm: first + from, nFirms: count, ...all, ...out };
    });
    runChecked(engine, "customsCounts", tasks);
    return Uint32Array.from(counts.view());
  });
}

/** Rows of firms first .. first + nFirms - 1. Throws KernelError on unequal lengths, and as `philoxU32`. */
export function customsRows(engine: Engine, world: CustomsWorld, first: number, nFirms: number): CustomsRows {
  const { nCities, nProducts, nDests, nYears, mostProducts, mostDests, entry, exit, single, firstYear } = world;
  checkLength("customsRows", "scales", world.scales.length, CUSTOMS_SCALES);
  checkLength("customsRows", "products", world.products.length, 3 * nProducts);
  checkLength("customsRows", "productCodes", world.productCodes.length, 2 * nProducts);
  checkLength("customsRows", "cities", world.cities.length, nCities * (2 * nYears + 1));
  checkLength("customsRows", "provinces", world.provinces.length, nCities);
  checkLength("customsRows", "destYears", world.destYears.length, nDests * nYears);
  const counts = customsCounts(engine, world, first, nFirms);
  const starts = firmTasks(nFirms);
  const rowsBefore = new Float64Array(nFirms + 1);
  for (let f = 0; f < nFirms; f++) rowsBefore[f + 1] = rowsBefore[f]! + counts[CUSTOMS_COUNTS * f]!;
  const nRows = rowsBefore[nFirms]!;
  const key = streamKey(streamOf(world.seed, first));
  return engine.scope((scope) => {
    const numbers = scope.f64(CUSTOMS_NUMBERS * nRows);
    const codes = scope.u32(CUSTOMS_CODES * nRows);
    const firmYears = scope.f64(CUSTOMS_SUMS * nFirms * nYears);
    const firmCities = scope.u32(nFirms);
    const all = {
      scales: scope.copyF64(world.scales),
      products: scope.copyF64(world.products),
      productCodes: scope.copyU32(world.productCodes),
      cities: scope.copyF64(world.cities),
      provinces: scope.copyU32(world.provinces),
      destYears: scope.copyF64(world.destYears),
      ...{ base: first, stride: nRows, nCities, nProducts, nDests, nYears, mostProducts, mostDests },
      ...{ entry, exit, single, purpose: PURPOSE.customs, ...key, firstYear },
    };
    const tasks = starts.map(({ from, count }) => {
      const row = rowsBefore[from]!;
      const out = { numbers: numbers.at(row), codes: codes.at(row), firmCities: firmCities.at(from) };
      const [sums, work] = [
        firmYears.at(CUSTOMS_SUMS * from * nYears),
        scope.f64(customsRowsWork(mostProducts, mostDests)),
      ];
      return { firstFirm: first + from, nFirms: count, firmYears: sums, work, ...all, ...out };
    });
    runChecked(engine, "customsRows", tasks);
    return {
      nRows,
      counts,
      numbers: Float64Array.from(numbers.view()),
      codes: Uint32Array.from(codes.view()),
      firmYears: Float64Array.from(firmYears.view()),
      firmCities: Uint32Array.from(firmCities.view()),
    };
  });
}

/** Spoiled rows: `order` has the rows to write, doubled ones twice; `counts` u32[5] by kind. */
export interface CustomsDefects {
  readonly quantity: Float64Array;
  readonly dest: Uint32Array;
  readonly order: Uint32Array;
  readonly counts: Uint32Array;
}

/** Spoils a share of rows, the first of which is row `firstRow` of all. Throws as `philoxU32`. */
export function customsDefects(
  engine: Engine,
  firstRow: number,
  share: number,
  seed: number,
  quantity: Float64Array,
  dest: Uint32Array,
): CustomsDefects {
  const n = quantity.length;
  checkLength("customsDefects", "dest", dest.length, n);
  const [own, ownDest] = [quantity.slice(), dest.slice()];
  const [order, counts] = [new Uint32Array(2 * n), new Uint32Array(CUSTOMS_DEFECTS)];
  const key = streamKey({ seed, replication: 0, purpose: PURPOSE.customsDefects });
  const rows = callKernel(engine, "customsDefects", {
    n,
    ...{ firstRow, share, purpose: PURPOSE.customsDefects, ...key },
    ...{ quantity: own, dest: ownDest, order, counts, work: new Uint32Array(PHILOX_WORK) },
  });
  return { quantity: own, dest: ownDest, order: order.subarray(0, rows), counts };
}

const streamOf = (seed: number, firm: number): Stream => ({ seed, replication: firm, purpose: PURPOSE.customs });

function firmTasks(nFirms: number): { readonly from: number; readonly count: number }[] {
  return Array.from({ length: Math.ceil(nFirms / FIRMS_A_TASK) }, (_, i) => {
    const from = i * FIRMS_A_TASK;
    return { from, count: Math.min(FIRMS_A_TASK, nFirms - from) };
  });
}
