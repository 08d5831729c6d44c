/**
 * `power`: which effect a design finds with the power asked for, by formula and by draws on a panel's untreated rows; and how many units
 * that takes. Orchestrates.
 */
import { DataError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { version } from "../../base/version.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { checkSample } from "../../regression/fit-options.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import { parseRegressionVcov } from "../../regression/variance/variances.js";
import { formulaRecord, withCurveAt } from "./formula/formula-record.js";
import { panelVariation } from "./formula/panel-variation.js";
import { givenVariation } from "./formula/variation.js";
import { POWER_NOTES } from "./messages.js";
import { outcomeGrid } from "./outcome-grid.js";
import type { FormulaRecord, PowerRecord } from "./record.js";
import { requireStarts } from "./simulation/assignment.js";
import { simulate } from "./simulation/simulate.js";
import { type UntreatedRows, untreatedRows } from "./simulation/untreated-rows.js";
import { type PowerOptions, type PowerPlan, powerPlan } from "./verb.js";

/** Refuses what no data could serve; an empty formula stands for no data. */
export function checkPower(formula: string, options: PowerOptions): void {
  const hasData = formula !== "";
  powerPlan(options, hasData);
  if (!hasData) return;
  checkSample(formula, { ...(options.subset === undefined ? {} : { subset: options.subset }) });
  if (options.vcov !== undefined) parseRegressionVcov(options.vcov);
}

/**
 * Power of a design.
 *
 * @param panel the user's panel, whose untreated rows treatments are drawn onto; null where options say how outcomes vary
 * @param formula `y ~ controls | unit + time`; null without a panel
 * @throws UsageError `power_options`, `power_estimator`, `power_draws`, `level`, `power_effects`, `power_clusters`; DataError
 *   `power_covariances`, `power_windows`, `power_no_variation`, `power_starts`, `power_sizes`, `power_periods`, `power_constant`,
 *   `power_no_draw`, `assign_*`, `strata_*`, `no_rows`; NotSupported `power_lag`, `power_interaction`, `power_no_errors`; the signal's
 *   reason when aborted, unless `keepPartial`; and as estimators do
 */
export async function power(
  engine: Engine,
  panel: Panel | null,
  formula: string | ModelSpec | null,
  options: PowerOptions,
): Promise<PowerRecord> {
  const started = performance.now();
  const hasData = panel !== null && formula !== null && formula !== "";
  const plan = powerPlan(options, hasData);
  if (plan.oneSided && (plan.effects ?? []).some((effect) => effect < 0)) throw belowZero(plan.effects!);
  const spec = !hasData ? null : typeof formula === "string" ? parseFormula(formula) : formula;
  const rows = spec === null ? null : untreatedRows(engine, panel!, spec, plan);
  const sd = rows?.sd ?? plan.sd!;
  const effects = (plan.effects ?? []).map((effect) => effect * (plan.inSd ? sd : 1));
  const calculated = performance.now();
  const byFormula = rows === null ? ofOptions(engine, plan, effects) : ofPanel(engine, rows, plan, effects);
  const simulated = performance.now();
  const drawn = rows === null || plan.by === "formula" ? null : await simulate(engine, rows, plan, effects, options);
  return deepFreeze({
    kind: "power",
    call: spec?.call ?? null,
    outcome: rows?.outcomeName ?? null,
    outcome_sd: sd,
    asked: effects,
    ...{ in_sd: plan.inSd, power: plan.power, level: plan.level, one_sided: plan.oneSided },
    formula:
      drawn === null || byFormula.record === null
        ? byFormula.record
        : withCurveAt(
            engine,
            plan,
            byFormula.record,
            drawn.record.points.map(({ effect }) => effect),
          ),
    simulation: drawn?.record ?? null,
    notes: [...(panel?.table.notes ?? []), ...(drawn?.notes ?? []), ...byFormula.notes],
    timing_ms: {
      formula: simulated - calculated,
      ...(drawn === null ? {} : { draws: performance.now() - simulated }),
      total: performance.now() - started,
    },
    provenance:
      panel === null || rows === null ? { version, kernels_sha256: engine.sha256 } : provenanceOf(engine, panel.table),
  } satisfies PowerRecord);
}

interface Found {
  readonly record: FormulaRecord | null;
  readonly notes: readonly Note[];
}

/** The formula with the variation that options give. */
function ofOptions(engine: Engine, plan: PowerPlan, effects: readonly number[]): Found {
  const scale = plan.inSd ? plan.sd! : 1;
  const { design, rho, ar1, covariances } = plan;
  const [pre, post] = [plan.pre ?? (design === "post" ? 0 : 1), plan.post ?? 1];
  const variation = givenVariation(plan, pre, post);
  const record = formulaRecord(engine, plan, { variation, pre, post, units: plan.units ?? null, effects });
  const isIid = pre + post > 1 && rho === undefined && ar1 === undefined && covariances === undefined;
  return { record, notes: [...(isIid ? [note(POWER_NOTES, "power_iid")] : []), ...notesOf(record, scale)] };
}

/** The formula with the variation of the panel; null, with the reason, where it does not fit the draws and was not asked for. */
function ofPanel(engine: Engine, rows: UntreatedRows, plan: PowerPlan, effects: readonly number[]): Found {
  const scale = plan.inSd ? rows.sd : 1;
  if (plan.by === "simulation") return { record: null, notes: [] };
  const isAsked = plan.by !== undefined;
  const why = prevents(rows, plan);
  if (why !== null && !isAsked) return { record: null, notes: [note(POWER_NOTES, "power_no_formula", { why })] };
  if (why === "effects") throw otherEffects(rows.spec);
  const { periods } = rows;
  requireStarts(periods, plan);
  const start = plan.starts?.[0];
  const before =
    start === undefined ? Math.floor(periods.length / 2) : periods.filter((period) => period < start).length;
  const pre = plan.pre ?? before;
  const post = plan.post ?? periods.length - before;
  try {
    const { grid, notes } = outcomeGrid(engine, rows, plan);
    const variation = panelVariation(engine, grid, pre, post);
    const units = plan.units ?? grid.nUnits;
    const record = formulaRecord(engine, plan, { variation, pre, post, units, effects });
    const { residuals } = record.variation;
    const partial = residuals !== null && (residuals.windows > 1 || residuals.units < grid.nUnits);
    return {
      record,
      notes: [
        ...(partial
          ? [
              note(POWER_NOTES, "power_windows", {
                ...{ windows: residuals.windows, units: Number(residuals.units.toPrecision(6)), pre, post },
              }),
            ]
          : []),
        ...notes,
        ...(plan.by === "formula" ? [] : besides(plan, units, grid.nUnits)),
        ...notesOf(record, scale),
      ],
    };
  } catch (error) {
    if (isAsked || !(error instanceof DataError && error.code === "power_windows")) throw error;
    return { record: null, notes: [note(POWER_NOTES, "power_no_formula", { why: "periods" })] };
  }
}

/** Estimators that are the two-way comparison where all start together: all periods before with all under treatment. */
const TWO_WAY: readonly string[] = ["feols", "twfe", "bjs", "did2s", "etwfe", "fect"];

/** Where formula and draws, side by side, are of different comparisons or numbers of units. */
const besides = ({ estimator }: PowerPlan, units: number, drawn: number): Note[] => [
  ...(TWO_WAY.includes(estimator) ? [] : [note(POWER_NOTES, "power_other_comparison", { estimator })]),
  ...(units === drawn ? [] : [note(POWER_NOTES, "power_other_units", { units, drawn })]),
];

/** Why no formula is of what is drawn; null where one is. */
function prevents(
  { spec, panel }: UntreatedRows,
  { weights, starts, own, sizes, strata, profile }: PowerPlan,
): "weights" | "starts" | "effects" | "growing" | null {
  if (weights !== undefined) return "weights";
  if (own || sizes !== undefined || strata !== undefined || (starts?.length ?? 0) > 1) return "starts";
  if (profile === "growing") return "growing";
  const absorbed = spec.fixedEffects.map(({ columns, slopes }) =>
    slopes === undefined ? columns.join("^") : "slopes",
  );
  const isTwoWay = absorbed.length === 2 && absorbed.includes(panel.unit.name) && absorbed.includes(panel.time.name);
  return isTwoWay ? null : "effects";
}

/** Effects in words are divided by `scale`, as those of the table are. */
function notesOf({ mde, mde_independent, effects }: FormulaRecord, scale: number): Note[] {
  const digits = (value: number) => Number((value / scale).toPrecision(4));
  const without = effects.filter(({ needs }) => needs === null).map(({ effect }) => digits(effect));
  const isOff = mde !== null && mde_independent !== null && Math.abs(mde_independent / mde - 1) > 0.05;
  return [
    ...(isOff
      ? [note(POWER_NOTES, "power_independent", { mde: digits(mde), independent: digits(mde_independent) })]
      : []),
    ...(without.length > 0 ? [note(POWER_NOTES, "power_no_size", { effects: without })] : []),
  ];
}

const belowZero = (effects: readonly number[]): UsageError =>
  new UsageError(
    "power_effects",
    "A one-sided test is against positive effects: give these by --effect, or leave --one-sided out.",
    {
      got: effects,
      expected: ">= 0",
    },
  );

const otherEffects = ({ call, fixedEffects }: ModelSpec): UsageError =>
  new UsageError(
    "power_effects",
    `'${call}': the formula is of effects of unit and time; write | unit + time, or simulate (--by simulation).`,
    { got: fixedEffects.map(({ columns }) => columns.join("^")), expected: "unit + time" },
  );
