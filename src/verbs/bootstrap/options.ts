/**
 * What a bootstrap can be asked for, and the refusal of what no data could serve, before any are read.
 * Knows nothing of how draws are made.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { LongOptions } from "../../base/progress.js";
import type { Table } from "../../data/table/table.js";
import { type WildType, wildType } from "../../regression/cluster-bootstrap/wild-spec.js";
import type { FitOptions } from "../../regression/fit-options.js";
import { requireLevel } from "../../regression/tests/coefficients.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import { parseVcov } from "../../regression/variance/variances.js";
import { DEFAULT_DRAWS, MOST_DRAWS } from "../resampling/options.js";
import { BOOTSTRAP_NOTES } from "./messages.js";

export const BOOTSTRAP_KINDS = ["wild", "pairs", "jackknife"] as const;
export { WILD_TYPES } from "../../regression/cluster-bootstrap/wild-spec.js";
export const MULTIPLIERS = ["rademacher", "webb", "mammen"] as const;
const TIE_RULES = ["count", "strict"] as const;
const INTERVALS = ["inversion", "none"] as const;

export interface BootstrapOptions
  extends LongOptions,
    Pick<FitOptions, "ssc" | "weights" | "subset" | "fixefRm" | "solver" | "level"> {
  /** Default `wild`. */
  readonly kind?: (typeof BOOTSTRAP_KINDS)[number];
  /** Clustering of the error: `city`, `city+year` (wild only), `city^year`, or a list. */
  readonly cluster: string | readonly string[];
  /** The coefficient tested; several make one joint hypothesis (wild). */
  readonly term: string | readonly string[];
  /** The value tested, default 0; one for each term. */
  readonly value?: number | readonly number[];
  /** Default 9,999 (wild), 999 (pairs). */
  readonly draws?: number;
  /** Wild: distribution of the multipliers, default `rademacher`. */
  readonly multipliers?: (typeof MULTIPLIERS)[number];
  /** Wild: scores resampled, then variance of the statistic, default `11`; 3 is the jackknife's. */
  readonly type?: WildType;
  /** Wild: residuals under the hypothesis (default) or not. */
  readonly imposeNull?: boolean;
  /** Wild: the interval of values not rejected (default), or none. */
  readonly ci?: (typeof INTERVALS)[number];
  /** Default `count`: a draw that ties with the sample's statistic counts against it. */
  readonly ties?: (typeof TIE_RULES)[number];
  /** Wild: clusters that share a multiplier; default those of the error (two-way: their intersection). */
  readonly bootCluster?: string;
  /** Pairs: draws to use instead, one a row; cells are 1-based positions in the sorted list of clusters. */
  readonly indices?: Table;
}

/** The request with every default filled in. */
export interface BootstrapPlan {
  readonly kind: (typeof BOOTSTRAP_KINDS)[number];
  readonly variance: Extract<VcovSpec, { type: "cluster" }>;
  /** Columns whose combinations share a multiplier; null where the error's clusters do. */
  readonly bootCluster: readonly string[] | null;
  readonly terms: readonly string[];
  readonly values: readonly number[];
  readonly draws: number;
  readonly multipliers: (typeof MULTIPLIERS)[number];
  readonly type: WildType;
  readonly imposeNull: boolean;
  readonly ci: (typeof INTERVALS)[number];
  readonly ties: (typeof TIE_RULES)[number];
  readonly level: number;
}

/**
 * Options with their defaults. Throws UsageError: `bootstrap_kind`, `bootstrap_weights`,
 * `bootstrap_ties`, `bootstrap_ci`, `bootstrap_cluster`, `bootstrap_term`, `bootstrap_value`, `bootstrap_draws`,
 * `bootstrap_option` (an option of another kind), and as `wildType`, `parseVcov` and `requireLevel`.
 */
export function bootstrapPlan(options: BootstrapOptions): BootstrapPlan {
  const kind = oneOf("kind", options.kind ?? "wild", BOOTSTRAP_KINDS);
  refuseOthers(kind, options);
  const level = options.level ?? 0.95;
  requireLevel(level);
  const terms = typeof options.term === "string" ? [options.term] : [...(options.term ?? [])];
  if (terms.length === 0 || new Set(terms).size < terms.length) {
    const got = terms.join(", ") || "none";
    throw new UsageError("bootstrap_term", `A bootstrap needs the coefficients to test, each once; got ${got}.`, {
      got: terms,
      expected: "at least one regressor, each once",
    });
  }
  if (kind !== "wild" && terms.length > 1) {
    throw new UsageError(
      "bootstrap_term",
      `A joint hypothesis of ${terms.length} terms needs kind wild, not ${kind}.`,
      {
        got: terms,
        expected: "one term, or kind wild",
      },
    );
  }
  return {
    kind,
    level,
    terms,
    variance: clusteredBy(kind, options.cluster),
    bootCluster: options.bootCluster === undefined ? null : bootColumns(options.bootCluster),
    values: valuesOf(terms, options.value),
    draws: drawsOf(kind, options.draws),
    multipliers: oneOf("weights", options.multipliers ?? "rademacher", MULTIPLIERS),
    type: wildType(options.type ?? "11"),
    imposeNull: options.imposeNull ?? true,
    ci: oneOf("ci", options.ci ?? "inversion", INTERVALS),
    ties: oneOf("ties", options.ties ?? "count", TIE_RULES),
  };
}

/** Options that mean something for one kind alone, under their names on the command line. */
const OF_KIND = {
  multipliers: ["--weights", ["wild"]],
  type: ["--type", ["wild"]],
  imposeNull: ["--impose-null", ["wild"]],
  bootCluster: ["--boot-cluster", ["wild"]],
  ci: ["--ci", ["wild"]],
  indices: ["--indices", ["pairs"]],
  draws: ["--draws", ["wild", "pairs"]],
} as const;

/** An option that would be ignored is refused: it was meant. */
function refuseOthers(kind: BootstrapPlan["kind"], options: BootstrapOptions): void {
  for (const [key, [flag, kinds]] of Object.entries(OF_KIND)) {
    if (options[key as keyof typeof OF_KIND] === undefined || (kinds as readonly string[]).includes(kind)) continue;
    throw new UsageError(
      "bootstrap_option",
      `${key} (${flag}) is an option of kind ${kinds.join(" and ")}; a ${kind} does not use it: leave it out.`,
      { got: { kind, option: key }, expected: kinds },
    );
  }
  if (options.indices !== undefined && options.draws !== undefined) {
    throw new UsageError("bootstrap_option", "Indices say how many draws there are: leave out draws (--draws).", {
      got: { draws: options.draws, indices: options.indices.source.name },
      expected: "one of the two",
    });
  }
}

function oneOf<T extends string>(what: string, value: string, known: readonly T[]): T {
  if ((known as readonly string[]).includes(value)) return value as T;
  throw new UsageError(
    `bootstrap_${what}`,
    `Unknown ${what} '${value}' of a bootstrap${didYouMean(value, known)} Known: ${known.join(", ")}.`,
    { got: value, expected: known },
  );
}

function clusteredBy(kind: BootstrapPlan["kind"], cluster: BootstrapOptions["cluster"]): BootstrapPlan["variance"] {
  if (cluster === undefined || cluster.length === 0) {
    throw new UsageError(
      "bootstrap_cluster",
      "A bootstrap needs the clustering of the error: cluster (--cluster city).",
      {
        got: cluster,
        expected: "a column",
      },
    );
  }
  const spec = parseVcov(typeof cluster === "string" ? `cluster:${cluster}` : { cluster });
  if (spec.type !== "cluster") throw new TypeError("a clustered variance was parsed as another one");
  if (kind !== "wild" && spec.by.length > 1) {
    throw new UsageError("bootstrap_cluster", `Kind ${kind} draws one clustering; two-way errors need kind wild.`, {
      got: cluster,
      expected: "one clustering",
    });
  }
  return spec;
}

function bootColumns(text: string): string[] {
  const columns = text.split("^").map((column) => column.trim());
  if (!text.includes("+") && columns.every((column) => column !== "")) return columns;
  throw new UsageError(
    "bootstrap_cluster",
    `Multipliers are shared within one clustering, such as city or city^year; got '${text}'.`,
    { got: text, expected: "columns joined by ^" },
  );
}

function valuesOf(terms: readonly string[], value: BootstrapOptions["value"]): number[] {
  const values = value === undefined ? terms.map(() => 0) : typeof value === "number" ? [value] : [...value];
  if (values.length === terms.length && values.every(Number.isFinite)) return values;
  throw new UsageError(
    "bootstrap_value",
    `A hypothesis on ${terms.length} terms needs as many finite values; got ${values.join(", ") || "none"}.`,
    { got: values, expected: terms.length },
  );
}

function drawsOf(kind: BootstrapPlan["kind"], draws: number | undefined): number {
  if (kind === "jackknife") return 0;
  const wanted = draws ?? DEFAULT_DRAWS[kind];
  if (Number.isSafeInteger(wanted) && wanted >= 1 && wanted <= MOST_DRAWS) return wanted;
  throw new UsageError("bootstrap_draws", `Draws must be a whole number from 1 to ${MOST_DRAWS}; got ${wanted}.`, {
    got: wanted,
    expected: `1..${MOST_DRAWS}`,
  });
}

/**
 * The note on every result that an abort cut short. The first of an enumeration are no random sample: in its order some
 * clusters or units have not changed yet.
 */
export const partialNote = (done: number, requested: number, enumerated = false): Note =>
  note(BOOTSTRAP_NOTES, "partial", { done, requested, ...(enumerated ? { enumerated } : {}) });
