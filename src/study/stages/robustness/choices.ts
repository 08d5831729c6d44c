/**
 * What a base and each of its variants estimate, every choice filled in: a variant is the base but for the keys
 * it writes. Knows no data.
 */
import { UsageError } from "../../../base/errors.js";
import type { KeyPath, StudyFile } from "../../file/study-file.js";
import { requireCoding } from "../../inputs/treatment-spec.js";
import { chosenControls, formulaOf, panelEffects } from "../model-choice.js";
import { type OutcomeRows, rowsAsked } from "../outcome-rows.js";
import type { WildRowsSpec } from "../regressions/schema.js";
import type { BaseSpec, RobustnessSpec, VariantSpec } from "./schema.js";

/** One estimate, or of `leaveOneOut` one a value of a column. */
export interface Choice {
  /** Where it is written. */
  readonly at: KeyPath;
  readonly treatment: string;
  readonly outcome: string;
  readonly controls: readonly string[];
  readonly formula: string;
  /** Fixed effects as written; null for none. */
  readonly effects: string | null;
  readonly variance: string;
  readonly rows: OutcomeRows | undefined;
  readonly subset?: string;
  readonly weights?: string;
  readonly wild?: Omit<WildRowsSpec, "fewer_than">;
  readonly winsorise?: { readonly share: number; readonly columns: readonly string[] };
  readonly exclude?: readonly string[];
  readonly shift?: number;
  readonly leaveOneOut?: string;
}

const USUAL_WILD = { draws: 9999, weights: "rademacher", type: "11" } as const;

/**
 * The base, then the variants. Throws UsageError `unknown_treatment`, `rows_without_extrapolate`, `bootstrap_variance`,
 * `placebo_coding`, `leave_one_out_key`.
 */
export function choicesOf(file: StudyFile, path: KeyPath, { base, variants }: RobustnessSpec): readonly Choice[] {
  return [
    choiceOf(file, [...path, "base"], base, {}),
    ...variants.map((variant, v) => choiceOf(file, [...path, "variants", v], base, variant)),
  ];
}

function choiceOf(file: StudyFile, at: KeyPath, base: BaseSpec, variant: Partial<VariantSpec>): Choice {
  const { spec } = file;
  const treatment = variant.treatment ?? base.treatment;
  requireCoding(file, [...at, "treatment"], treatment);
  const common = chosenControls(base.controls, spec);
  const own = variant.controls;
  const controls =
    own === undefined
      ? common
      : typeof own === "object" && "add" in own
        ? [...common, ...own.add]
        : chosenControls(own, spec);
  const outcome = variant.outcome ?? base.outcome ?? spec.panel.outcome;
  const variance = variant.variance ?? base.variance ?? spec.variance;
  const [rows] = rowsAsked(file, at, variant.rows ?? base.rows);
  const chosen = <K extends "subset" | "weights">(key: K) => {
    const value = variant[key] ?? base[key];
    return value === undefined ? {} : { [key]: value };
  };
  refuseInTurn(file, at, variant);
  const wild = variant.leave_one_out === undefined ? (variant.bootstrap ?? base.bootstrap ?? false) : false;
  requireClusters(file, at, wild !== false, variance);
  const { winsorise, exclude, placebo_shift: shift, leave_one_out: leaveOneOut } = variant;
  if (shift !== undefined) requireAbsorbing(file, at, treatment);
  const fe = variant.fe ?? base.fe ?? panelEffects(spec);
  return {
    ...{ at, treatment, outcome, controls, variance, rows },
    formula: formulaOf(spec, [treatment, ...controls], outcome, fe),
    effects: fe === "none" ? null : fe,
    ...chosen("subset"),
    ...chosen("weights"),
    ...(wild === false ? {} : { wild: wild === true ? USUAL_WILD : wild }),
    ...(winsorise === undefined
      ? {}
      : { winsorise: typeof winsorise === "number" ? { share: winsorise, columns: [outcome] } : winsorise }),
    ...(exclude === undefined ? {} : { exclude: exclude.map(String) }),
    ...(shift === undefined ? {} : { shift }),
    ...(leaveOneOut === undefined ? {} : { leaveOneOut }),
  };
}

/** What has no meaning for many estimates in turn. */
function refuseInTurn(file: StudyFile, at: KeyPath, variant: Partial<VariantSpec>): void {
  if (variant.leave_one_out === undefined) return;
  const written = (["bootstrap", "placebo_shift"] as const).find(
    (key) => variant[key] !== undefined && variant[key] !== false,
  );
  if (written === undefined) return;
  throw new UsageError(
    "leave_one_out_key",
    `${file.at([...at, written])}: leave_one_out reports its estimates by t beside the base; ${written} is for a variant of its own.`,
    { got: written, expected: "a variant without leave_one_out" },
  );
}

function requireClusters(file: StudyFile, at: KeyPath, isWild: boolean, variance: string): void {
  if (!isWild || variance.trim().startsWith("cluster:")) return;
  throw new UsageError(
    "bootstrap_variance",
    `${file.at([...at, "bootstrap"])}: a wild bootstrap multiplies clusters, and the variance here is ${variance}; name one such as cluster:province.`,
    { got: variance, expected: "cluster:COLUMN" },
  );
}

function requireAbsorbing(file: StudyFile, at: KeyPath, treatment: string): void {
  const { coding } = file.spec.treatment.codings[treatment]!;
  if (coding === "absorbing") return;
  throw new UsageError(
    "placebo_coding",
    `${file.at([...at, "placebo_shift"])}: a placebo date moves the unit's own date of treatment, and '${treatment}' is coded ${coding}; use a treatment coded absorbing.`,
    { got: coding, expected: "absorbing" },
  );
}
