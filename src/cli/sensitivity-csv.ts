/**
 * The numbers of a sensitivity analysis as CSV: a row a choice, a row a pair of choices. Names of columns are
 * those of the record, joined by underscores.
 */

import { type FlatRecord, recordsCsv } from "../data/table/write-csv.js";
import type { RankAgreement, RankComparison } from "../trade/sensitivity/compare-ranks.js";
import type { QualitySensitivityRecord } from "../trade/sensitivity/sensitivity-record.js";

/** `sensitivity.csv` and `pairs.csv`. */
export function sensitivityFiles({ base, choices, pairs }: QualitySensitivityRecord): Readonly<Record<string, string>> {
  return {
    "sensitivity.csv": recordsCsv(
      choices.map(({ label, asked, nobs, quality, r_quality, aggregate, against_base }) => ({
        choice: label,
        sigma: asked.sigma,
        normalise: asked.normalise,
        base,
        nobs,
        ...prefixed("quality", { mean: quality.mean, sd: quality.sd }),
        ...prefixed("r_quality", { n: r_quality.n, mean: r_quality.mean, sd: r_quality.sd }),
        n_degenerate: r_quality.n_degenerate,
        n_degenerate_cells: r_quality.n_degenerate_cells,
        ...prefixed("aggregate", { n: aggregate.n, mean: aggregate.mean, sd: aggregate.sd }),
        ...flat(against_base),
      })),
    ),
    "pairs.csv": recordsCsv(pairs.map(({ first, second, ...comparison }) => ({ first, second, ...flat(comparison) }))),
  };
}

function flat({ pooled, within_year, largest_change, other_quintile, ...counts }: RankComparison): FlatRecord {
  return {
    ...{ cells: counts.cells, only_first: counts.only_first, only_second: counts.only_second },
    ...prefixed("", pooled),
    ...prefixed("within_year", within_year ?? nothing(pooled)),
    largest_change: largest_change?.ranks ?? null,
    largest_change_cell: largest_change?.cell ?? null,
    other_quintile_cells: other_quintile.cells,
    other_quintile_share: other_quintile.share,
  };
}

const nothing = (agreement: RankAgreement): FlatRecord =>
  Object.fromEntries(Object.keys(agreement).map((key) => [key, null]));

const prefixed = (prefix: string, record: FlatRecord | RankAgreement): FlatRecord =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [prefix === "" ? key : `${prefix}_${key}`, value]));
