/**
 * What a propensity score is fitted to, what is refused before it is, and the errors of a fit that has no
 * maximum or did not reach it.
 */
import { DataError, NumericalError, UsageError } from "../../../base/errors.js";
import type { BinaryLink } from "../../../engine/kernels/irls.js";
import type { BinaryMaximum } from "./binary-likelihood.js";
import type { Separation } from "./separation.js";

/** Who was treated and what is known of them before. */
export interface PropensityInput {
  /** u8[n]: 1 treated, 0 control. */
  readonly treated: Uint8Array;
  /** Covariates, f64[n] each, without an intercept. */
  readonly X: readonly Float64Array[];
  /** Their names. */
  readonly names: readonly string[];
  /** f64[n] >= 0: how often a row counts in the likelihood. Default once. */
  readonly weights?: Float64Array;
}

/** Checks lengths, numbers and groups; gives the weight of either group. */
export function requireData({ treated, X, names, weights }: PropensityInput): {
  ofTreated: number;
  ofControls: number;
} {
  const n = treated.length;
  const lengths = [...X.map((x) => x.length), ...(weights === undefined ? [] : [weights.length])];
  if (names.length !== X.length || lengths.some((length) => length !== n)) {
    throw new UsageError(
      "propensity_input",
      `The score needs a name a covariate and ${n} rows in each; got ${names.length} names for ${X.length} covariates of ${lengths.join(", ")} rows.`,
      { got: lengths, expected: n },
    );
  }
  X.forEach((x, j) => {
    const row = x.findIndex((value) => !Number.isFinite(value));
    if (row < 0) return;
    throw new DataError(
      "covariate_not_finite",
      `Covariate '${names[j]}' is ${x[row]} in row ${row + 1} of the sample: leave out rows without a value, or the covariate.`,
      { got: x[row], expected: "a finite number", column: names[j], row: row + 1 },
    );
  });
  const bad = weights?.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY)) ?? -1;
  if (bad >= 0) {
    throw new DataError(
      "weights_not_valid",
      `The weight in row ${bad + 1} of the sample is ${weights![bad]}: weights must be finite and not negative.`,
      { got: weights![bad], expected: ">= 0", row: bad + 1 },
    );
  }
  let [ofTreated, ofControls] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (treated[i] === 1) ofTreated += weights?.[i] ?? 1;
    else if (treated[i] === 0) ofControls += weights?.[i] ?? 1;
    else throw notBinary(treated[i]!, i);
  }
  if (ofTreated === 0) {
    throw new DataError(
      "no_treated",
      `None of the ${n} rows is treated: the score compares treated rows with controls. Check how the treatment is coded (1 treated, 0 control) and the sample.`,
      { got: 0, expected: "> 0", rows: n },
    );
  }
  if (ofControls === 0) {
    throw new DataError(
      "all_treated",
      `All ${n} rows are treated: the score compares treated rows with controls. Check how the treatment is coded (1 treated, 0 control) and the sample.`,
      { got: n, expected: `< ${n}`, rows: n },
    );
  }
  return { ofTreated, ofControls };
}

function notBinary(value: number, i: number): DataError {
  return new DataError(
    "treatment_not_binary",
    `The treatment in row ${i + 1} of the sample is ${value}: code it 1 for treated rows and 0 for controls.`,
    { got: value, expected: "0 or 1", row: i + 1 },
  );
}

/** Names what separates, how many rows, and what to do. */
export function separationError(found: Separation, name: (j: number) => string, n: number): NumericalError {
  const { kind, columns, alone, rows } = found;
  const variables = columns.map(name);
  const quoted = variables.map((variable) => `'${variable}'`).join(", ");
  const single = variables.length === 1;
  const what = single ? quoted : alone ? `each of ${quoted} by itself` : `a combination of ${quoted}`;
  const upTo = single || !alone ? "" : "up to ";
  const extent =
    kind === "complete"
      ? "separates all treated rows from all controls"
      : `separates ${upTo}${rows} of ${n} rows without error`;
  return new NumericalError(
    "separation",
    `The score cannot be estimated: ${what} ${extent}, so the likelihood has no maximum. Leave out or coarsen ${single ? "it" : alone ? "them" : "one of them"}, or drop the rows ${single ? "it decides" : "they decide"}.`,
    { got: kind, expected: "overlap", variables, rows },
  );
}

/** Says why the climb ended. */
export function notConverged({ outcome, iterations, distance }: BinaryMaximum, link: BinaryLink): NumericalError {
  const why =
    outcome === "singular"
      ? "the information became singular"
      : outcome === "reached"
        ? "rows that are not predicted with certainty do not determine all coefficients"
        : "no maximum was reached";
  return new NumericalError(
    "no_convergence",
    `The ${link} did not converge: ${why} (${iterations} iterations). Covariates may predict the treatment almost perfectly or differ enormously in scale: leave some out or rescale them.`,
    { got: distance, expected: "convergence", iterations },
  );
}
