/**
 * Small-sample corrections as data: what is counted in K, which factors apply, which degrees of freedom
 * the t and F distributions have. Programs differ here more than anywhere; every part is settable and every result prints it.
 *
 * Parts and their aliases: K.adj (adj), K.fixef (fixef.K; nonnested = nested), G.adj (cluster.adj), G.df (cluster.df),
 * t.df, F.df, K.iid, K.exact (fixef.force_exact). Sources: the documentation of each program named by a preset, see
 * docs/variances.md; Cameron & Miller (2015), Journal of Human Resources 50(2), doi:10.3368/jhr.50.2.317.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { NumericalError, UsageError } from "../../base/errors.js";
import {
  type CountedEffect,
  effectsDf,
  hasIntercept,
  interceptsDf,
  type ParameterCount,
} from "../least-squares/least-squares-steps.js";

/** Degrees of freedom: smallest number of clusters less one, n less parameters, or a number. */
export type Df = "min" | "conventional" | number;

/** Of joint tests: as those of t, too. */
export type JointDf = Df | "t";

export interface Ssc {
  readonly preset: "fixest" | "reghdfe" | "plm" | "sandwich" | "xtreg" | "none" | "large";
  /** Multiply by (n - 1) / (n - K). */
  readonly kAdj: boolean;
  /** Divide the squares of a classical variance by n - K (true) or n, whatever `kAdj` says; false: by n - 1 without it. */
  readonly kIid: boolean | "n";
  /** Which absorbed effects K counts: those not nested in a cluster, none, or all. */
  readonly kFixef: "nonnested" | "none" | "full";
  /** Count the rank of the effects' dummies instead of their levels less one each. */
  readonly kExact: boolean;
  /** Multiply by G / (G - 1). */
  readonly gAdj: boolean;
  /** Several clusterings: the smallest G for every term, or each term its own. */
  readonly gDf: "min" | "conventional";
  /** Degrees of freedom of t when clustered (`min`), or n - K (`conventional`). */
  readonly tDf: Df;
  /** Denominator of F: as `t`, smallest number of clusters less one (`min`), or n less all parameters (`conventional`). */
  readonly fDf: JointDf;
}

/** The default: named in every result. */
export const FIXEST: Ssc = {
  preset: "fixest",
  kAdj: true,
  kIid: false,
  kFixef: "nonnested",
  kExact: false,
  gAdj: true,
  gDf: "min",
  tDf: "min",
  fDf: "conventional",
};

const PRESETS: Readonly<Record<Ssc["preset"], Ssc>> = {
  fixest: FIXEST,
  reghdfe: { ...FIXEST, preset: "reghdfe", kExact: true, fDf: "t" },
  xtreg: { ...FIXEST, preset: "xtreg", fDf: "t" },
  plm: {
    ...FIXEST,
    preset: "plm",
    kAdj: false,
    kIid: true,
    kFixef: "full",
    gAdj: false,
    tDf: "conventional",
    fDf: "t",
  },
  sandwich: {
    ...FIXEST,
    preset: "sandwich",
    kFixef: "full",
    kExact: true,
    gDf: "conventional",
    tDf: "conventional",
    fDf: "t",
  },
  none: { ...FIXEST, preset: "none", kAdj: false, gAdj: false, fDf: "t" },
  large: {
    ...FIXEST,
    preset: "large",
    kAdj: false,
    kIid: "n",
    gAdj: false,
    tDf: Number.POSITIVE_INFINITY,
    fDf: Number.POSITIVE_INFINITY,
  },
};

/** Names of the presets, for messages and help. */
export const SSC_PRESETS: readonly string[] = Object.keys(PRESETS);

const BOOLEANS: Readonly<Record<string, boolean>> = { TRUE: true, true: true, FALSE: false, false: false };
const FIXEF: Readonly<Record<string, Ssc["kFixef"]>> = {
  nonnested: "nonnested",
  nested: "nonnested",
  none: "none",
  full: "full",
};
const DF: Readonly<Record<string, Ssc["gDf"]>> = { min: "min", conventional: "conventional" };

interface Part {
  readonly field: keyof Ssc;
  readonly values: Readonly<Record<string, boolean | string>>;
  /** Whether it takes a positive number, too. */
  readonly numbers?: true;
}

/** Part name, any alias -> field and the values it takes. */
const PARTS: Readonly<Record<string, Part>> = {
  "K.adj": { field: "kAdj", values: BOOLEANS },
  adj: { field: "kAdj", values: BOOLEANS },
  "K.iid": { field: "kIid", values: { ...BOOLEANS, n: "n" } },
  "K.fixef": { field: "kFixef", values: FIXEF },
  "fixef.K": { field: "kFixef", values: FIXEF },
  "K.exact": { field: "kExact", values: BOOLEANS },
  "fixef.force_exact": { field: "kExact", values: BOOLEANS },
  "G.adj": { field: "gAdj", values: BOOLEANS },
  "cluster.adj": { field: "gAdj", values: BOOLEANS },
  "G.df": { field: "gDf", values: DF },
  "cluster.df": { field: "gDf", values: DF },
  "t.df": { field: "tDf", values: DF, numbers: true },
  "F.df": { field: "fDf", values: { ...DF, t: "t" }, numbers: true },
};

/**
 * Reads a preset (`fixest`, `reghdfe`, `xtreg`, `plm`, `sandwich`, `none`, or `large`: no factor, normal and chi-squared), or parts such as `K.fixef=full,G.adj=FALSE`, also
 * after a preset: `none,K.adj=TRUE`. Throws UsageError `ssc_part` and `ssc_value` on an unknown part or value.
 */
export function parseSsc(text: string): Ssc {
  let ssc: Ssc = FIXEST;
  for (const [position, piece] of text
    .split(",")
    .map((part) => part.trim())
    .entries()) {
    if (position === 0 && Object.hasOwn(PRESETS, piece)) ssc = PRESETS[piece as Ssc["preset"]];
    else ssc = { ...ssc, ...parsePart(piece) };
  }
  return ssc;
}

function parsePart(piece: string): Partial<Ssc> {
  const at = piece.indexOf("=");
  const [name, value] = at < 0 ? [piece, ""] : [piece.slice(0, at).trim(), piece.slice(at + 1).trim()];
  const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (part === undefined) {
    const known = [...Object.keys(PRESETS), ...Object.keys(PARTS)];
    throw new UsageError(
      "ssc_part",
      `--ssc: unknown part '${name}'${didYouMean(name, known)} Known: ${known.join(", ")}.`,
      { got: name, expected: known },
    );
  }
  const number = part.numbers && value !== "" && Number(value) > 0 ? Number(value) : undefined;
  const parsed = Object.hasOwn(part.values, value) ? part.values[value] : number;
  if (parsed === undefined) {
    const values = [...Object.keys(part.values), ...(part.numbers ? ["a positive number"] : [])];
    throw new UsageError("ssc_value", `--ssc: ${name} takes ${values.join(", ")}; got '${value}'.`, {
      got: value,
      expected: values,
    });
  }
  return { [part.field]: parsed };
}

/** The parts under their published names, for the result; `preset` names those that were changed: `fixest with K.adj=false`. */
export function describeSsc(ssc: Ssc): Readonly<Record<string, boolean | string | number>> {
  const usual = partsOf(PRESETS[ssc.preset]);
  const parts = partsOf(ssc);
  const changed = Object.entries(parts).filter(([part, value]) => value !== usual[part]);
  const named = changed.map(([part, value]) => `${part}=${value}`).join(", ");
  return { preset: named === "" ? ssc.preset : `${ssc.preset} with ${named}`, ...parts };
}

const partsOf = (ssc: Ssc): Readonly<Record<string, boolean | string | number>> => ({
  "K.adj": ssc.kAdj,
  "K.iid": ssc.kIid,
  "K.fixef": ssc.kFixef,
  "K.exact": ssc.kExact,
  "G.adj": ssc.gAdj,
  "G.df": ssc.gDf,
  "t.df": ssc.tDf,
  "F.df": ssc.fDf,
});

/**
 * K for the small-sample factor, and the effects it leaves out. Where an effect is not counted its intercepts are not;
 * slopes that vary by it always are.
 */
export function countK(
  ssc: Ssc,
  count: ParameterCount,
): { readonly K: number; readonly notCounted: readonly string[] } {
  const { slopes } = count;
  const effects = count.effects.filter(hasIntercept);
  const full = slopes + effectsDf(count, ssc.kExact);
  const someSlopes = count.effects.some((effect) => effect.slopes !== undefined);
  const all = someSlopes ? interceptsDf(effects) : effectsDf(count, ssc.kExact);
  if (effects.length === 0 || ssc.kFixef === "full") return { K: full, notCounted: [] };
  const left = ssc.kFixef === "none" ? effects : effects.filter((effect) => effect.nested);
  const notCounted = left.map((effect) => effect.name);
  let K = full;
  if (ssc.kFixef === "none") K = full - all;
  else if (left.length === effects.length) K = full - all + 1;
  else if (ssc.kExact && !someSlopes && left.length === effects.length - 1) K = slopes + countedLevels(effects, left);
  else K = Math.max(slopes + 1, full - left.reduce((sum, effect) => sum + effect.levels - 1, 0));
  return { K, notCounted };
}

/**
 * Levels of the one effect that is counted: what it shares with effects nested in a cluster makes none of them redundant, as
 * in reghdfe, which looks for mobility groups among the others alone.
 */
function countedLevels(effects: readonly CountedEffect[], left: readonly CountedEffect[]): number {
  return effects.find((effect) => !left.includes(effect))!.levels;
}

/** The factors on a clustered covariance: (n - 1) / (n - K) and G / (G - 1), each where the rule has it. */
export function clusterFactor(
  ssc: Ssc,
  { n, K, G }: { readonly n: number; readonly K: number; readonly G: number },
): number {
  return (ssc.kAdj ? (n - 1) / (n - K) : 1) * (ssc.gAdj ? G / (G - 1) : 1);
}

/** What a rule says of a fit with `n` rows before a covariance is made. */
export interface SmallSample {
  readonly K: number;
  readonly notCounted: readonly string[];
  /** (n - 1) / (n - K), or 1. */
  readonly kFactor: number;
  /** Degrees of freedom of t, and the denominator of F. */
  readonly df: number;
  readonly jointDf: number;
}

/** What may make fewer parameters of the same effects. */
function hintOf({ kExact }: Ssc, { effects, rank }: ParameterCount): string {
  if (effects.length < 2) return "";
  if (!kExact) return "; --ssc K.exact=true counts the rank of the effects, which may be less";
  const someSlopes = effects.some(({ slopes }) => slopes !== undefined);
  if (rank.exact || !someSlopes) return "";
  return `; the rank of the effects, ${rank.value}, is a bound without a factor: --solver direct counts it`;
}

/**
 * `groups`: the smallest number of clusters, or of periods where errors are correlated along time; null where the variance
 * has none. Throws NumericalError `no_residual_df`.
 */
export function smallSample(ssc: Ssc, count: ParameterCount, n: number, groups: number | null): SmallSample {
  const { K, notCounted } = countK(ssc, count);
  if (n - K <= 0) {
    throw new NumericalError(
      "no_residual_df",
      `No residual degrees of freedom: ${n} observations, ${K} parameters. Use more data, fewer regressors or fewer fixed effects` +
        `${hintOf(ssc, count)}.`,
      { got: n, expected: K + 1 },
    );
  }
  const dfOf = (rule: Df, residual: number): number => {
    if (typeof rule === "number") return rule;
    return rule === "min" ? (groups === null ? n - K : groups - 1) : residual;
  };
  const df = dfOf(ssc.tDf, n - K);
  // levels that others make redundant are counted here: with clusters, which leave K small, there may be more than rows
  const conventional = n - count.slopes - effectsDf(count, false);
  return {
    K,
    notCounted,
    kFactor: ssc.kAdj ? (n - 1) / (n - K) : 1,
    df,
    jointDf: ssc.fDf === "t" ? df : dfOf(ssc.fDf, conventional > 0 ? conventional : df),
  };
}
