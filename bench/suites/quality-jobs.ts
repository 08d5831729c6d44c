/**
 * What the quality suite is asked by a name: `quality`, with the source of sigma, a size and perhaps
 * `-shuffled`. Knows nothing of how a job is done.
 */

import { selectRows, type Table } from "../../src/data/table/table.js";
import type { EstimateQualityOptions } from "../../src/trade/quality/verb.js";
import { type CustomsRows, customsRows } from "../problems/customs.js";
import { ROWS } from "../problems/problem.js";
import { shuffledOrder } from "../problems/random.js";

const JOB = /^(?<kind>quality(-iv|-iv-pooled|-iv-groups)?)-(?<size>\de\d)(?<shuffled>-shuffled)?$/;
const SHUFFLE_SEED = 20_261_126;

/** Sigma given; by 2SLS for every product, for all rows, for every product-year. */
export type QualityKind = "quality" | "quality-iv" | "quality-iv-pooled" | "quality-iv-groups";

export interface QualityJob {
  readonly name: string;
  readonly kind: QualityKind;
  readonly rows: CustomsRows;
  /** The table as it is given: its row i is row order[i] of `rows`; null: the same. */
  readonly order: Uint32Array | null;
  readonly table: Table;
  readonly options: EstimateQualityOptions;
}

/** The jobs run when none is asked for. */
export const standardQualityJobs: readonly string[] = [
  "quality-1e6",
  "quality-iv-1e6",
  "quality-iv-pooled-1e6",
  "quality-iv-groups-1e6",
];

const OPTIONS: Readonly<Record<QualityKind, EstimateQualityOptions>> = {
  quality: { sigma: 5 },
  "quality-iv": { sigma: "iv", sigmaBy: "product" },
  "quality-iv-pooled": { sigma: "iv" },
  "quality-iv-groups": { sigma: "iv", sigmaBy: "product^year", fe: "product" },
};

/** Whether `name` is a job, of 1e4 to 9e7 rows. */
export function isQualityJob(name: string): boolean {
  const { size } = JOB.exec(name)?.groups ?? {};
  return size !== undefined && ROWS.test(size) && Number(size) >= 1e4;
}

/** Makes the data of a job called `name`, which `isQualityJob` accepts. */
export function makeQualityJob(name: string): QualityJob {
  const { kind, size, shuffled } = JOB.exec(name)!.groups as { kind: QualityKind; size: string; shuffled?: string };
  const rows = customsRows(designOf(kind, Number(size)));
  const order = shuffled === undefined ? null : shuffledOrder(rows.n, SHUFFLE_SEED, 0);
  const table = order === null ? rows.table : selectRows(rows.table, order);
  return { name, kind, rows, order, table, options: OPTIONS[kind] };
}

/** 2,000 destination-years, or 100 where every group has its own; rows a product: 2,000, 1,000, or 40. */
function designOf(kind: QualityKind, n: number) {
  const shape = { n, productsOfFirm: 3 };
  if (kind === "quality") return { ...shape, nProducts: Math.min(5_000, n / 2_000), nDests: 200, nYears: 10 };
  return { ...shape, nProducts: n / (kind === "quality-iv-groups" ? 40 : 1_000), nDests: 20, nYears: 5 };
}
