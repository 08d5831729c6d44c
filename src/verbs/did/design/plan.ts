/**
 * What is asked of `did`, checked before data are looked at.
 */
import { didYouMean } from "../../../base/did-you-mean.js";
import { UsageError } from "../../../base/errors.js";
import type { TreatmentSource } from "../../../data/panel/treatment-design.js";
import { filled } from "../../../declare/check.js";
import { type Filled, kebab } from "../../../declare/option.js";
import type { VcovOption } from "../../../regression/variance/kind.js";
import { parseRegressionVcov, type RegressionVcov } from "../../../regression/variance/variances.js";
import { DECOMPOSITION_NAMES, type DecompositionName } from "../decomposition/names.js";
import { ESTIMATOR_NAMES, type EstimatorName } from "../shared/names.js";
import { belonging, DRAWING, NEEDED, ownersOf } from "./estimator-options.js";
import { type DidOptions, didVerb } from "./verb.js";

type Given = Filled<typeof didVerb.options>;

/** Options checked and completed. */
export interface DidPlan
  extends Omit<
    Given,
    "cohort" | "treat" | "never" | "estimator" | "vcov" | "draws" | "subset" | "signal" | "onProgress" | "replications"
  > {
  readonly source: TreatmentSource;
  readonly estimators: readonly EstimatorName[];
  /** What two-way effects compare, asked for beside estimators. */
  readonly decompositions: readonly DecompositionName[];
  /** Undefined, and null: clustered by the unit. */
  readonly vcov: VcovOption | undefined;
  readonly variance: RegressionVcov | null;
  /** Of a uniform band; null for a pointwise one. */
  readonly draws: number | null;
  /** Draws asked for, which estimators take whose errors or tests are drawn; undefined: as many as each has by default. */
  readonly drawsAsked: number | undefined;
  /** Units compared with as asked for: where nothing is, some estimators have a default of their own. */
  readonly controlAsked: Given["control"] | undefined;
}

const DEFAULT_DRAWS = 999;

/** The plan of options. Throws UsageError `did_treatment`, `did_estimator`, `did_unbalanced`, `did_draws`, `did_option`, and as `filled` and `parseRegressionVcov`. */
export function didPlan(given: DidOptions): DidPlan {
  const options = filled(didVerb.options, given);
  const { estimator, vcov, band, draws } = options;
  const asked = [...new Set(estimator.map(knownName))];
  refuseSections(options.unbalanced, asked);
  requireFamily(options.family, asked);
  requireOwners(given, asked);
  requireNeeded(given, asked);
  return {
    ...options,
    ...{ band, source: sourceOf(options) },
    estimators: asked.flatMap((name) => ESTIMATOR_NAMES.find((known) => known === name) ?? []),
    decompositions: asked.flatMap((name) => DECOMPOSITION_NAMES.find((known) => known === name) ?? []),
    vcov,
    variance: vcov === undefined ? null : parseRegressionVcov(vcov),
    draws: drawsOf(band, draws, asked),
    drawsAsked: draws,
    controlAsked: given.control,
  };
}

/** Rows as cross-sections have no unit effects, which the other estimators are made of. */
function refuseSections(unbalanced: Given["unbalanced"], asked: readonly string[]): void {
  const others = asked.filter((name) => name !== "cs");
  if (unbalanced !== "rows" || others.length === 0) return;
  throw new UsageError(
    "did_unbalanced",
    `--unbalanced rows takes rows as cross-sections, which of the estimators only cs can do: ask for ${others.join(", ")} without it.`,
    { got: asked, expected: ["cs"] },
  );
}

function sourceOf({ cohort, treat, never, unbalanced }: Given): TreatmentSource {
  if ((cohort === undefined) === (treat === undefined)) {
    throw new UsageError(
      "did_treatment",
      `did needs ${cohort === undefined ? "" : "only one of "}--cohort COLUMN (first treated period of the unit) or --treat COLUMN (the treatment of each row).`,
      { got: { cohort, treat }, expected: "cohort or treat" },
    );
  }
  if (cohort !== undefined) {
    const value = never === undefined ? undefined : String(never);
    return { cohort, never: value, isSections: unbalanced === "rows" };
  }
  if (never === undefined) return { treat: treat! };
  throw new UsageError("did_treatment", "--never names a value of --cohort; with --treat it means nothing.", {
    got: never,
    expected: undefined,
  });
}

function knownName(name: string): string {
  const known: readonly string[] = [...ESTIMATOR_NAMES, ...DECOMPOSITION_NAMES];
  if (known.includes(name)) return name;
  throw new UsageError(
    "did_estimator",
    `Unknown estimator '${name}'${didYouMean(name, known)} Known are ${known.join(", ")}.`,
    { got: name, expected: known },
  );
}

/** Only some estimators have a Poisson regression: the others would stand beside it as what they are not. */
function requireFamily(family: Given["family"], asked: readonly string[]): void {
  const others = asked.filter((name) => name !== "etwfe");
  if (family === "gaussian" || others.length === 0) return;
  throw new UsageError(
    "did_family",
    `--family poisson is for etwfe: ${others.join(", ")} ${others.length === 1 ? "is" : "are"} linear; estimate ${others.length === 1 ? "it" : "them"} in a run without it.`,
    { got: others, expected: ["etwfe"] },
  );
}

/** Throws UsageError `did_option` for an option that none of the estimators asked for has: it would change nothing. */
export function requireOwners(given: DidOptions, asked: readonly string[]): void {
  const set = Object.entries(given).flatMap(([option, value]) => (value === undefined ? [] : [option]));
  const idle = set.find((option) => belonging({ [option]: true }, asked)[option] === undefined);
  if (idle === undefined) return;
  const owners = ownersOf(idle);
  throw new UsageError(
    "did_option",
    `${idle} (--${kebab(idle)}) is an option of ${owners.join(", ")} and would change nothing of ${asked.join(", ")}: leave it out, or ask for ${owners.length === 1 ? owners[0] : "one of them"} too.`,
    { got: idle, expected: owners },
  );
}

/** Throws UsageError `did_option` where an option is missing without which an estimator asked for means nothing. */
function requireNeeded(given: DidOptions, asked: readonly string[]): void {
  const missing = NEEDED.find(({ estimator, option }) => asked.includes(estimator) && given[option] === undefined);
  if (missing === undefined) return;
  const { estimator, option } = missing;
  throw new UsageError("did_option", `${estimator} needs ${option} (--${kebab(option)}), an option of did.`, {
    got: undefined,
    expected: option,
  });
}

function drawsOf(band: Given["band"], draws: number | undefined, asked: readonly string[]): number | null {
  if (band === "uniform") return draws ?? DEFAULT_DRAWS;
  if (draws === undefined || asked.some((name) => DRAWING.includes(name))) return null;
  throw new UsageError(
    "did_draws",
    `draws (--draws) belong to a uniform band${DRAWING.length === 0 ? "" : `, and to ${DRAWING.join(", ")}`}: add --band uniform, or leave them out.`,
    {
      got: draws,
      expected: undefined,
    },
  );
}
