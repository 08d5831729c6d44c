/**
 * What unit and time effects and covariates leave of the treatment: the row by row weight of a two-way coefficient, up to scale.
 */
import { DataError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { dualColumns } from "./dual.js";
import { type TwoWayRows, weighedSum } from "./two-way-rows.js";

/** Throws DataError `did_no_variation`. */
export function treatmentLeft(engine: Engine, rows: TwoWayRows): Float64Array {
  const { treatment, covariates } = rows;
  const dual = dualColumns(engine, rows, [...covariates.map(({ values }) => values), treatment]).at(-1)!;
  if (dual === null) throw nothingLeft();
  const square = 1 / weighedSum(rows, (row) => dual[row]! ** 2);
  const left = dual.map((value) => value * square);
  const largest = left.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return left.map((value) => (Math.abs(value) > ROUNDING * largest ? value : 0));
}

/** Share of the largest below which what is left of a row is rounding, and has no sign. */
const ROUNDING = 1e-12;

function nothingLeft(): DataError {
  return new DataError(
    "did_no_variation",
    "The treatment is a sum of unit and time effects and covariates: there is no two-way coefficient of it.",
    { got: 0, expected: "a treatment that varies within unit and time" },
  );
}
