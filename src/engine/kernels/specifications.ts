/**
 * Wrapper of the kernel that solves many specifications from columns in coordinates of an orthonormal basis. Knows nothing of what
 * the columns are.
 */
import { checkLength, runChecked } from "./call.js";
import type { Engine, F64Block, Scope, Task } from "./engine.js";
import { packedSize } from "./moments.js";

/** Specifications one task solves. */
const A_TASK = 128;

/** Specifications as the kernel reads them: places of columns, and of quadratic forms. */
export interface SpecificationList {
  /** Controls of all, one after the other, and where those of each begin. */
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly regressors: Uint32Array;
  readonly outcomes: Uint32Array;
  readonly firsts: Uint32Array;
  readonly counts: Uint32Array;
  /** Most forms that one has. */
  readonly most: number;
}

/** Numbers of each fit: coefficient, squares of the regressor, squares of the residual, forms. */
export const fitWidth = (most: number): number => 3 + most;

/** Scratch of one task. */
export const specificationWork = (r: number, p: number): { readonly f64: number; readonly u32: number } => ({
  f64: r * (r + 2) + packedSize(r),
  u32: 2 * r + 2 * p,
});

/** A list in linear memory, ready to be solved again with other coordinates and forms. */
export interface PlacedSpecifications {
  readonly count: number;
  readonly most: number;
  readonly run: (r: number, p: number, C: F64Block, least: F64Block, K: F64Block) => F64Block;
}

/** Places `list` in `scope`, for bases of at most `r` columns. */
export function placeSpecifications(
  engine: Engine,
  scope: Scope,
  list: SpecificationList,
  mostColumns: number,
  p: number,
): PlacedSpecifications {
  const { most } = list;
  const count = list.regressors.length;
  checkLength("specificationFits", "starts", list.starts.length, count + 1);
  const [starts, columns] = [scope.copyU32(list.starts), scope.copyU32(list.columns)];
  const [regressors, outcomes] = [scope.copyU32(list.regressors), scope.copyU32(list.outcomes)];
  const [firsts, counts] = [scope.copyU32(list.firsts), scope.copyU32(list.counts)];
  const fits = scope.f64(count * fitWidth(most));
  const nTasks = Math.ceil(count / A_TASK);
  const size = specificationWork(mostColumns, p);
  const [work, kept] = [scope.f64(nTasks * size.f64), scope.u32(nTasks * size.u32)];
  const run = (r: number, width: number, C: F64Block, least: F64Block, K: F64Block): F64Block => {
    checkLength("specificationFits", "C", C.length, r * width);
    const tasks = Array.from({ length: nTasks }, (_, t): Task<"specificationFits"> => {
      const [low, high] = [t * A_TASK, Math.min(count, (t + 1) * A_TASK)];
      return {
        ...{ low, high, r, p: width, most, C, least, K, starts, columns, regressors, outcomes, firsts, counts, fits },
        ...{ work: work.at(t * size.f64), kept: kept.at(t * size.u32) },
      };
    });
    runChecked(engine, "specificationFits", tasks);
    return fits;
  };
  return { count, most, run };
}
