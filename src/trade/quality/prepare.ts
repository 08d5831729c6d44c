/**
 * The table as a run uses it: product codes of one revision and one unit, their first digits as columns.
 * Rows stay where they are.
 */

import type { Chain } from "../../base/chain.js";
import { type Note, note } from "../../base/messages.js";
import type { LongOptions } from "../../base/progress.js";
import type { Table } from "../../data/table/table.js";
import { type Recoded, recode, splitByUnit, withPrefixes } from "./codes/product-codes.js";
import { QUALITY_NOTES } from "./messages.js";
import { prefixesNamed, type QualityPlan } from "./plan.js";

// Walks through the stages of a run: says where it is, stops when asked to, keeps the time.

/** Runs `count` stages, one after the other. */
export class Stages {
  private readonly times: Record<string, number> = {};
  private readonly start = performance.now();
  private done = 0;

  constructor(
    private readonly count: number,
    private readonly options: Pick<LongOptions, "onProgress" | "signal">,
  ) {}

  /** Runs `work` as the stage `name`. Throws the signal's reason when it has been raised. */
  *chain<T>(name: string, work: () => Chain<T>): Chain<T> {
    this.options.onProgress?.({ stage: name, fraction: this.done / this.count, msLeft: null });
    this.options.signal?.throwIfAborted();
    const start = performance.now();
    const result = yield* work();
    this.times[name] = performance.now() - start;
    this.done++;
    return result;
  }

  /** Milliseconds by stage, and the total. */
  get timing(): Readonly<Record<string, number>> {
    return { ...this.times, total: performance.now() - this.start };
  }
}

/** The table, what was done to its codes, and what a reader must know of it. */
export interface Prepared {
  readonly table: Table;
  readonly recoded: Recoded | null;
  /** Products in several units that were split. */
  readonly nSplit: number;
  readonly notes: readonly Note[];
}

/** Prepares `source`. Throws DataError `product_not_text` where codes are numbers but must be read as text. */
export function prepare(source: Table, plan: QualityPlan): Prepared {
  const { product, concordance, cleaning } = plan;
  let [table, recoded, nSplit]: [Table, Recoded | null, number] = [source, null, 0];
  const notes: Note[] = [];
  if (concordance !== null) {
    ({ table, recoded } = recode(table, product!, concordance.year, concordance.maps));
    notes.push(note(QUALITY_NOTES, "codes_recoded", { ...recoded }));
  }
  table = withPrefixes(table, product, prefixesNamed(plan));
  if (cleaning.unit?.changes === "split") {
    ({ table, nSplit } = splitByUnit(table, product!, cleaning.unit.column));
    if (nSplit > 0) {
      notes.push(note(QUALITY_NOTES, "units_split", { products: nSplit, column: cleaning.unit.column }));
    }
  }
  return { table, recoded, nSplit, notes };
}
