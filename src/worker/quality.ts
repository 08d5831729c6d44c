/**
 * `estimateQuality` across the boundary of a thread: tables among its options and its result as columns, and
 * the rows with all their columns made again from the table the caller has.
 */

import type { Table } from "../data/table/table.js";
import { deepFreeze } from "../formula/freeze.js";
import type { QualityPolicyResult } from "../trade/policy/quality-policy.js";
import { type QualityResult, rowsOf } from "../trade/quality/estimate-quality.js";
import type { Concordance, EstimateQualityOptions } from "../trade/quality/options.js";
import type { NormalisationChoice, SigmaChoice } from "../trade/sensitivity/sensitivity-options.js";

import type { SentParts, SentPolicy, SentQuality } from "./messages.js";
import { partsOf, tableOf } from "./parts.js";

/** Options among which tables of elasticities and codes may be. */
type Options = Pick<EstimateQualityOptions, "sigmaConcordance" | "concordance"> & {
  readonly sigma?: EstimateQualityOptions["sigma"];
  readonly sigmas?: readonly SigmaChoice[];
  readonly normalisations?: readonly NormalisationChoice[];
};

/** `options` as data: tables of elasticities and codes as their parts. */
export function encodeOptions(options: Options): Readonly<Record<string, unknown>> {
  return { ...mapTables(options, partsOf) };
}

/** The options again. */
export function decodeOptions<T extends Options>(options: T): T {
  return mapTables(options, tableOf);
}

/** `result` as data. */
export function encodeQuality({
  record,
  sample,
  quality,
  rQuality,
  columns,
  aggregates,
  sigmas,
}: QualityResult): SentQuality {
  return {
    record,
    sample,
    quality,
    rQuality,
    columns,
    aggregates: aggregates.map(({ by, table }) => ({ by, table: partsOf(table) })),
    sigmas: sigmas === null ? null : partsOf(sigmas),
  };
}

/** The result again, for the `table` it was made of. */
export function decodeQuality(sent: SentQuality, table: Table): QualityResult {
  const { sample, quality, rQuality, columns } = sent;
  let rows: Table | undefined;
  return Object.freeze({
    record: deepFreeze(sent.record),
    sample,
    quality,
    rQuality,
    columns,
    rows: () => {
      rows ??= rowsOf(table, sample, columns);
      return rows;
    },
    aggregates: sent.aggregates.map(({ by, table: parts }) => ({ by, table: tableOf(parts) })),
    sigmas: sent.sigmas === null ? null : tableOf(sent.sigmas),
  });
}

/** A policy result as data. */
export function encodePolicy({ record, cells, sigmas, sigmaDraws }: QualityPolicyResult): SentPolicy {
  const orNull = (table: Table | null) => (table === null ? null : partsOf(table));
  return { record, cells: partsOf(cells), sigmas: orNull(sigmas), sigmaDraws: orNull(sigmaDraws) };
}

/** The result again. */
export function decodePolicy({ record, cells, sigmas, sigmaDraws }: SentPolicy): QualityPolicyResult {
  const orNull = (parts: SentParts | null) => (parts === null ? null : tableOf(parts));
  return Object.freeze({
    record: deepFreeze(record),
    cells: tableOf(cells),
    sigmas: orNull(sigmas),
    sigmaDraws: orNull(sigmaDraws),
  });
}

/** The options with every table in them replaced. */
// biome-ignore lint/suspicious/noExplicitAny: a table before one side, its parts on the other
function mapTables<T extends Options>(options: T, map: (table: any) => any): T {
  const { sigma, sigmas, normalisations, sigmaConcordance, concordance } = options;
  const mapped = (list: readonly Concordance[]) => list.map((one) => ({ ...one, table: map(one.table) }));
  const source = (one: SigmaChoice): SigmaChoice => {
    if (typeof one !== "object") return one;
    return "table" in one
      ? { ...one, table: map(one.table) }
      : { ...one, sigma: source(one.sigma) as typeof one.sigma };
  };
  const normalisation = (one: NormalisationChoice): NormalisationChoice =>
    typeof one === "string" ? one : { ...one, options: mapTables(one.options, map) };
  return {
    ...options,
    ...(sigma === undefined ? {} : { sigma: source(sigma) }),
    ...(sigmas === undefined ? {} : { sigmas: sigmas.map(source) }),
    ...(normalisations === undefined ? {} : { normalisations: normalisations.map(normalisation) }),
    ...(sigmaConcordance === undefined ? {} : { sigmaConcordance: mapped(sigmaConcordance) }),
    ...(concordance === undefined ? {} : { concordance: mapped(concordance) }),
  };
}
