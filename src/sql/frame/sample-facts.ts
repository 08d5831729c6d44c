/**
 * What is known of a sample before anything else is summed: rows of the source, rows lost by reason, what expressions met, and means,
 * all of it in one pass. Knows no formulas.
 */
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { allMissing, noRowsAfterSubset, weightsAreZero } from "../../regression/frame/sample-errors.js";
import { SAMPLE_NOTES } from "../../regression/messages.js";
import type { Queries } from "../queries.js";
import type { Undefined } from "./expression.js";
import { type LayeredSql, type Layers, layerOf } from "./layers.js";
import { Sums } from "./sums.js";

/** A condition a complete row meets, and the variable that is missing where it is not met. */
export interface Check {
  readonly name: string;
  readonly present: LayeredSql;
}

/** What makes a row part of the sample. */
export interface SampleRule {
  readonly subset?: { readonly written: string; readonly condition: LayeredSql };
  readonly checks: readonly Check[];
  readonly weights?: { readonly column: string; readonly value: LayeredSql };
  readonly met: readonly (Note | Undefined)[];
}

/** A column of the sample, for its mean. */
export interface Averaged extends LayeredSql {
  readonly name: string;
}

export interface SampleFacts {
  readonly nSource: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly nobs: number;
  readonly means: readonly number[];
  /** How large each of `measured` becomes. */
  readonly largest: readonly number[];
  readonly notes: readonly Note[];
}

/** Conditions of the rows that lack nothing, and of those of them that are used. */
export function conditionsOf({ subset, checks, weights }: SampleRule, zero: string) {
  const present = new Map(checks.map((check) => [check.present.sql, check.present]));
  const complete = joined([...(subset === undefined ? [] : [subset.condition]), ...present.values()]);
  if (weights === undefined) return { complete, used: complete };
  const { sql, layer } = weights.value;
  return { complete, used: joined([complete, { sql: `${sql} > ${zero}`, layer }]) };
}

const joined = (conditions: readonly LayeredSql[]): LayeredSql => ({
  sql: conditions.map(({ sql }) => sql).join(" AND "),
  layer: layerOf(...conditions),
});

/**
 * Counts, and the means of `averaged` and the size of `measured` over the rows that are used. Throws DataError `no_rows`, `no_rows_after_subset`, `all_missing`,
 * `illegal_weight`, `no_rows_left`, `not_finite`, and as the engine.
 */
export async function sampleFacts(
  queries: Queries,
  layers: Layers,
  source: string,
  rule: SampleRule,
  averaged: readonly Averaged[],
  measured: readonly LayeredSql[],
): Promise<SampleFacts> {
  const { number } = queries.engine.dialect;
  const { subset, checks, weights } = rule;
  const conditions = conditionsOf(rule, number(0));
  const [complete, used] = [layers.column(conditions.complete).sql, layers.column(conditions.used).sql];
  const selected = subset?.condition.sql ?? EVERYWHERE;
  const sums = new Sums(queries);
  const all = sums.rows;
  const bySubset = subset && { selected: sums.count(selected), refused: sums.count(`NOT ${selected}`) };
  const [nComplete, nUsed] = [sums.count(complete), sums.count(used)];
  const weighed = weights && illegalIn(sums, weights.value.sql, complete, queries.engine.dialect);
  const missing = checks.map(({ present }) => sums.where(selected, lackOf(present.sql, number)));
  const notes = notesOf(rule, selected, sums);
  const means = averaged.map(({ sql }) => sums.where(used, sql));
  const largest = measured.map(({ sql }) => sums.of(`max(CASE WHEN ${used} THEN abs(${sql}) END)`));
  const values = await sums.ask(layers.from);
  const at = (place: number): number => values[place]!;

  const nSource = at(all);
  if (nSource === 0) throw new DataError("no_rows", `${source} has no rows.`, { got: 0, expected: "rows" });
  const nSelected = bySubset === undefined ? nSource : at(bySubset.selected);
  if (nSelected === 0) {
    const nFalse = at(bySubset!.refused);
    throw noRowsAfterSubset(subset!.written, { nFalse, nMissing: nSource - nFalse });
  }
  const missingBy: Record<string, number> = {};
  checks.forEach(({ name }, c) => {
    if (at(missing[c]!) > 0) missingBy[name] = at(missing[c]!);
  });
  if (at(nComplete) === 0) throw allMissing(missingBy, nSelected);
  if (weighed !== undefined && at(weighed.count) > 0) {
    throw illegalWeights(weights!.column, at(weighed.count), at(weighed.least));
  }
  const nobs = at(nUsed);
  if (nobs === 0) throw weightsAreZero(weights!.column);
  const nMissing = nSelected - at(nComplete);
  return {
    nSource,
    dropped: {
      ...(subset === undefined ? {} : { subset: nSource - nSelected }),
      missing: nMissing,
      ...(weights === undefined ? {} : { zero_weight: at(nComplete) - nobs }),
    },
    nobs,
    means: means.map((place, j) => meanOf(averaged[j]!.name, at(place), nobs)),
    largest: largest.map(at),
    notes: [
      ...notes.flatMap((made) => made(values)),
      ...(nMissing === 0 ? [] : [note(SAMPLE_NOTES, "missing", missingBy)]),
    ],
  };
}

const EVERYWHERE = "1 = 1";

type Numbers = Queries["engine"]["dialect"];

/** 1 where a condition is not met, or not known to be. */
const lackOf = (present: string, number: Numbers["number"]): string =>
  `CASE WHEN ${present} THEN ${number(0)} ELSE ${number(1)} END`;

function illegalIn(sums: Sums, weight: string, complete: string, { number, infinity }: Numbers) {
  const illegal = `${complete} AND (${weight} < ${number(0)} OR ${weight} = ${infinity})`;
  return { count: sums.count(illegal), least: sums.of(`min(CASE WHEN ${illegal} THEN ${weight} END)`) };
}

/** Notes on what was met, those that count rows once there are values. */
function notesOf({ met }: SampleRule, selected: string, sums: Sums): ((values: readonly number[]) => Note[])[] {
  return met.map((one) => {
    if (!("outside" in one)) return () => [one];
    const { code, term, argument, outside, everywhere } = one;
    const where = `${everywhere ? EVERYWHERE : selected} AND ${outside.sql}`;
    const [count, least] = [sums.count(where), sums.of(`min(CASE WHEN ${where} THEN ${argument.sql} END)`)];
    return (values) => {
      const rows = values[count]!;
      return rows === 0 ? [] : [note(SAMPLE_NOTES, code, { term, rows, value: values[least]! })];
    };
  });
}

function meanOf(name: string, sum: number, nobs: number): number {
  if (Number.isFinite(sum)) return sum / nobs;
  throw new DataError(
    "not_finite",
    `'${name}' holds numbers so large that sums of them overflow; divide it by a power of ten first.`,
    { got: sum, expected: "finite numbers", column: name },
  );
}

const illegalWeights = (column: string, count: number, value: number): DataError =>
  new DataError(
    "illegal_weight",
    `Weights '${column}': ${count} rows hold negative or infinite ones, such as ${value}; weights must be finite and at least 0.`,
    { got: value, expected: ">= 0", column, count },
  );
