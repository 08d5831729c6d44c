/**
 * The rows in work: which rows of the table, and their numbers, side by side, with their groups. Steps take
 * a sample and return a smaller one; none writes into it.
 */

import type { Category } from "../../base/columns.js";
import { type Note, type NoteCode, type NoteDetail, note } from "../../base/messages.js";
import { compensatedSum } from "../../base/numbers.js";
import { codesAt, numbersAt } from "../../base/row-runs.js";
import { categoryAt, categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { STEPS } from "./messages.js";
import type { Keys } from "./options.js";

/** Rows of the table, ascending, with value and quantity above 0 and unit value p = v/q. All arrays have one length. */
export interface Sample {
  readonly rows: Uint32Array;
  readonly value: Float64Array;
  readonly quantity: Float64Array;
  readonly unitValue: Float64Array;
  /** The price elsewhere; null until it is made. */
  readonly instrument: Float64Array | null;
  /** The elasticity of each row; null until rows have their own. */
  readonly sigma: Float64Array | null;
  readonly groups: Groups;
}

/** Rows that left, and what they are worth. */
export interface Loss {
  readonly rows: number;
  readonly value: number;
}

/** The sample of the positions marked in `keep` (1 = stays), and what was lost. */
export function keepRows(sample: Sample, keep: Uint8Array): { readonly sample: Sample; readonly lost: Loss } {
  const marks = new Uint8Array(keep.length);
  for (let i = 0; i < marks.length; i++) marks[i] = 1 - keep[i]!;
  const { sample: kept, lost } = dropMarked(sample, marks, 1);
  return { sample: kept, lost: lost[0]! };
}

/** The sample without rows marked 1, 2, ..., `n`, and what was lost by mark. */
export function dropMarked(
  sample: Sample,
  marks: Uint8Array,
  n: number,
): { readonly sample: Sample; readonly lost: readonly Loss[] } {
  const counts = new Uint32Array(n + 1);
  for (let i = 0; i < marks.length; i++) counts[marks[i]!]!++;
  const values = Array.from({ length: n }, (_, s) => new Float64Array(counts[s + 1]!));
  const nothingLost = counts[0] === marks.length;
  const positions = new Uint32Array(nothingLost ? 0 : counts[0]!);
  const next = new Uint32Array(n + 1);
  for (let i = 0; i < marks.length && !nothingLost; i++) {
    const mark = marks[i]!;
    const at = next[mark]!++;
    if (mark === 0) positions[at] = i;
    else values[mark - 1]![at] = sample.value[i]!;
  }
  const lost = values.map((worth) => ({ rows: worth.length, value: finiteSum(worth) }));
  return { sample: nothingLost ? sample : at(sample, positions), lost };
}

/** The sample at `positions`, ascending. */
export function at(sample: Sample, positions: Uint32Array): Sample {
  if (positions.length === sample.rows.length) return sample;
  const groups = sample.groups.narrow(positions);
  return {
    rows: groups.rows,
    value: numbersAt(sample.value, positions),
    quantity: numbersAt(sample.quantity, positions),
    unitValue: numbersAt(sample.unitValue, positions),
    instrument: sample.instrument === null ? null : numbersAt(sample.instrument, positions),
    sigma: sample.sigma === null ? null : numbersAt(sample.sigma, positions),
    groups,
  };
}

/** Missing and infinite values count as none, so that one of them does not hide what the others are worth. */
export function finiteSum(values: Float64Array): number {
  return values.every(Number.isFinite) ? compensatedSum(values) : compensatedSum(values.filter(Number.isFinite));
}

// Counts what each step leaves and takes, in rows and in export value, so that no row leaves unseen.

/** A step: what is left after it, and what it took. Value is in the unit of the data. */
export interface WaterfallStep {
  /** What took rows, in words and as a code with its facts. */
  readonly step: string;
  readonly code: NoteCode;
  readonly detail?: NoteDetail;
  readonly rows: number;
  readonly value: number;
  readonly dropped_rows: number;
  readonly dropped_value: number;
}

/** Collects steps; each starts from what the one before left. */
export class Waterfall {
  private readonly taken: WaterfallStep[] = [];

  /** Starts with all rows and their value (missing and infinite values count as none). */
  constructor(rows: number, value: number) {
    this.taken.push({ ...stepOf(note(STEPS, "read")), rows, value, dropped_rows: 0, dropped_value: 0 });
  }

  get steps(): readonly WaterfallStep[] {
    return this.taken;
  }

  /** Takes away rows and their value, for the reason `step`. */
  drop(step: Note, { rows, value }: Loss): void {
    const before = this.taken.at(-1)!;
    const left = rows === 0 ? before.value : compensatedSum([before.value, -value]);
    this.taken.push({
      ...stepOf(step),
      rows: before.rows - rows,
      value: left,
      dropped_rows: rows,
      dropped_value: value,
    });
  }
}

const stepOf = ({ code, message: step, detail }: Note) =>
  detail === undefined ? { step, code } : { step, code, detail };

// Groups of sample rows by the columns of a key.

/** The categories of `rows` of `table`, made when first asked for. */
export class Groups {
  private readonly made = new Map<string, Category>();
  private wider: { readonly groups: Groups; readonly positions: Uint32Array } | undefined;

  constructor(
    private readonly table: Table,
    readonly rows: Uint32Array,
    /** Where given, columns of integers are coded by a kernel. */
    private readonly engine?: Engine,
  ) {}

  /** The groups of some of these rows, `positions` ascending. */
  narrow(positions: Uint32Array): Groups {
    const rows = codesAt(this.rows, positions);
    const narrower = new Groups(this.table, rows, this.engine);
    narrower.wider = { groups: this, positions };
    return narrower;
  }

  /** One code an observed combination of the key's columns, numbered by sorted labels; MISSING_CODE where one is missing. */
  by({ columns }: Keys): Category {
    const [first, ...others] = columns;
    let key = first!;
    let category = this.column(first!);
    for (const name of others) {
      const pair = [category, this.column(name)];
      key = JSON.stringify([key, name]);
      category = this.once(key, () => combine(pair));
    }
    return category;
  }

  private column(name: string): Category {
    return this.once(name, () => {
      const rows = this.rows.length === this.table.nRows ? undefined : this.rows;
      const numberCodes = this.engine === undefined ? undefined : elementary(this.engine).numberCodes;
      return categoryOf(this.table.column(name), rows, numberCodes);
    });
  }

  private once(key: string, make: () => Category): Category {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const wide = this.wider?.groups.made.get(key);
    const category = wide === undefined ? make() : categoryAt(wide, this.wider!.positions);
    this.made.set(key, category);
    return category;
  }
}
