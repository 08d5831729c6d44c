/**
 * Rows whose columns are in memory, as the chain of quality asks them: each answer is the kernels', and there at once.
 */

import type { Chain } from "../../base/chain.js";
import { MISSING_CODE } from "../../base/columns.js";
import { compensatedSum } from "../../base/numbers.js";
import { numbersAt } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { log } from "../../engine/kernels/math.js";
import { singletonRows } from "../../regression/frame/singletons.js";
import { aggregate } from "./aggregate.js";
import { clean, keepMainUnit, repeatedRows, requireRows, sumDuplicates, unitValueOutliers } from "./cleaning/clean.js";
import { type Suspects, type Trim, trimUnitValues } from "./cleaning/plan-cleaning.js";
import { codeChanges } from "./codes/product-codes.js";
import { demandResiduals, logDemand, residualsOf, type SigmaByRow } from "./demand.js";
import { type NormaliseRule, normalise } from "./normalise.js";
import { type Keys, SUSPECT_RATIO } from "./options.js";
import type { AggregateOptions } from "./plan-names.js";
import type { Stages } from "./prepare.js";
import { type Splitter, spreadsOf } from "./product-spread.js";
import type { QualityRows, Reason } from "./rows.js";
import { keepRows, type Sample } from "./sample.js";
import { priceElsewhere } from "./sigma/instrument.js";
import type { EstimatedSigma, InstrumentPlan, TabledSigma } from "./sigma/plan-sigma.js";
import { assignByGroup, assignFromTable } from "./sigma/sigma-assign.js";
import { type ColumnSums, sigmaSums } from "./sigma/sigma-estimate.js";
import { withMedian } from "./sigma/sigma-record.js";
import { summarise } from "./summary.js";

/** Rows with their quality; normalised it is NaN where there is none, and before it is made. */
export interface RatedColumns {
  readonly sample: Sample;
  readonly sigma: SigmaByRow;
  readonly quality: Float64Array;
  readonly rQuality: Float64Array;
}

/** The rows of `table`. */
export class ColumnRows implements QualityRows<Sample, ColumnSums, RatedColumns> {
  readonly name: string;
  readonly nRows: number;

  constructor(
    private readonly engine: Engine,
    private readonly table: Table,
    private readonly stages: Stages | null = null,
    private readonly signal?: AbortSignal,
  ) {
    this.name = table.source.name;
    this.nRows = table.nRows;
  }

  *stage<T>(name: string, work: () => Chain<T>): Chain<T> {
    return this.stages === null ? yield* work() : yield* this.stages.chain(name, work);
  }

  size = ({ rows }: Sample): number => rows.length;

  usable(value: string, quantity: string, reasons: readonly Reason[]) {
    return clean(this.engine, this.table, value, quantity, reasons);
  }

  mainUnit = (sample: Sample, product: Keys, unit: string) => keepMainUnit(this.engine, sample, product, unit);
  summed = (sample: Sample, keys: Keys) => sumDuplicates(this.engine, sample, keys);
  repeated = (sample: Sample, keys: Keys) => repeatedRows(sample, keys);
  trimmed = (sample: Sample, trim: Trim) => trimUnitValues(this.engine, sample, trim);
  frequent = (sample: Sample, keys: Keys, least: number) => requireRows(this.engine, sample, keys, least);

  nearMedian(sample: Sample, cells: Keys, factor: number) {
    return keepRows(sample, unitValueOutliers(this.engine, sample.unitValue, sample.groups.by(cells), factor));
  }

  suspects(sample: Sample, within: Keys): Suspects | null {
    const cells = sample.groups.by(within);
    if (cells.codes.includes(MISSING_CODE)) return null;
    const keep = unitValueOutliers(this.engine, sample.unitValue, cells, SUSPECT_RATIO);
    const suspects: number[] = [];
    for (let i = 0; i < keep.length; i++) if (keep[i] === 0) suspects.push(sample.value[i]!);
    return { ratio: SUSPECT_RATIO, rows: suspects.length, value: compensatedSum(suspects) };
  }

  codeChanges = (sample: Sample, product: Keys, year: Keys) => codeChanges(sample, product, year);
  spreadSums = (sample: Sample, splitters: readonly Splitter[]) => spreadsOf(this.engine, sample, splitters);
  sigmaFromTable = (sample: Sample, plan: TabledSigma) => assignFromTable(sample, this.table, plan);

  priceElsewhere(sample: Sample, plan: InstrumentPlan) {
    const { values, sources } = priceElsewhere(this.engine, sample, plan, log(this.engine, sample.unitValue));
    const keep = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1));
    const kept = keepRows({ ...sample, instrument: values }, keep);
    return { ...kept, sources, value: compensatedSum(sample.value) };
  }

  withoutSingletons(sample: Sample, effects: readonly Keys[]) {
    const categories = effects.map((keys) => sample.groups.by(keys));
    const keep = new Uint8Array(sample.rows.length).fill(1);
    for (const row of singletonRows(this.engine, categories, "singletons").dropped) keep[row] = 0;
    return keepRows(sample, keep);
  }

  sigmaSums(sample: Sample, plan: EstimatedSigma, effects: readonly Keys[]) {
    return sigmaSums(this.engine, sample, plan, effects, this.signal);
  }

  assigned(sample: Sample, { groups }: ColumnSums, used: Float64Array, reasons: Uint8Array, nReasons: number) {
    return assignByGroup(sample, groups, used, reasons, nReasons);
  }

  rate(sample: Sample, effects: readonly Keys[], one: number | null, sums: ColumnSums | null) {
    const sigma = one ?? sample.sigma!;
    const categories = effects.map((keys) => sample.groups.by(keys));
    const levels = categories.map(({ nLevels }) => nLevels);
    if (sums === null) {
      const logs = logDemand(this.engine, sample);
      const { quality, demeaned } = demandResiduals(this.engine, logs, categories, sigma, this.signal);
      return { rated: rated(sample, sigma, quality), levels, ...demeaned };
    }
    // for a sigma that is constant within the groups the effects lie in, the demeaned columns give the residual
    const columns = sums.demeaned.columns.slice(0, 2);
    const places = sample === sums.sample ? null : placesOf(sample.rows, sums.sample.rows);
    const own = places === null ? columns : columns.map((column) => numbersAt(column, places));
    return { rated: rated(sample, sigma, residualsOf(own, sigma)), levels, ...sums.demeaned };
  }

  normalise(from: RatedColumns, within: Keys, rule: NormaliseRule) {
    const { values, ...counts } = normalise(this.engine, from.quality, from.sample.groups.by(within), rule);
    return { rated: { ...from, rQuality: values }, counts };
  }

  summaries({ quality, rQuality }: RatedColumns) {
    return { quality: summarise(quality), rQuality: summarise(rQuality) };
  }

  sigmaSpread = ({ sigma }: RatedColumns) => withMedian(sigma as Float64Array);

  aggregate(
    { sample: { groups, value }, quality: raw, rQuality }: RatedColumns,
    keys: Keys,
    options: AggregateOptions,
  ) {
    return aggregate(this.engine, this.table, { groups, value, quality: rQuality, raw }, keys, options);
  }
}

const rated = (sample: Sample, sigma: SigmaByRow, quality: Float64Array): RatedColumns => ({
  ...{ sample, sigma, quality },
  rQuality: new Float64Array(0),
});

/** Where each of `rows` stands in `all`; both ascend. */
function placesOf(rows: Uint32Array, all: Uint32Array): Uint32Array {
  const places = new Uint32Array(rows.length);
  for (let i = 0, next = 0; next < places.length; i++) if (all[i] === rows[next]) places[next++] = i;
  return places;
}
