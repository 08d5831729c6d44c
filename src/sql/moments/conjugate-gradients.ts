/**
 * Conjugate gradients where a product with the system is a statement: vectors live here, one statement, or a few, multiplies all columns
 * that have not converged. Steps, estimates of the error and when to stop are those of rows in memory (`absorb/krylov-lane`).
 * Knows no statements.
 * Source: Hestenes & Stiefel (1952), Journal of Research of the National Bureau of Standards 49(6), doi:10.6028/jres.049.044.
 */
import { KrylovLane, type LaneOutcome } from "../../regression/absorb/krylov-lane.js";

/** Rounds in all: a further one mends the drift of the residual. */
const MOST_ROUNDS = 5;

/** A symmetric system over levels, whose products are to be waited for. */
export interface RemoteSystem {
  readonly diagonal: Float64Array;
  /** Products with some vectors. */
  apply(vectors: readonly Float64Array[], at: Step): Promise<readonly Float64Array[]>;
}

/** How far an iteration is. */
export interface Step {
  readonly iteration: number;
  /** Of the way to the last digit wanted, as residuals fall by about as much in every step. */
  readonly fraction: number;
}

export interface GradientOptions {
  /** Error allowed for each column, in the norm of the system. */
  readonly targets: readonly number[];
  readonly maxIterations: number;
  /** Largest weight over the smallest. */
  readonly spread: number;
}

/** A column on its way: solution, residual, direction. */
interface Column {
  readonly lane: KrylovLane;
  readonly target: number;
  readonly b: Float64Array;
  readonly x: Float64Array;
  r: Float64Array;
  readonly p: Float64Array;
  /** r'z when its first round began. */
  first: number;
}

/** What became of a column. */
export interface Solution extends LaneOutcome {
  readonly x: Float64Array;
  /** b less the product with x, as far as that is known. */
  readonly residual: Float64Array;
}

/** Solves S x = b for each right side, which must lie in the range of S. `iterations` of a solution are those of its column. */
export async function solveByGradients(
  system: RemoteSystem,
  rights: readonly Float64Array[],
  { targets, maxIterations, spread }: GradientOptions,
): Promise<readonly Solution[]> {
  const inverse = system.diagonal.map((d) => (d > 0 ? 1 / d : 0));
  const n = inverse.length;
  const columns = rights.map((b, j): Column => {
    const r = b.map((value, l) => (inverse[l]! > 0 ? value : 0));
    const [x, p] = [new Float64Array(n), new Float64Array(n)];
    return { lane: new KrylovLane(targets[j]!, spread), target: targets[j]!, b, x, r, p, first: 0 };
  });
  const isOpen = ({ lane }: Column): boolean => lane.status === null;
  let iteration = 0;
  const product = async (of: readonly Column[], vector: (column: Column) => Float64Array) => {
    const fraction = Math.min(...columns.map(fractionOf));
    return system.apply(of.map(vector), { iteration, fraction });
  };
  for (let round = 1; columns.some(isOpen); round++) {
    const before = new Map(columns.filter(isOpen).map((column) => [column, column.lane.error]));
    for (const column of before.keys()) begin(column, inverse);
    for (let active = columns.filter(({ lane }) => lane.active); active.length > 0; ) {
      if (iteration === maxIterations) break;
      iteration++;
      const products = await product(active, ({ p }) => p);
      active.forEach((column, j) => {
        step(column, products[j]!, inverse);
      });
      active = columns.filter(({ lane }) => lane.active);
    }
    const finished = columns.every(({ lane }) => !lane.active);
    if (!finished) for (const { lane } of columns) lane.giveUp();
    const unsettled = columns.filter(({ lane }) => lane.status === null && !lane.settle());
    if (unsettled.length === 0) break;
    const products = await product(unsettled, ({ x }) => x);
    unsettled.forEach((column, j) => {
      const residual = column.b.map((value, l) => (inverse[l]! > 0 ? value - products[j]![l]! : 0));
      const gap = residual.reduce((sum, value, l) => sum + (value - column.r[l]!) ** 2 * inverse[l]!, 0);
      column.lane.judge(gap, before.get(column)!, round === MOST_ROUNDS || !finished);
      column.r = residual;
    });
  }
  return columns.map(({ lane: { status, error, iterations }, x, r }) => ({
    ...{ status: status!, error, iterations, x, residual: r },
  }));
}

/** r'z. */
const sizeOf = (r: Float64Array, inverse: Float64Array): number =>
  r.reduce((sum, value, l) => sum + value * value * inverse[l]!, 0);

/** Begins a round from the residual. */
function begin(column: Column, inverse: Float64Array): void {
  const rho = sizeOf(column.r, inverse);
  if (column.first === 0) column.first = rho;
  column.lane.begin(rho);
  column.p.set(column.r.map((value, l) => value * inverse[l]!));
}

/** A step along the direction, whose product is q. */
function step({ lane, x, r, p }: Column, q: Float64Array, inverse: Float64Array): void {
  const alpha = lane.stepLength(p.reduce((sum, value, l) => sum + value * q[l]!, 0));
  if (!lane.active) return;
  for (let l = 0; l < x.length; l++) {
    x[l]! += alpha * p[l]!;
    r[l]! -= alpha * q[l]!;
  }
  const beta = lane.advance(alpha, sizeOf(r, inverse));
  if (!lane.active) return;
  for (let l = 0; l < x.length; l++) p[l] = r[l]! * inverse[l]! + beta * p[l]!;
}

/** Of the digits between the first residual and the target: a residual is about the square of the error. */
function fractionOf({ lane, first, target }: Column): number {
  if (!lane.active || !(first > 0)) return 1;
  const whole = Math.log(first / Math.max(target * target, Number.MIN_VALUE));
  return whole > 0 ? Math.min(1, Math.max(0, Math.log(first / lane.rho) / whole)) : 1;
}
