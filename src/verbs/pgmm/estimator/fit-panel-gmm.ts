/**
 * GMM on a dynamic panel, from the grid to the fit: rows and instruments are counted, those that add nothing are
 * left out by name, the steps follow.
 * Source: Arellano and Bond (1991), Review of Economic Studies 58(2), doi:10.2307/2297968; Arellano and Bover (1995), Journal of
 * Econometrics 68(1), doi:10.1016/0304-4076(94)01642-D; Blundell and Bond (1998), Journal of Econometrics 87(1),
 * doi:10.1016/S0304-4076(98)00009-8.
 */
import { DataError, NotSupported, NumericalError } from "../../../base/errors.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import type { GmmPlan } from "../../../engine/kernels/gmm.js";
import { type GmmProducts, gmmProducts, placeColumns, placePanel } from "../../../engine/kernels/gmm.js";
import { LARGEST_OF_FOUR } from "../../../regression/outcome-size.js";
import { gmmSteps } from "./gmm-steps.js";
import { type InstrumentTable, instrumentColumns } from "./instrument-columns.js";
import type { DroppedInstrument, PanelGmmFit } from "./panel-gmm-fit.js";
import { noRows, type PanelGmmSpec, type PanelGrid } from "./spec.js";
import { independentColumns, selected, submatrix } from "./weight.js";

// A panel regression as the kernels' plan: with every instrument and regressor first, then with those that were kept.
// Rows are the same in both.

/** Where columns of the grid were placed, and where the outcome. */
interface Placed {
  readonly of: (column: number) => number;
  readonly outcome: number;
}

function fullPlan(grid: PanelGrid, spec: PanelGmmSpec, table: InstrumentTable, placed: Placed): GmmPlan {
  const { regressors, model, transform } = spec;
  const levels = model === "system";
  const orthogonal = transform === "fod";
  return {
    nPeriods: grid.nPeriods,
    columns: [placed.outcome, ...regressors.map(({ column }) => placed.of(column))],
    asIs: [false, ...regressors.map(({ untransformed }) => untransformed === true)],
    variables: table.variables.map(placed.of),
    needed: table.needed,
    nInstruments: table.columns.length,
    levels,
    orthogonal,
    covariance: covarianceOf(spec.h, levels, orthogonal),
    slots: table.slots,
  };
}

/** Deviations of errors are as uncorrelated as the errors: there h = 2, and h = 3 without levels, is the identity. */
function covarianceOf(h: 1 | 2 | 3, levels: boolean, orthogonal: boolean): 0 | 1 | 2 {
  if (h === 1) return 0;
  if (levels && h === 3) return 2;
  return orthogonal ? 0 : 1;
}

/** The plan of some instruments and regressors; a regressor left out is still needed, so that rows stay what they were. */
function reducedPlan(plan: GmmPlan, instruments: readonly number[], regressors: readonly number[]): GmmPlan {
  const position = new Map(instruments.map((instrument, at) => [instrument, at]));
  const kept = [0, ...regressors.map((at) => at + 1)];
  const left = plan.columns.filter((_, at) => !kept.includes(at));
  return {
    ...plan,
    columns: kept.map((at) => plan.columns[at]!),
    asIs: kept.map((at) => plan.asIs[at]!),
    variables: [...plan.variables, ...left],
    needed: [...plan.needed, ...left.map(() => 3)],
    nInstruments: instruments.length,
    slots: plan.slots.map((entries) =>
      entries.flatMap((entry) => {
        const instrument = position.get(entry.instrument);
        return instrument === undefined ? [] : [{ ...entry, instrument }];
      }),
    ),
  };
}

/**
 * Estimates `spec` on `grid`. Throws DataError `lags_beyond_panel`, `no_rows`, `gaps_leave_nothing`, `no_instruments`, `values_too_large`;
 * NumericalError `too_few_instruments`, `not_identified`, `singular_weight`, `no_fixed_point`; NotSupported and UsageError for what
 * the blocks and regressors can't be.
 */
export function fitPanelGmm(engine: Engine, grid: PanelGrid, spec: PanelGmmSpec): PanelGmmFit {
  refuseUntransformed(grid, spec);
  const table = instrumentColumns(grid, spec);
  return engine.scope((scope) => {
    const { columns, placed } = place(scope, grid, spec, table);
    const plan = fullPlan(grid, spec, table, placed);
    const products = gmmProducts(engine, placePanel(scope, grid.nUnits, columns, plan));
    const counts = countRows(grid, spec, products);
    refuseScale(grid, spec, table, products);
    const { kept, dropped } = usableInstruments(table, products);
    const { regressors, collinear } = usableRegressors(grid, spec, products);
    if (kept.length < regressors.length) throw tooFew(kept.length, regressors.length, dropped);
    const panel = placePanel(scope, grid.nUnits, columns, reducedPlan(plan, kept, regressors));
    const L = table.columns.length;
    const ZX = selected(
      L,
      products.ZX,
      kept,
      regressors.map((at) => at + 1),
    );
    const Zy = selected(L, products.ZX, kept, [0]);
    const ZHZ = submatrix(L, products.ZHZ, kept);
    const instruments = kept.map((at) => table.columns[at]!);
    const steps = named(grid, spec, regressors, () =>
      gmmSteps(engine, { panel, ZX, Zy, ZHZ, instruments, nGroups: counts.nGroups, spec }),
    );
    return {
      kept: regressors,
      collinear,
      instruments,
      dropped,
      ...counts,
      outcomeSquares: products.XX[0]!,
      ZX,
      Zy,
      ZHZ,
      ...steps,
    } satisfies PanelGmmFit;
  });
}

/**
 * Throws DataError `values_too_large` or `values_too_small` for a column whose squares, multiplied by those of another like it as in weights
 * and covariances of moments, are no numbers.
 */
function refuseScale(grid: PanelGrid, spec: PanelGmmSpec, table: InstrumentTable, { XX, ZZ }: GmmProducts): void {
  const [p, L] = [spec.regressors.length + 1, table.columns.length];
  const own = [spec.outcome, ...spec.regressors.map(({ column }) => column)].map((column) => grid.names[column]!);
  const all = [
    ...own.map((name, j) => ({ name, square: XX[j * (p + 1)]! })),
    ...table.columns.map(({ name }, l) => ({ name, square: ZZ[l * (L + 1)]! })),
  ];
  const beyond = all.find(({ square }) => square !== 0 && !(square <= LARGEST_SQUARE && square >= 1 / LARGEST_SQUARE));
  if (beyond === undefined) return;
  const { name, square } = beyond;
  const expected = "a sum of squares whose own square is a number";
  const fault =
    square < 1 ? (["values_too_small", "less", "smaller"] as const) : (["values_too_large", "more", "larger"] as const);
  const [code, how, units] = fault;
  throw new DataError(
    code,
    `Squares of ${name} sum to ${how} than the number whose own square a double can hold: express it in ${units} units.`,
    { got: square, expected, column: name },
  );
}

const LARGEST_SQUARE = LARGEST_OF_FOUR ** 2;

function refuseUntransformed(grid: PanelGrid, { transform, regressors }: PanelGmmSpec): void {
  const first = regressors.find(({ untransformed }) => untransformed);
  if (transform !== "fod" || first === undefined) return;
  throw new NotSupported(
    "untransformed_deviations",
    `${grid.names[first.column]} can't enter an equation in orthogonal deviations as it is: use first differences, or let it be ` +
      "transformed.",
    { got: "fod", expected: "d" },
  );
}

/** Columns that are used, in linear memory; the outcome apart where rows are not to be estimated on. */
function place(scope: Scope, grid: PanelGrid, spec: PanelGmmSpec, table: InstrumentTable) {
  const { present, nUnits, nPeriods } = grid;
  const used = [...new Set([spec.outcome, ...spec.regressors.map(({ column }) => column), ...table.variables])];
  const sources = used.map((column) => grid.columns[column]!);
  if (present !== null)
    sources.push(grid.columns[spec.outcome]!.map((value, at) => (present[at] ? value : Number.NaN)));
  const placed: Placed = {
    of: (column) => used.indexOf(column),
    outcome: present === null ? used.indexOf(spec.outcome) : used.length,
  };
  return { columns: placeColumns(scope, sources, nUnits * nPeriods), placed };
}

/** Rows and groups. */
function countRows(grid: PanelGrid, spec: PanelGmmSpec, { rowsByUnit }: GmmProducts) {
  const system = spec.model === "system";
  const own = new Uint32Array(grid.nUnits);
  let [nGroups, nTransformed, nLevel] = [0, 0, 0];
  for (let unit = 0; unit < grid.nUnits; unit++) {
    const [transformed, level] = [rowsByUnit[2 * unit]!, rowsByUnit[2 * unit + 1]!];
    nTransformed += transformed;
    nLevel += level;
    if (transformed + level > 0) nGroups++;
    own[unit] = system ? level : transformed;
  }
  if (nTransformed === 0) throw noRows(grid, spec);
  const doubled = spec.transform === "d" && spec.h > 1 ? 2 : 1;
  const varianceDivisor = doubled * (system ? nLevel : nTransformed);
  return { nGroups, nTransformed, nLevel, rowsByUnit: own, varianceDivisor };
}

/** Instruments that are not zero nor combinations of those before; the others with the reason. */
function usableInstruments(table: InstrumentTable, { ZZ }: GmmProducts) {
  const { kept, empty, dependent } = independentColumns(table.columns.length, ZZ);
  if (kept.length === 0) {
    throw new DataError(
      "no_instruments",
      `None of the ${table.columns.length} instruments is other than 0 in a row of the equations: their lags are missing wherever ` +
        "the equations are complete. Use other lags or variables.",
      { got: 0, expected: "at least one" },
    );
  }
  const dropped = [...empty, ...dependent]
    .sort((a, b) => a - b)
    .map((at): DroppedInstrument => ({ ...table.columns[at]!, because: empty.includes(at) ? "empty" : "collinear" }));
  return { kept, dropped };
}

/** Regressors with something of their own in the rows of both equations; those left out are combinations of others. */
function usableRegressors(grid: PanelGrid, { regressors }: PanelGmmSpec, { XX }: GmmProducts) {
  const p = regressors.length + 1;
  const own = regressors.map((_, at) => at + 1);
  const { kept, empty, dependent } = independentColumns(regressors.length, submatrix(p, XX, own));
  if (kept.length === 0) {
    throw new DataError("no_regressors", "No regressor varies in the rows of the equations.", {
      got: regressors.map(({ column }) => grid.names[column]),
    });
  }
  return { regressors: kept, collinear: [...empty, ...dependent].sort((a, b) => a - b) };
}

function tooFew(L: number, k: number, dropped: readonly DroppedInstrument[]): NumericalError {
  const lost =
    dropped.length === 0 ? "" : `; ${dropped.length} more are empty or collinear: ${dropped[0]!.name}, for one`;
  return new NumericalError(
    "too_few_instruments",
    `${L === 1 ? "There is 1 instrument" : `There are ${L} instruments`} for ${k} coefficients${lost}. Add lags or instruments, or take regressors out.`,
    { got: L, expected: k, dropped: dropped.map(({ name }) => name) },
  );
}

/** Errors about a coefficient by its number, reported by its name. */
function named<T>(grid: PanelGrid, spec: PanelGmmSpec, regressors: readonly number[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NumericalError && error.code === "not_identified")) throw error;
    const name = grid.names[spec.regressors[regressors[Number(error.detail.regressor)]!]!.column]!;
    throw new NumericalError(
      "not_identified",
      `The instruments do not identify the coefficient of ${name}: what they say of it follows from the regressors before. Add ` +
        "instruments for it, or take it out.",
      { got: name, regressor: name },
    );
  }
}
