/**
 * What is asked of an event study, checked before data are looked at: treatment, window, references,
 * estimator, variance.
 */
import { NotSupported, UsageError } from "../../base/errors.js";
import type { FitOptions } from "../../regression/fit-options.js";
import { requireLevel } from "../../regression/tests/coefficients.js";
import { parseRegressionVcov, type RegressionVcov } from "../../regression/variance/regression-vcov.js";
import { type BandOptions, type BandPlan, checkedBand } from "./band.js";

const LATER_ESTIMATORS = ["sunab", "cs", "bjs", "did2s", "etwfe", "dcdh"] as const;

export interface EventStudyOptions
  extends BandOptions,
    Partial<Pick<FitOptions, "vcov">>,
    Pick<FitOptions, "ssc" | "weights" | "subset" | "fixefRm" | "solver" | "level" | "signal"> {
  /** Column of the first treated period of each unit. Either this or `treat`. */
  readonly cohort?: string;
  /** Column of a 0/1 treatment that stays on: a unit's cohort is its first period with a 1. */
  readonly treat?: string;
  /** Value of `cohort` that means never treated, besides empty, 0, Inf and periods after the last. */
  readonly never?: string | number;
  /** Event times set to zero, default [-1]. */
  readonly ref?: readonly number[];
  /** First and last event time shown, such as [-4, 4]; default all. */
  readonly window?: readonly [number, number];
  /** Whether the ends of `window` stand for all event times beyond them; without it these have effects of their own. */
  readonly bin?: boolean;
  /** Default "twfe"; others are NotSupported in this version. */
  readonly estimator?: "twfe" | (typeof LATER_ESTIMATORS)[number];
}

/** Options checked and completed. */
export interface EventPlan {
  readonly cohort: string | undefined;
  readonly treat: string | undefined;
  readonly never: string | undefined;
  readonly reference: readonly number[];
  readonly window: readonly [number, number] | null;
  readonly bin: boolean;
  readonly variance: RegressionVcov;
  readonly band: BandPlan;
}

/**
 * The plan of `options`. Throws UsageError (`event_treatment`, `vcov_required`, `event_window`, `event_reference`),
 * NotSupported, and as `parseRegressionVcov`, `requireLevel` and `checkedBand`.
 */
export function checkedPlan(options: EventStudyOptions): EventPlan {
  const { estimator = "twfe", cohort, treat, never, vcov } = options;
  if (estimator !== "twfe") {
    throw new NotSupported(
      "estimator",
      `Estimator '${estimator}' is not part of this version; use twfe, and mind that it weighs cohorts together.`,
      { got: estimator, expected: ["twfe"] },
    );
  }
  if ((cohort === undefined) === (treat === undefined)) {
    throw new UsageError(
      "event_treatment",
      `An event study needs ${cohort === undefined ? "" : "only one of "}--cohort COLUMN (first treated period of the unit) or --treat COLUMN (0/1, staying on).`,
      { got: { cohort, treat }, expected: "cohort or treat" },
    );
  }
  if (never !== undefined && cohort === undefined) {
    throw new UsageError("event_treatment", "--never names a value of --cohort; with --treat it means nothing.", {
      got: never,
    });
  }
  if (vcov === undefined) {
    throw new UsageError(
      "vcov_required",
      "An event study by two-way fixed effects needs a variance, because programs' defaults differ: --vcov cluster:city (vcov in the library), with the unit for city.",
      { got: undefined, expected: ["iid", "hetero", "cluster:a", "cluster:a+b"] },
    );
  }
  const window = options.window ?? null;
  const bin = options.bin ?? false;
  checkWindow(window, bin);
  const reference = [...new Set(options.ref ?? [-1])].sort((a, b) => a - b);
  checkReference(reference, window, bin);
  const level = options.level ?? 0.95;
  requireLevel(level);
  const variance = parseRegressionVcov(vcov);
  const band = checkedBand(options, variance, level);
  return {
    cohort,
    treat,
    never: never === undefined ? undefined : String(never),
    reference,
    window,
    bin,
    variance,
    band,
  };
}

function checkWindow(window: readonly [number, number] | null, bin: boolean): void {
  if (window === null) {
    if (!bin) return;
    throw new UsageError("event_window", "--bin needs a window whose ends take what lies beyond: --window -4,4.", {
      got: undefined,
      expected: "a window",
    });
  }
  const [low, high] = window;
  if (Number.isSafeInteger(low) && Number.isSafeInteger(high) && low < high) return;
  throw new UsageError(
    "event_window",
    `A window is two whole numbers, the first lower, such as -4,4; got ${window.join(",")}.`,
    { got: window, expected: "low < high" },
  );
}

function checkReference(reference: readonly number[], window: readonly [number, number] | null, bin: boolean): void {
  const isLoaded = (ref: number) =>
    Number.isSafeInteger(ref) && (window === null || !bin || (ref >= window[0] && ref <= window[1]));
  if (reference.length > 0 && reference.every(isLoaded)) return;
  const inside = window !== null && bin ? ` within the binned window ${window.join(",")}` : "";
  throw new UsageError(
    "event_reference",
    `References are whole event times${inside}, such as -1 or -1,-5; got '${reference.join(",")}'.`,
    { got: reference, expected: `whole numbers${inside}` },
  );
}

/** `-3`, or `<= -4` and `>= 4` for ends that stand for all beyond them. */
export function eventLabel(event: number, { window, bin }: EventPlan): string {
  if (!bin || window === null) return String(event);
  if (event === window[0]) return `<= ${event}`;
  return event === window[1] ? `>= ${event}` : String(event);
}
