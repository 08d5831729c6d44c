/**
 * The steps of cleaning, one after the other: rows that can be used, one unit a product, one row an
 * observation, unit values that can be believed, products with enough rows.
 */

import { MISSING_CODE } from "../../../base/columns.js";
import { note } from "../../../base/messages.js";
import { compensatedSum } from "../../../base/numbers.js";
import type { Table } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { type CodeChange, codeChanges } from "../codes/product-codes.js";
import { STEPS } from "../messages.js";
import { SUSPECT_RATIO } from "../options.js";
import type { QualityPlan } from "../plan.js";
import type { Waterfall } from "../sample.js";
import { keepRows, type Sample } from "../sample.js";
import { clean, keepMainUnit, requireRows, sumDuplicates, unitValueOutliers } from "./clean.js";

import { trimUnitValues } from "./plan-cleaning.js";

/** Rows that passed, those that did not by step, and rows that were summed into others. */
export interface Clean {
  readonly sample: Sample;
  readonly waterfall: Waterfall;
  readonly nSummed: number;
  /** Rows left whose unit value is hard to believe; null where products and years are not known. */
  readonly suspects: Suspects | null;
  /** Revisions of the Harmonized System at which unusually many product codes begin or end. */
  readonly codeChanges: readonly CodeChange[];
}

/** Rows whose unit value is over `ratio` times off the median of their cell, and what they are worth. */
export interface Suspects {
  readonly ratio: number;
  readonly rows: number;
  readonly value: number;
}

/** The rows of `table` that pass the steps of the plan. */
export function cleaned(engine: Engine, table: Table, plan: QualityPlan): Clean {
  const { value, quantity, product, cleaning } = plan;
  const { unit, duplicates, trim, maxRatio, minRows, intermediaries } = cleaning;
  const usable = clean(engine, table, { value, quantity, keys: keyColumns(plan), intermediaries });
  const { waterfall } = usable;
  let { sample } = usable;
  if (unit?.changes === "main") {
    sample = keepMainUnit(engine, sample, { written: product!, columns: [product!] }, unit.column, waterfall);
  }
  const summed = duplicates === null ? { sample, nSummed: 0 } : sumDuplicates(engine, sample, duplicates, waterfall);
  sample = summed.sample;
  if (trim !== null) sample = trimUnitValues(engine, sample, sample.groups.by(trim.within), trim, waterfall);
  if (maxRatio !== null) {
    const keep = unitValueOutliers(engine, sample.unitValue, sample.groups.by(maxRatio.within), maxRatio.factor);
    const step = note(STEPS, "max_ratio", { factor: maxRatio.factor, keys: maxRatio.within.written });
    sample = keepRows(sample, keep, step, waterfall);
  }
  if (minRows !== null) sample = requireRows(engine, sample, minRows, waterfall);
  return {
    sample,
    waterfall,
    nSummed: summed.nSummed,
    suspects: suspectsOf(engine, sample, plan),
    codeChanges: changesOf(sample, plan),
  };
}

/** None where codes were brought to one revision, or products and years are not known. */
function changesOf(sample: Sample, { cleaning, concordance }: QualityPlan): readonly CodeChange[] {
  if (cleaning.cells === null || concordance !== null) return [];
  const [product, year] = cleaning.cells.columns.map((name) => ({ written: name, columns: [name] }));
  return codeChanges(sample, product!, year!);
}

/** Counts what a step of `maxRatio` would take. */
function suspectsOf(engine: Engine, sample: Sample, { cleaning }: QualityPlan): Suspects | null {
  if (cleaning.cells === null) return null;
  const cells = sample.groups.by(cleaning.cells);
  if (cells.codes.includes(MISSING_CODE)) return null;
  const keep = unitValueOutliers(engine, sample.unitValue, cells, SUSPECT_RATIO);
  const suspects: number[] = [];
  for (let i = 0; i < keep.length; i++) if (keep[i] === 0) suspects.push(sample.value[i]!);
  return { ratio: SUSPECT_RATIO, rows: suspects.length, value: compensatedSum(suspects) };
}

/**
 * Columns that must not be missing besides value and quantity: effects, cells, clusters, what the instrument and the table
 * of elasticities are matched by. Keys of aggregates and of duplicates may be.
 */
function keyColumns({
  value,
  quantity,
  effects,
  sigmaEffects,
  normalise,
  cleaning,
  sigma,
  instrument,
}: QualityPlan): string[] {
  const { trim, maxRatio, minRows } = cleaning;
  const steps = [trim, maxRatio, minRows].flatMap((step) => (step === null ? [] : [step.within]));
  const clusters =
    sigma.source === "iv" || sigma.source === "ols" ? (sigma.vcov.type === "cluster" ? [sigma.vcov.by] : []) : [];
  const keys = [...effects, ...sigmaEffects, normalise, ...steps, ...clusters].flatMap(({ columns }) => columns);
  if (sigma.source === "table") keys.push(...[sigma.product, sigma.dest, sigma.year].filter((name) => name !== null));
  if (instrument !== null) keys.push(instrument.firm, instrument.product, instrument.dest, instrument.year);
  return [...new Set(keys)].filter((name) => name !== value && name !== quantity);
}
