/**
 * Least squares from the cross-products of what effects leave of the columns: the columns are read twice and stay as they
 * are. Taken where no digit is lost by it; demeaned columns are made when a variance asks for them. Knows no model, no names.
 * Source: as `triangle`; of the equations of two effects, Wansbeek & Kapteyn (1989), Journal of Econometrics 41(3),
 * doi:10.1016/0304-4076(89)90066-9.
 */
import { invokeChecked } from "../../engine/kernels/call.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { dtrsv } from "../../engine/kernels/lapack.js";
import type { Absorber, Solve } from "../absorb/absorber.js";
import type { ReadColumns } from "../absorb/row-batches.js";
import type { ClusterTerm, Fit } from "./fit.js";
import { LEAST_SHARE, leastShare, type OlsResult, rankOf } from "./ols.js";
import { triangleOfProducts } from "./triangle.js";

/** Columns of a regression, X then y, not yet demeaned. */
export interface RawColumns {
  readonly absorber: Absorber;
  readonly columns: ReadColumns;
  readonly n: number;
  /** Regressors. */
  readonly k: number;
  /** The columns in linear memory, in memory order: asked for once, to be demeaned there. */
  readonly place: () => F64Block;
  /** Multiplies them by the roots of the weights, in place. */
  readonly weigh: (columns: F64Block) => void;
}

/**
 * Coefficients and residuals. Null where only demeaned columns serve: effects without equations, columns of which little is
 * left, nearly collinear ones. Which variance is wanted does not decide: the estimates are the same to the last bit.
 *
 * @param scored whether sums of scores may be asked for, and `squared` the sum over rows of (x u)(x u)': they are made with the
 *   residuals, from the columns as they are
 */
export function fromMoments(
  engine: Engine,
  scope: Scope,
  raw: RawColumns,
  { scored, squared }: { readonly scored: boolean; readonly squared: boolean },
): { readonly solve: Solve; readonly result: OlsResult; readonly isDemeaned: () => boolean } | null {
  const { absorber, columns, n, k } = raw;
  if (k === 0 || n <= k) return null;
  const within = absorber.within(scope, columns);
  if (within === null) return null;
  const { normBefore, normAfter } = within;
  const R = triangleOfProducts(engine, k + 1, within.XtX);
  if (R === null) return null;
  const ranked = rankOf(engine, R, k, (j) => normBefore[j]! / normAfter[j]!);
  if (ranked.kept.length < k || leastShare(ranked.R, ranked.Rinv) < LEAST_SHARE) return null;
  const beta = dtrsv(engine, k, ranked.R, R.slice(k * (k + 1), k * (k + 1) + k));
  const made = within.residuals(scope, beta, scored, squared);
  if (made === null) return null;
  const { uHat, ssr, largestMean, scores, meat } = made;
  const scoresByGroups = (inner: Scope, term: ClusterTerm): F64Block | null => {
    const { nLevels } = term;
    if (term.effect === absorber.ordering && scores?.length === nLevels * k) return scores;
    const owners = scores && absorber.owners(term.codes);
    if (owners === null) return null;
    const sums = inner.f64(nLevels * k);
    inner.scope((below) => {
      const given = { size: k, low: 0, high: k, nBlocks: owners.length, nGroups: nLevels };
      invokeChecked(engine, "groupBlocks", { ...given, codes: below.copyU32(owners), blocks: scores!, sums });
    });
    return sums;
  };
  let demeaned: F64Block | undefined;
  const demean = (): F64Block => {
    if (demeaned !== undefined) return demeaned;
    const block = raw.place();
    within.demean(block);
    raw.weigh(block);
    demeaned = block;
    return block;
  };
  const solved = { n, k, beta, R: ranked.R, Rinv: ranked.Rinv, uHat, ssr, scoresByGroups, ...(meat && { meat }) };
  const fit = lazyFit(solved, demean);
  const tss = R.subarray(k * (k + 1)).reduce((sum, value) => sum + value * value, 0);
  const sd = normBefore[k]! / Math.sqrt(within.weight);
  const solve: Solve = {
    method: absorber.method,
    iterations: within.iterations,
    certificate: sd > 0 ? largestMean / sd : 0,
    errorEstimate: within.errorEstimate,
    converged: true,
    normBefore,
    normAfter,
  };
  const kept = Array.from({ length: k }, (_, j) => j);
  const result = { fit, kept, dropped: [], tss, least_squares: "moments", refined: false } as const;
  return { solve, result, isDemeaned: () => demeaned !== undefined };
}

/** A fit whose demeaned regressors are made when they are first asked for. */
function lazyFit(fit: Omit<Fit, "X">, demean: () => F64Block): Fit {
  return {
    ...fit,
    get X() {
      return demean().part(0, fit.n * fit.k);
    },
  };
}
