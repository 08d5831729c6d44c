/**
 * Which rows of files that are read in passes a model can't use, and why: counted once, in the first pass, by the code that takes a
 * sample in memory.
 */
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { upTo } from "../../base/row-runs.js";
import type { ColumnSource, ElementaryFunctions } from "../../regression/frame/expression.js";
import { type Subset, subsetRows } from "../../regression/frame/sample.js";
import { allMissing, illegalWeight, noRowsAfterSubset, weightsAreZero } from "../../regression/frame/sample-errors.js";
import { missingRows } from "../../regression/frame/term-sample.js";
import { SAMPLE_NOTES } from "../../regression/messages.js";
import type { BatchRows, ChunkCounts } from "../../regression/moments/chunks/spec.js";
import type { PassFrame } from "./frame.js";

/** Facts of a note that counts rows. */
interface Outside {
  readonly term: string;
  readonly rows: number;
  readonly row?: number;
  readonly value: number;
}

export class LostRows {
  /** Rows seen so far: those of a pass that begins anew were counted. */
  private seenRows = 0;
  private selected = 0;
  private refusedBySubset = 0;
  private complete = 0;
  /** Complete rows whose weight is above 0. */
  private weighty = 0;
  private readonly missingBy = new Map<string, number>();
  private readonly met = new Map<string, Note>();

  constructor(
    private readonly frame: PassFrame,
    private readonly subset: string | undefined,
    private readonly functions: ElementaryFunctions,
  ) {}

  /** Counts the rows of a batch. Throws DataError `illegal_weight`, and as expressions do. */
  readonly seen = ({ first, source }: BatchRows): void => {
    if (first !== this.seenRows) return;
    this.seenRows += source.nRows;
    const { frame, functions } = this;
    const chosen = frame.condition === null ? null : subsetRows(frame.condition, source, functions);
    if (chosen !== null) this.notesOf(chosen.notes, first);
    this.selected += chosen?.rows.length ?? source.nRows;
    this.refusedBySubset += chosen?.nFalse ?? 0;
    const { complete, nMissing, missingBy, notes } = missingRows(frame.spec, source, functions, {
      ...(chosen !== null && { rows: chosen.rows }),
      also: [frame.cluster, frame.weights as string | null].filter((name) => name !== null),
    });
    this.notesOf(notes, first);
    for (const [name, rows] of Object.entries(missingBy)) {
      this.missingBy.set(name, (this.missingBy.get(name) ?? 0) + rows);
    }
    this.complete += (chosen?.rows.length ?? source.nRows) - nMissing;
    this.checkWeights(source, complete, first);
  };

  /** What was lost, and the notes of it. Throws DataError `not_finite` where rows are lost to products that overflow. */
  account(counts: ChunkCounts, dropsSingletons: boolean) {
    if (counts.incomplete !== this.selected - this.complete) {
      throw new DataError(
        "not_finite",
        `'${this.frame.spec.call}': products of regressors overflow in ${counts.incomplete - (this.selected - this.complete)} rows whose numbers are finite; divide a column by a power of ten first.`,
        { got: counts.incomplete, expected: this.selected - this.complete },
      );
    }
    const { missingBy, subset, frame } = this;
    return {
      dropped: {
        ...(subset !== undefined && { subset: counts.outside }),
        missing: counts.incomplete,
        ...(frame.weights !== null && { zero_weight: counts.weightless }),
        singletons: dropsSingletons ? counts.singletons : 0,
      },
      notes: [
        ...this.met.values(),
        ...(counts.incomplete === 0 ? [] : [note(SAMPLE_NOTES, "missing", Object.fromEntries(missingBy))]),
      ],
    };
  }

  /** Throws what a sample in memory is refused for where no row is left to read. */
  requireRows(): void {
    const { subset, selected, seenRows, refusedBySubset: nFalse, complete, frame } = this;
    if (seenRows === 0) return;
    if (selected === 0) throw noRowsAfterSubset(subset!, { nFalse, nMissing: seenRows - nFalse });
    if (complete === 0) throw allMissing(Object.fromEntries(this.missingBy), selected);
    if (frame.weights !== null && this.weighty === 0) throw weightsAreZero(frame.weights as string);
  }

  private checkWeights(source: ColumnSource, complete: Uint32Array | undefined, first: number): void {
    const { weights } = this.frame;
    if (weights === null) return;
    const name = weights as string;
    const column = source.column(name);
    if (column.kind === "text") return;
    for (const row of complete ?? upTo(source.nRows)) {
      const weight = column.values[row]!;
      if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) throw illegalWeight(name, weight, first + row);
      if (weight > 0) this.weighty++;
    }
  }

  /** Adds notes of a batch to those before it, which count the rows of the same term. */
  private notesOf(notes: Subset["notes"], first: number): void {
    for (const one of notes) {
      const { code, detail } = one;
      if (code !== "log_nonpositive" && code !== "sqrt_negative") {
        this.met.set(one.message, one);
        continue;
      }
      const { term, rows, row, value } = detail as unknown as Outside;
      const key = `${code} ${term}`;
      const before = this.met.get(key)?.detail as unknown as Outside | undefined;
      const facts =
        before === undefined
          ? { term, rows, value, ...(row !== undefined && { row: first + row }) }
          : { ...before, rows: before.rows + rows };
      this.met.set(key, note(SAMPLE_NOTES, code, facts));
    }
  }
}
