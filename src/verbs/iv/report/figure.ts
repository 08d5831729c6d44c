/**
 * Equations with one instrumented regressor as a figure: what least squares, the usual interval, and those
 * that hold with a weak instrument say of the same effect.
 */
import type { Language } from "../../../base/messages.js";
import type { Coefficient } from "../../../regression/tests/coefficients.js";
import type { FigureSpec } from "../../../report/figures/figure-spec.js";
import { type IntervalSetsOptions, intervalSetsFigure } from "../../../report/figures/interval-sets.js";
import type { SetGroup, SetRow } from "../../../report/figures/interval-sets-layout.js";
import { ivWords } from "../messages.js";
import type { IvFit } from "./columns.js";
import { intervalDecimals, tfPieces } from "./diagnostics.js";
import { piecesOf } from "./interval-set.js";
import { estimatorName } from "./words.js";

/** An equation, its heading, and the same coefficient by least squares. */
export interface ComparedEquation {
  readonly label: string;
  readonly fit: IvFit;
  readonly leastSquares: Coefficient;
}

/** Throws as `intervalSetsFigure`. */
export function ivFigure(
  equations: readonly ComparedEquation[],
  options: Omit<IntervalSetsOptions, "decimals">,
): FigureSpec {
  const decimals = Math.max(...equations.map(({ fit }) => intervalDecimals(fit)));
  return intervalSetsFigure(
    equations.map(
      ({ label, fit, leastSquares }): SetGroup => ({
        heading: label,
        rows: rowsOf(fit, leastSquares, options.language ?? "en"),
      }),
    ),
    { ...options, decimals },
  );
}

function rowsOf(fit: IvFit, leastSquares: Coefficient, language: Language): SetRow[] {
  const { iv } = fit;
  const b = fit.coefficients[`fit_${iv.endogenous[0]}`]!;
  const name = estimatorName(iv, language);
  const set = iv.anderson_rubin_set;
  const tf = tfPieces(iv.tF);
  return [
    {
      label: ivWords.ols[language],
      estimate: leastSquares.estimate,
      pieces: [[leastSquares.conf_low, leastSquares.conf_high]],
      quiet: true,
    },
    { label: ivWords.tInterval[language](name), estimate: b.estimate, pieces: [[b.conf_low, b.conf_high]] },
    ...(tf === null ? [] : [{ label: ivWords.tfInterval[language](name), estimate: b.estimate, pieces: tf }]),
    ...(set.kind === null ? [] : [{ label: ivWords.arSet[language], estimate: null, pieces: piecesOf(set.intervals) }]),
  ];
}
