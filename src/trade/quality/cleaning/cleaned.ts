/**
 * The steps of cleaning, one after the other: rows that can be used, one unit a product, one row an
 * observation, unit values that can be believed, products with enough rows.
 */
import { answer, type Chain } from "../../../base/chain.js";
import { DataError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import type { CodeChange } from "../codes/product-codes.js";
import { STEPS } from "../messages.js";
import type { Keys } from "../options.js";
import type { QualityPlan } from "../plan.js";
import type { Kept, QualityRows, Reason } from "../rows.js";
import { Waterfall } from "../sample.js";
import type { SigmaSums } from "../sigma/sigma-estimate.js";
import type { Suspects } from "./plan-cleaning.js";

/** Rows that passed, those that did not by step, and rows that were summed into others. */
export interface Clean<S> {
  readonly sample: S;
  readonly waterfall: Waterfall;
  readonly nSummed: number;
  /** Rows left whose unit value is hard to believe; null where they are not sought. */
  readonly suspects: Suspects | null;
  /** Revisions of the Harmonized System at which unusually many product codes begin or end. */
  readonly codeChanges: readonly CodeChange[];
}

/** The rows that pass the steps of the plan. Throws DataError `duplicate_rows` where rows of one kind are an error. */
export function* cleaned<S, E extends SigmaSums, R>(rows: QualityRows<S, E, R>, plan: QualityPlan): Chain<Clean<S>> {
  const { product, cleaning, concordance } = plan;
  const { unit, duplicates, trim, maxRatio, minRows, cells } = cleaning;
  const reasons = reasonsOf(plan);
  const usable = yield* answer(rows.usable(plan.value, plan.quantity, reasons));
  const waterfall = new Waterfall(rows.nRows, usable.value);
  reasons.forEach(({ step }, r) => {
    waterfall.drop(step, usable.lost[r]!);
  });
  let { sample } = usable;
  const keep = ({ sample: kept, lost }: Kept<S>, step: Note): void => {
    waterfall.drop(step, lost);
    sample = kept;
  };
  if (unit?.changes === "main") {
    const within: Keys = { written: product!, columns: [product!] };
    const step = note(STEPS, "other_unit", { unit: unit.column, product: product! });
    keep(yield* answer(rows.mainUnit(sample, within, unit.column)), step);
  }
  let nSummed = 0;
  if (duplicates !== null) {
    const { keys, rule } = duplicates;
    if (rule === "error") {
      const repeated = yield* answer(rows.repeated(sample, keys));
      if (repeated !== null) throw repeatedRows(keys.written, repeated);
    } else {
      const before = rows.size(sample);
      sample = yield* answer(rows.summed(sample, keys));
      nSummed = before - rows.size(sample);
    }
    waterfall.drop(note(STEPS, "summed", { keys: keys.written }), { rows: nSummed, value: 0 });
  }
  if (trim !== null) {
    keep(yield* answer(rows.trimmed(sample, trim)), note(STEPS, "trimmed_values", { keys: trim.within.written }));
  }
  if (maxRatio !== null) {
    const { factor, within } = maxRatio;
    const step = note(STEPS, "max_ratio", { factor, keys: within.written });
    keep(yield* answer(rows.nearMedian(sample, within, factor)), step);
  }
  if (minRows !== null) {
    const { rows: least, within } = minRows;
    const step = note(STEPS, "few_rows", { rows: least, keys: within.written });
    keep(yield* answer(rows.frequent(sample, within, least)), step);
  }
  const [products, years] = (cells?.columns ?? []).map((name): Keys => ({ written: name, columns: [name] }));
  return {
    ...{ sample, waterfall, nSummed },
    suspects: cells === null ? null : yield* answer(rows.suspects(sample, cells)),
    // none are sought where codes were brought to one revision, or products and years are not known
    codeChanges:
      cells === null || concordance !== null ? [] : yield* answer(rows.codeChanges(sample, products!, years!)),
  };
}

/** Why a row is not used, in the order in which it is asked. */
function reasonsOf(plan: QualityPlan): Reason[] {
  const missing = (column: string): Reason => ({
    kind: "missing",
    column,
    step: note(STEPS, "column_missing", { column }),
  });
  const notPositive = (column: string): Reason => ({
    kind: "not_positive",
    column,
    step: note(STEPS, "not_positive", { column }),
  });
  const { value, quantity, cleaning } = plan;
  const amounts = [value, quantity];
  const names: Reason[] =
    cleaning.intermediaries === null
      ? []
      : [{ kind: "name", ...cleaning.intermediaries, step: note(STEPS, "intermediaries") }];
  return [
    ...amounts.map(missing),
    ...amounts.map(notPositive),
    { kind: "unit_value", step: note(STEPS, "unit_value") },
    ...requiredKeys(plan)
      .filter((name) => !amounts.includes(name))
      .map(missing),
    ...names,
  ];
}

function repeatedRows(keys: string, [first, second]: readonly [number, number]): DataError {
  return new DataError(
    "duplicate_rows",
    `Rows ${first} and ${second} have the same ${keys}; sum them (duplicates: sum) or remove one.`,
    { got: [first, second], expected: "one row a combination", row: second },
  );
}

/**
 * Columns that must not be missing besides value and quantity: effects, cells, clusters, what the instrument and the table
 * of elasticities are matched by. Keys of aggregates and of duplicates may be.
 */
export function requiredKeys({
  effects,
  sigmaEffects,
  normalise,
  cleaning,
  sigma,
  instrument,
}: QualityPlan): readonly string[] {
  const { trim, maxRatio, minRows } = cleaning;
  const steps = [trim, maxRatio, minRows].flatMap((step) => (step === null ? [] : [step.within]));
  const clusters =
    sigma.source === "iv" || sigma.source === "ols" ? (sigma.vcov.type === "cluster" ? [sigma.vcov.by] : []) : [];
  const keys = [...effects, ...sigmaEffects, normalise, ...steps, ...clusters].flatMap(({ columns }) => columns);
  if (sigma.source === "table") keys.push(...[sigma.product, sigma.dest, sigma.year].filter((name) => name !== null));
  if (instrument !== null) keys.push(instrument.firm, instrument.product, instrument.dest, instrument.year);
  return [...new Set(keys)];
}
