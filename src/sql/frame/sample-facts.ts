/**
 * What is known of a sample before anything is summed: rows of the source, rows lost by reason, and what expressions met, all of it
 * counted in one pass. Knows no formulas.
 */
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { allMissing, noRowsAfterSubset, weightsAreZero } from "../../regression/frame/sample-errors.js";
import { SAMPLE_NOTES } from "../../regression/messages.js";
import type { Queries } from "../queries.js";
import { counted, pieces } from "./counted.js";
import type { Undefined } from "./expression.js";
import type { LayeredSql } from "./layers.js";

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

export interface SampleFacts {
  readonly nSource: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly nobs: number;
  readonly notes: readonly Note[];
}

const EVERYWHERE = "1 = 1";

const isUndefined = (met: Note | Undefined): met is Undefined => "outside" in met;

/** Conditions of the rows a subset selects, and of those of them that lack nothing. */
export function conditionsOf({ subset, checks, weights }: SampleRule, zero: string) {
  const selected = subset === undefined ? [] : [subset.condition.sql];
  const complete = [...selected, ...new Set(checks.map(({ present }) => present.sql))];
  return {
    selected: selected[0] ?? EVERYWHERE,
    complete: complete.join(" AND "),
    used: [...complete, ...(weights === undefined ? [] : [`${weights.value.sql} > ${zero}`])].join(" AND "),
  };
}

/**
 * Counts over `from`. Throws DataError `no_rows`, `no_rows_after_subset`, `all_missing`, `illegal_weight`, `no_rows_left`, and as the
 * engine.
 */
export async function sampleFacts(
  queries: Queries,
  from: string,
  name: string,
  rule: SampleRule,
): Promise<SampleFacts> {
  const { dialect } = queries.engine;
  const { double, number, infinity } = dialect;
  const { subset, checks, weights, met } = rule;
  const { selected, complete } = conditionsOf(rule, number(0));
  const count = counted(dialect);
  const [one, zero] = [number(1), number(0)];
  const whereOf = ({ everywhere }: Undefined) => (everywhere ? EVERYWHERE : selected);
  const weight = weights?.value.sql ?? number(1);
  const illegal = `(${weight} < ${number(0)} OR ${weight} = ${infinity})`;
  const items = [
    double("count(*)"),
    ...(subset === undefined ? [] : [count(selected), count(`NOT ${subset.condition.sql}`)]),
    count(complete),
    ...(weights === undefined
      ? []
      : [
          count(`${complete} AND ${illegal}`),
          `min(CASE WHEN ${complete} AND ${illegal} THEN ${weight} END)`,
          count(`${complete} AND ${weight} = ${zero}`),
        ]),
    // a condition that is not known is not met
    ...checks.map(
      ({ present }) =>
        `sum(CASE WHEN ${selected} THEN CASE WHEN ${present.sql} THEN ${zero} ELSE ${one} END ELSE ${zero} END)`,
    ),
    ...met
      .filter(isUndefined)
      .flatMap((one) => [
        count(`${whereOf(one)} AND ${one.outside.sql}`),
        `min(CASE WHEN ${whereOf(one)} AND ${one.outside.sql} THEN ${one.argument.sql} END)`,
      ]),
  ];
  const values = await pieces(queries, items, from);
  const next = () => values.shift()!;

  const nSource = next();
  if (nSource === 0) throw new DataError("no_rows", `${name} has no rows.`, { got: 0, expected: "rows" });
  const [nSelected, nFalse] = subset === undefined ? [nSource, 0] : [next(), next()];
  if (nSelected === 0) {
    throw noRowsAfterSubset(subset!.written, { nFalse, nMissing: nSource - nFalse });
  }
  const nComplete = next();
  const weighed = weights === undefined ? undefined : { illegal: next(), worst: next(), zero: next() };
  const missingBy: Record<string, number> = {};
  for (const check of checks) {
    const found = next();
    if (found > 0) missingBy[check.name] = found;
  }
  if (nComplete === 0) throw allMissing(missingBy, nSelected);
  if (weighed !== undefined && weighed.illegal > 0)
    throw illegalWeights(weights!.column, weighed.illegal, weighed.worst);
  if (weighed?.zero === nComplete) throw weightsAreZero(weights!.column);

  const notes = met.flatMap((one): Note[] => {
    if (!isUndefined(one)) return [one];
    const [rows, value] = [next(), next()];
    return rows === 0 ? [] : [note(SAMPLE_NOTES, one.code, { term: one.term, rows, value })];
  });
  const nMissing = nSelected - nComplete;
  if (nMissing > 0) notes.push(note(SAMPLE_NOTES, "missing", missingBy));
  return {
    nSource,
    dropped: {
      ...(subset === undefined ? {} : { subset: nSource - nSelected }),
      missing: nMissing,
      ...(weighed === undefined ? {} : { zero_weight: weighed.zero }),
    },
    nobs: nComplete - (weighed?.zero ?? 0),
    notes,
  };
}

const illegalWeights = (column: string, count: number, value: number): DataError =>
  new DataError(
    "illegal_weight",
    `Weights '${column}': ${count} rows hold negative or infinite ones, such as ${value}; weights must be finite and at least 0.`,
    { got: value, expected: ">= 0", column, count },
  );
