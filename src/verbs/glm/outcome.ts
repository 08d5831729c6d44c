/**
 * What the outcome of a Poisson or logit regression may hold, and what is added to its linear predictor;
 * refusals name the row.
 */
import { DataError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Family } from "../../engine/kernels/irls.js";
import { elementary } from "../../engine/kernels/math.js";
import { columnsOf } from "../../formula/expression.js";
import { parseExpression } from "../../formula/parser.js";
import { evaluate } from "../../regression/frame/expression.js";
import type { Sample } from "../../regression/frame/sample.js";
import type { GlmOptions } from "./verb.js";

/** Throws DataError `negative_outcome`, `binary_outcome`, `constant_outcome`. */
export function requireOutcome(family: Family, name: string, y: Float64Array, rows: Uint32Array): void {
  const [allowed, code, expected] =
    family === "poisson"
      ? [(value: number) => value >= 0, "negative_outcome", "at least 0"]
      : [(value: number) => value === 0 || value === 1, "binary_outcome", "0 or 1"];
  const at = y.findIndex((value) => !allowed(value));
  if (at >= 0) {
    const row = rows[at]! + 1;
    const model = family === "poisson" ? "a Poisson regression" : "a logit";
    throw new DataError(
      code,
      `The outcome '${name}' is ${y[at]} in row ${row}: ${model} needs outcomes of ${expected}. Recode it, or leave such rows out by subset.`,
      { got: y[at], expected, column: name, row },
    );
  }
  const first = y[0]!;
  if (!y.every((value) => value === first)) return;
  throw new DataError(
    "constant_outcome",
    `The outcome '${name}' is ${first} in all ${y.length} rows of the sample: there is nothing to explain.`,
    { got: first, expected: "an outcome that varies" },
  );
}

/** Columns that the offset reads. */
export const offsetColumns = ({ offset, exposure }: GlmOptions): string[] => [
  ...(offset === undefined ? [] : columnsOf(parseExpression(offset))),
  ...(exposure === undefined ? [] : [exposure]),
];

/** What the record calls the offset. */
export function offsetName({ offset, exposure }: GlmOptions): string | null {
  const parts = [...(offset === undefined ? [] : [offset]), ...(exposure === undefined ? [] : [`log(${exposure})`])];
  return parts.length === 0 ? null : parts.join(" + ");
}

/** The offset over the sample's rows, or null. Throws DataError `illegal_offset`, and as expressions do. */
export function offsetOf(engine: Engine, table: Table, sample: Sample, options: GlmOptions): Float64Array | null {
  const name = offsetName(options);
  if (name === null) return null;
  const values = evaluate(parseExpression(name), table, elementary(engine), sample.selected).values;
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return values;
  const row = sample.rows[at]! + 1;
  throw new DataError(
    "illegal_offset",
    `The offset '${name}' is ${values[at]} in row ${row}: expected a finite number${options.exposure === undefined ? "" : ", so an exposure above 0"}. Leave such rows out by subset.`,
    { got: values[at], expected: "a finite number", row },
  );
}
