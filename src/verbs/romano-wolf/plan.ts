/**
 * What a family of hypotheses can be asked for, and the refusal of what no data could serve, before any are read.
 */
import { NotSupported, UsageError } from "../../base/errors.js";
import { filled, requireValue } from "../../declare/check.js";
import type { Filled } from "../../declare/option.js";
import { parseFormulas } from "../../formula/several.js";
import { hasInstruments } from "../../formula/spec.js";
import { checkSample } from "../../regression/fit-options.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import { boundColumns, clusteredBy } from "../bootstrap/plan.js";
import { DEFAULT_DRAWS } from "../resampling/options.js";
import { type RomanoWolfOptions, romanoWolfVerb } from "./verb.js";

const { options: declared } = romanoWolfVerb;
type Choices = Filled<typeof declared>;

/** The request with every default filled in. */
export interface FamilyPlan
  extends Pick<
    Choices,
    "kind" | "level" | "multipliers" | "type" | "imposeNull" | "alternative" | "adjust" | "ties" | "multiplierTable"
  > {
  readonly formulas: readonly string[];
  readonly variance: Extract<VcovSpec, { type: "cluster" }>;
  /** Columns whose combinations share a multiplier; null where the error's clusters do. */
  readonly bootCluster: readonly string[] | null;
  readonly terms: readonly string[];
  /** By term. */
  readonly values: readonly number[];
  readonly draws: number;
  readonly options: Choices;
}

/** Refuses what no data could serve. Throws as `romanoWolf` does for formula and options. */
export function checkRomanoWolf(formula: string, options: RomanoWolfOptions): void {
  for (const each of familyPlan(formula, options).formulas) {
    for (const { spec } of parseFormulas(each, { columns: "any" }).models) {
      if (hasInstruments(spec)) throw withInstruments(spec.call);
    }
  }
  checkSample("y ~ x", options);
}

export const withInstruments = (call: string): NotSupported =>
  new NotSupported(
    "family_instruments",
    `'${call}': a family is of regressions without instruments; bootstrap tests an equation with instruments alone (wasmetrics bootstrap), and its p-values can be given to Holm.`,
    { got: call, expected: "a formula without | endogenous ~ instruments" },
  );

/**
 * Options with their defaults. Throws UsageError by the codes of the options, `bootstrap_option` for an option of another kind, and as
 * `parseVcov`.
 */
export function familyPlan(formula: string, given: RomanoWolfOptions): FamilyPlan {
  requireValue("kind", declared.kind, given?.kind ?? declared.kind.default);
  refuseOthers(given ?? {});
  const options = filled(declared, given ?? {});
  const formulas = [formula, ...[options.also ?? []].flat()];
  const terms = [options.term].flat() as readonly string[];
  requireTexts("formula", "a formula, such as 'c(y1, y2) ~ did | city + year'", formulas);
  requireTexts("family_term", "the name of a coefficient", terms);
  requireKinds(options);
  if (terms.length === 0 || new Set(terms).size < terms.length) {
    const got = terms.join(", ") || "none";
    throw new UsageError("family_term", `A family needs the coefficients to test, each once (--term); got ${got}.`, {
      got: terms,
      expected: "at least one regressor, each once",
    });
  }
  const { kind, level, multipliers, type, imposeNull, alternative, adjust, ties, multiplierTable } = options;
  return {
    ...{ kind, level, multipliers, type, imposeNull, alternative, adjust, ties, terms, options },
    ...(multiplierTable === undefined ? {} : { multiplierTable }),
    formulas,
    variance: clusteredBy(kind, options.cluster),
    bootCluster: options.bootCluster === undefined ? null : boundColumns(options.bootCluster),
    values: valuesOf(terms, options.value),
    draws: multiplierTable?.nRows ?? options.draws ?? DEFAULT_DRAWS[kind],
  };
}

/** Throws UsageError for what is no text, which a program may give. */
function requireTexts(code: string, wanted: string, values: readonly unknown[]): void {
  const wrong = values.findIndex((value) => typeof value !== "string");
  if (wrong < 0) return;
  throw new UsageError(code, `Expected ${wanted}; got ${String(values[wrong])}.`, {
    got: values[wrong],
    expected: wanted,
  });
}

function requireKinds({ imposeNull, multiplierTable }: Choices): void {
  if (typeof imposeNull !== "boolean") {
    throw new UsageError("option_value", `imposeNull must be true or false; got ${String(imposeNull)}.`, {
      got: imposeNull,
      expected: "true or false",
    });
  }
  if (multiplierTable === undefined || typeof multiplierTable.numeric === "function") return;
  throw new UsageError("option_value", "multiplierTable must be a table, as readTable and makeTable give it.", {
    got: typeof multiplierTable,
    expected: "a table",
  });
}

/** Options that mean something for the wild bootstrap alone, under their names on the command line. */
const WILD = {
  multipliers: "--multipliers",
  multiplierTable: "--multiplier-table",
  type: "--type",
  imposeNull: "--impose-null",
  bootCluster: "--boot-cluster",
} as const;

/** An option that would be ignored is refused: it was meant. */
function refuseOthers(options: RomanoWolfOptions): void {
  const { kind = "wild", multiplierTable, split, fsplit } = options;
  for (const [key, flag] of Object.entries(WILD)) {
    if (kind === "wild" || options[key as keyof typeof WILD] === undefined) continue;
    throw new UsageError(
      "bootstrap_option",
      `${key} (${flag}) is an option of kind wild; ${kind} does not use it: leave it out.`,
      { got: { kind, option: key }, expected: "kind wild" },
    );
  }
  const unused = (["draws", "multipliers"] as const).find((key) => options[key] !== undefined);
  if (multiplierTable !== undefined && unused !== undefined) {
    throw new UsageError(
      "bootstrap_option",
      `A table of multipliers says how many draws there are, and of which distribution: leave out ${unused} (--${unused}).`,
      { got: { [unused]: options[unused] }, expected: "multiplierTable alone" },
    );
  }
  if (split !== undefined && fsplit !== undefined) {
    throw new UsageError("split_twice", "Give split or fsplit, not both: fsplit has the samples of split, too.", {
      got: { split, fsplit },
    });
  }
}

function valuesOf(terms: readonly string[], value: RomanoWolfOptions["value"]): number[] {
  const given = value === undefined ? [0] : [value].flat();
  const values = given.length === 1 ? terms.map(() => given[0] as number) : (given as number[]);
  if (values.length === terms.length && values.every(Number.isFinite)) return values;
  throw new UsageError(
    "bootstrap_value",
    `${terms.length} terms need one finite value for all or one for each; got ${values.join(", ") || "none"}.`,
    { got: values, expected: [1, terms.length] },
  );
}
