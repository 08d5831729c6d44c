// A panel regression with instruments as numbers: the header and tables that `src/engine/kernels/gmm.ts` packs. Slots are rows
// of a unit: the transformed equation at period t is slot t, the equation in levels slot T + t, and, with orthogonal deviations,
// first differences slot 2T + t.
import { u32At } from "../abi";

/** Periods T. */
// @ts-ignore: decorator
@inline export function periodsOf(plan: usize): usize { return u32At(plan, 0); }
/** Outcome and regressors: p columns. */
// @ts-ignore: decorator
@inline export function columnsOf(plan: usize): usize { return u32At(plan, 1); }
/** Variables that instruments are made of. */
// @ts-ignore: decorator
@inline export function variablesOf(plan: usize): usize { return u32At(plan, 2); }
/** Instruments L. */
// @ts-ignore: decorator
@inline export function instrumentsOf(plan: usize): usize { return u32At(plan, 3); }
/** 1 when the equation in levels takes part. */
// @ts-ignore: decorator
@inline export function hasLevels(plan: usize): bool { return u32At(plan, 4) != 0; }
/** 1 for forward orthogonal deviations, 0 for first differences. */
// @ts-ignore: decorator
@inline export function isOrthogonal(plan: usize): bool { return u32At(plan, 5) != 0; }
/** 0: H is the identity; 1: M M', with M the transformation; 2: [M I]'[M I], that of both equations. */
// @ts-ignore: decorator
@inline export function covarianceOf(plan: usize): usize { return u32At(plan, 6); }

/** Address of table i: 0 which column of the panel each column and variable is, and so on in the order of `PlanTable`. */
// @ts-ignore: decorator
@inline export function table(plan: usize, i: usize): usize { return plan + (u32At(plan, 8 + i) << 2); }

/** u32[p + variables]: columns of the panel. */
// @ts-ignore: decorator
@inline export const COLUMNS: usize = 0;
/** u32[p]: 1 for a column that enters the transformed equation as it is. */
// @ts-ignore: decorator
@inline export const AS_IS: usize = 1;
/** u32[variables]: 1 added when the transformed equation needs the variable, 2 when that in levels does. */
// @ts-ignore: decorator
@inline export const NEEDED: usize = 2;
/** u32[2T + 1]: first entry of each slot's row of Z. */
// @ts-ignore: decorator
@inline export const ROW_STARTS: usize = 3;
/** u32[entries]: instrument of each entry, ascending in a slot. */
// @ts-ignore: decorator
@inline export const ENTRY_COLUMNS: usize = 4;
/** u32[entries]: where its number stands among the values of the variables: (kind * variables + variable) * T + period. */
// @ts-ignore: decorator
@inline export const ENTRY_SOURCES: usize = 5;
/** u32[2T + 1]: first run of consecutive instruments of each slot. */
// @ts-ignore: decorator
@inline export const RUN_STARTS: usize = 6;
/** u32[2 runs]: first instrument and count. */
// @ts-ignore: decorator
@inline export const RUNS: usize = 7;
/** u32[T + 1], u32[2 runs]: the same for the rows of M'Z, a row a period. */
// @ts-ignore: decorator
@inline export const PERIOD_RUN_STARTS: usize = 8;
// @ts-ignore: decorator
@inline export const PERIOD_RUNS: usize = 9;

/** Numbers of f64 scratch before that of a kernel: rows of a unit, values of the variables, residuals. */
export function unitWork(plan: usize): usize {
  const T = periodsOf(plan);
  return 3 * T * columnsOf(plan) + 3 * T * variablesOf(plan) + 3 * T;
}
