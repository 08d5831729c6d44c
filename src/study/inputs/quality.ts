/**
 * Stage `quality`: customs rows to export quality, as columns of the rows; for simulated rows, how near the
 * estimate comes to the truth.
 */

import { namesIn } from "../../base/column-names.js";
import { ownOf } from "../../base/objects.js";
import { type Table, type TableSource, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { printFixedEffect, printName } from "../../formula/print.js";
import { estimateQuality, type QualityResult } from "../../trade/quality/fit.js";
import type { QualityRecord } from "../../trade/quality/record.js";
import { feols } from "../../verbs/feols/feols.js";
import { locating, requireColumn, type StudyFile } from "../file/study-file.js";
import { type StageNode, type StageTools, stageNode } from "../run/stage-node.js";
import type { QualitySpec } from "./quality-block.js";
import { type FindSource, qualityOptions } from "./quality-block.js";

/**
 * Estimated against true log quality over rows that have both: correlation as they are, and after both are freed of the
 * effects of the demand equation, which the estimate cannot distinguish from demand.
 */
export interface QualityTruth {
  readonly column: string;
  readonly rows: number;
  readonly correlation: number;
  readonly within_correlation: number;
}

/** Rows with quality added (NaN where a row has none), aggregates and the record. */
export interface QualityMade {
  readonly data: string;
  readonly rows: Table;
  readonly record: QualityRecord;
  readonly aggregates: readonly { readonly by: string; readonly table: Table }[];
  readonly truth: QualityTruth | null;
}

const SHARE = 8;

/** The stage; `find` gives the table of a data source named at a place within the block. */
export function qualityStage(file: StudyFile, spec: QualitySpec, find: FindSource): StageNode<QualityMade> {
  const sources = new Map<string, TableSource>();
  const read: FindSource = (path, name) => {
    const table = find(path, name);
    sources.set(name, table.source);
    return table;
  };
  const rows = read(["data"], spec.data);
  const options = qualityOptions(spec, read);
  const columns = Object.fromEntries(
    Object.entries(spec.columns ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  for (const [role, column] of Object.entries(columns)) {
    requireColumn(file, ["quality", "columns", role], column, rows);
  }
  if (spec.truth !== undefined) requireColumn(file, ["quality", "truth"], spec.truth, rows);
  const run = (_: readonly [], { engine, progress, signal }: StageTools): QualityMade =>
    locating(file, ["quality"], () => {
      const result = estimateQuality(engine, rows, {
        ...columns,
        ...options,
        onProgress: ({ fraction }) => progress(fraction),
        ...(signal === undefined ? {} : { signal }),
      });
      return {
        data: spec.data,
        rows: withQuality(rows, result),
        record: result.record,
        aggregates: result.aggregates,
        truth: spec.truth === undefined ? null : compareTruth(engine, result, spec.truth, columns),
      };
    });
  const data = [...sources.values()];
  const node = { name: "estimating quality", kind: "quality", alone: true, share: SHARE };
  return stageNode({ ...node, reads: spec, data, needs: [], run });
}

/**
 * All rows, with both qualities where a row has one; the rows of the run alone where it summed rows or changed product
 * codes, since rows that went into others must not be counted again.
 */
function withQuality(rows: Table, { record, sample, quality, rQuality, rows: made }: QualityResult): Table {
  const { duplicates, concordance, unit } = record.cleaning;
  if (duplicates.rows > 0 || concordance !== null || (unit?.products ?? 0) > 0) return made();
  const spread = (values: Float64Array): Float64Array => {
    const all = new Float64Array(rows.nRows).fill(Number.NaN);
    for (let i = 0; i < values.length; i++) all[sample[i]!] = values[i]!;
    return all;
  };
  return withColumns(rows, [
    { kind: "numeric", name: "quality", values: spread(quality) },
    { kind: "numeric", name: "r_quality", values: spread(rQuality) },
  ]);
}

function compareTruth(
  engine: Engine,
  { rows, record }: QualityResult,
  column: string,
  roles: Readonly<Record<string, string>>,
): QualityTruth {
  const table = rows();
  const columnOf = (name: string): string => (table.has(name) ? name : (ownOf(roles, name) ?? name));
  const effects = Object.keys(record.fixed_effects.effects).map((effect) =>
    printFixedEffect({ columns: namesIn(effect, "^").map(columnOf) }),
  );
  const term = printName(column);
  const correlation = (formula: string): { readonly rows: number; readonly value: number } => {
    const { nobs, fit, coefficients } = feols(engine, table, formula, { vcov: "iid" });
    return { rows: nobs, value: Math.sign(coefficients[term]!.estimate) * Math.sqrt(fit.within_r2 ?? fit.r2) };
  };
  const plain = correlation(`quality ~ ${term}`);
  const within = correlation(`quality ~ ${term} | ${effects.join(" + ")}`);
  return { column, rows: plain.rows, correlation: plain.value, within_correlation: within.value };
}
