/**
 * Direct, indirect and total effect from the coefficients of a mediation analysis: their errors by the delta
 * method, and the same of draws. Knows nothing of how coefficients were estimated or drawn.
 */
import { NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { quantile } from "../../base/numbers.js";
import { crossProducts, linearCombinations } from "../../engine/kernels/blas.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { inferAll } from "../../regression/tests/coefficients.js";
import { partialNote } from "../bootstrap/plan.js";
import type { Equations } from "./equations.js";
import { MEDIATION_NOTES } from "./messages.js";

/** Key of one mediator's effect among effects and draws. */
export const indirectName = (mediator: string): string => `indirect: ${mediator}`;

/** Largest total - direct - indirect, in standard errors of the total: above it the equations do not have the same rows. */
const IDENTITY = 1e-6;

/** An effect with its inference by the delta method, and what each cluster adds to it. */
export interface Effect {
  readonly name: string;
  readonly inference: ReturnType<typeof inferAll>[number];
  readonly influence: Float64Array;
}

/** Direct, indirect (all and each) and total: sums and products of the coefficients, and their gradients. */
export function effectsOf(
  engine: Engine,
  { theta, influence, df }: Equations,
  G: number,
  mediators: readonly string[],
  level: number,
): Effect[] {
  const q = mediators.length;
  const size = 2 * q + 2;
  const gradient = (entries: readonly (readonly [number, number])[]) => {
    const row = new Float64Array(size);
    for (const [at, value] of entries) row[at] = value;
    return row;
  };
  const product = (j: number) => [[j, theta[q + j]!] as const, [q + j, theta[j]!] as const];
  const wanted = [
    { name: "direct", value: theta[2 * q]!, df: df[2 * q]!, gradient: gradient([[2 * q, 1]]) },
    {
      name: "indirect",
      value: mediators.reduce((sum, _, j) => sum + theta[j]! * theta[q + j]!, 0),
      df: Number.POSITIVE_INFINITY,
      gradient: gradient(mediators.flatMap((_, j) => product(j))),
    },
    { name: "total", value: theta[2 * q + 1]!, df: df[2 * q + 1]!, gradient: gradient([[2 * q + 1, 1]]) },
    ...mediators.map((name, j) => ({
      name: indirectName(name),
      value: theta[j]! * theta[q + j]!,
      df: Number.POSITIVE_INFINITY,
      gradient: gradient(product(j)),
    })),
  ];
  return wanted.map(({ name, value, df: own, gradient: row }) => {
    const added = linearCombinations(engine, G, size, 1, influence, row);
    const variance = crossProducts(engine, G, 1, added);
    return { name, inference: inferAll(engine, Float64Array.of(value), variance, own, level)[0]!, influence: added };
  });
}

/** Variance of coefficient `j`. */
export const varianceAt = ({ matrix, names }: Equations, j: number): Float64Array =>
  Float64Array.of(matrix[j * (names.length + 1)]!);

/** Throws NumericalError `mediation_identity` unless total = direct + indirect. */
export function requireIdentity(effects: readonly Effect[], { theta }: Equations, q: number): void {
  const [direct, indirect, total] = effects.map(({ inference }) => inference);
  const rest = total!.estimate - direct!.estimate - indirect!.estimate;
  const scale = total!.std_error + Math.max(...theta.subarray(0, 2 * q + 2).map(Math.abs)) * Number.EPSILON;
  if (Math.abs(rest) <= IDENTITY * scale) return;
  throw new NumericalError(
    "mediation_identity",
    `Total ${total!.estimate} is not direct ${direct!.estimate} + indirect ${indirect!.estimate}: a regressor is so nearly collinear that it is kept in one equation and dropped in another. Leave it out.`,
    { got: rest, expected: 0 },
  );
}

/** Draws first, first + 1, ... from a, b and direct. */
export function placeDraws(
  draws: Readonly<Record<string, Float64Array>>,
  values: Float64Array,
  mediators: readonly string[],
  first: number,
): void {
  const q = mediators.length;
  const width = 2 * q + 1;
  for (let d = 0; d * width < values.length; d++) {
    const own = values.subarray(d * width, (d + 1) * width);
    const direct = own[2 * q]!;
    const products = mediators.map((_, j) => own[j]! * own[q + j]!);
    const indirect = products.reduce((sum, each) => sum + each, 0);
    const isDefined = !Number.isNaN(indirect + direct);
    const put = (name: string, value: number) => {
      draws[name]![first + d] = isDefined ? value : Number.NaN;
    };
    put("direct", direct);
    put("indirect", indirect);
    put("total", direct + indirect);
    mediators.forEach((name, j) => {
      put(indirectName(name), products[j]!);
    });
  }
}

/** indirect / total, with the percentile interval of the draws. */
export function shareOf(estimate: number, draws: Readonly<Record<string, Float64Array>>, level: number) {
  const shares = draws
    .indirect!.map((value, d) => value / draws.total![d]!)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const tail = (1 - level) / 2;
  return { estimate, conf_low: quantile(shares, tail), conf_high: quantile(shares, 1 - tail) };
}

// What a reader of a mediation analysis must know.

/** The assumptions no data can test, and the draws. */
export function mediationNotes(
  { requested, done, used }: { readonly requested: number; readonly done: number; readonly used: number },
  isPartial: boolean,
  nMediators: number,
): Note[] {
  return [
    ...assumptionNotes(nMediators),
    ...(isPartial ? [partialNote(done, requested)] : []),
    ...(used < done ? [note(MEDIATION_NOTES, "mediation_undefined", { draws: done - used, of: done })] : []),
  ];
}

/** What no data can test. */
export const assumptionNotes = (mediators: number): Note[] => [
  note(MEDIATION_NOTES, "mediation_assumptions"),
  note(MEDIATION_NOTES, "mediation_linear"),
  note(MEDIATION_NOTES, "mediation_reading", { mediators }),
];
