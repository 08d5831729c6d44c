/**
 * What a sensitivity analysis may be asked, resolved before a row is touched: which choices of sigma and
 * normalisation, which of them is the base, and the cells in which they are compared. Knows nothing of ranks.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import { nameOf } from "../../base/text.js";
import type { Table } from "../../data/table/table.js";
import { filled } from "../../declare/check.js";
import type { Keys, Role, SigmaTable } from "../quality/options.js";
import { planQuality } from "../quality/plan.js";
import { namesOf } from "../quality/plan-names.js";
import { SIGMA_OPTIONS, sourceOf } from "../quality/sigma/plan-sigma.js";
import type { EstimateQualityOptions } from "../quality/verb.js";
import {
  DEFAULT_SIGMAS,
  type NamedSigma,
  type NormalisationChoice,
  type QualitySensitivityOptions,
  qualitySensitivityVerb,
  type SigmaChoice,
} from "./verb.js";

type Sigma = NonNullable<EstimateQualityOptions["sigma"]>;

/** The choice by name: a number or text is its own, a table is called after its file. */
function namedSigma(choice: SigmaChoice): NamedSigma {
  if (typeof choice !== "object") return { label: String(choice).trim(), sigma: choice };
  return isTable(choice) ? { label: `table:${nameOf(choice.table.source.name)}`, sigma: choice } : choice;
}

/**
 * `options` without those that are meant for another of `sources` than `sigma`. What none of them takes stays, so that the
 * run refuses it.
 */
function optionsOfSource<T extends EstimateQualityOptions>(
  options: T,
  sigma: Sigma,
  sources: readonly NamedSigma[],
): T {
  const own: readonly string[] = SIGMA_OPTIONS[sourceOf(sigma)];
  const anyones = sources.flatMap((source): readonly string[] => SIGMA_OPTIONS[sourceOf(source.sigma)]);
  const kept = Object.entries(options).filter(([name]) => own.includes(name) || !anyones.includes(name));
  return Object.fromEntries(kept) as T;
}

const isTable = (choice: SigmaTable | NamedSigma): choice is SigmaTable => !("label" in choice);

/** One combination of sigma and normalisation. */
export interface Choice {
  /** "5 / product^year" */
  readonly label: string;
  readonly sigma: string;
  readonly normalise: string;
  readonly options: EstimateQualityOptions;
}

/** Everything asked, resolved. */
export interface SensitivityPlan {
  readonly choices: readonly Choice[];
  /** Number of the base among the choices. */
  readonly base: number;
  readonly by: Keys;
  /** The key's column that is the year; null where the key has none. */
  readonly year: string | null;
  /** Whether no sigmas were asked for. */
  readonly sigmasByDefault: boolean;
}

/**
 * The plan of `options` for `table`. Throws UsageError `few_choices`, `repeated_choice`, `unknown_base`, `one_aggregate`,
 * `no_cells_key`, and what `planQuality` throws for any of the choices.
 */
export function planSensitivity(table: Table, options: QualitySensitivityOptions): SensitivityPlan {
  const { normalisations, ...given } = filled(qualitySensitivityVerb.options, options);
  const { sigmas = DEFAULT_SIGMAS, by: _by, base: wanted, onProgress: _onProgress, ...shared } = given;
  const written = cellsKey(table, options);
  const sources = sigmas.map(namedSigma);
  const choices = sources.flatMap(({ sigma, label }) =>
    normalisations.map(readNormalisation).map(
      (normalisation): Choice => ({
        label: `${label} / ${normalisation.label}`,
        sigma: label,
        normalise: normalisation.label,
        options: { ...optionsOfSource(shared, sigma, sources), ...normalisation.options, sigma, by: written },
      }),
    ),
  );
  refuseFewOrRepeated(choices);
  const base = baseOf(choices, wanted ?? 0);
  const plans = choices.map((choice) => planQuality(table, choice.options));
  const by = oneKey(plans[0]!.by, written);
  const year = namesOf(table, options).roleIfAny("year");
  return {
    choices,
    base,
    by,
    year: year !== undefined && by.columns.includes(year) ? year : null,
    sigmasByDefault: options.sigmas === undefined,
  };
}

function readNormalisation(choice: NormalisationChoice) {
  if (typeof choice !== "string") return choice;
  const label = choice.trim();
  const [keys = "", ...rule] = label.split(":");
  if (keys === "none" && rule.length === 0) return { label, options: { normaliseRule: "none" } };
  const written = rule.join(":").replace("=", ":");
  return { label, options: { normalise: keys, ...(rule.length === 0 ? {} : { normaliseRule: written }) } };
}

/** Refuses what no data could serve. Throws as `qualitySensitivity` does for options. */
export function checkSensitivity(_formula: string, given: QualitySensitivityOptions): void {
  filled(qualitySensitivityVerb.options, given);
}

/** The key asked for, else the first of city^year and firm^year that the data have. */
function cellsKey(table: Table, options: QualitySensitivityOptions): string {
  if (options.by !== undefined) return options.by;
  const names = namesOf(table, options);
  const has = (role: Role): boolean => names.roleIfAny(role) !== undefined;
  const key = has("year") ? (["city", "firm"] as const).find(has) : undefined;
  if (key !== undefined) return `${key}^year`;
  throw new UsageError(
    "no_cells_key",
    `${table.source.name} has neither city and year nor firm and year: say in which cells choices are compared, with by (--by KEYS).`,
    { got: table.names, expected: "city^year or firm^year" },
  );
}

function oneKey(keys: readonly Keys[], written: string): Keys {
  if (keys.length === 1) return keys[0]!;
  throw new UsageError(
    "one_aggregate",
    `by = '${written}' names ${keys.length} keys, but choices are compared in the cells of one, such as city^year.`,
    { got: written, expected: "one key" },
  );
}

function refuseFewOrRepeated(choices: readonly Choice[]): void {
  const labels = choices.map(({ label }) => label);
  if (choices.length < 2) {
    throw new UsageError(
      "few_choices",
      `A sensitivity analysis compares two choices or more, got ${choices.length === 0 ? "none" : `'${labels[0]}' alone`}: ` +
        "give several of sigmas (--sigmas 3,5,10) or normalisations.",
      { got: labels, expected: "at least 2 choices" },
    );
  }
  const repeated = labels.find((label, i) => labels.indexOf(label) !== i);
  if (repeated === undefined) return;
  throw new UsageError("repeated_choice", `The choice '${repeated}' is asked for twice; name it once.`, {
    got: labels,
    expected: "distinct choices",
  });
}

/** A number counts choices, a text is a label or a sigma, whose first normalisation is meant. */
function baseOf(choices: readonly Choice[], wanted: number | string): number {
  const text = String(wanted).trim();
  const found =
    typeof wanted === "number"
      ? Number.isInteger(wanted) && wanted >= 0 && wanted < choices.length
        ? wanted
        : -1
      : Math.max(
          choices.findIndex(({ label }) => label === text),
          choices.findIndex(({ sigma }) => sigma === text),
        );
  if (found >= 0) return found;
  const labels = choices.map(({ label }) => label);
  const near = didYouMean(text, [...labels, ...choices.map(({ sigma }) => sigma)]);
  const place = typeof wanted === "number" ? `counted from 0 to ${choices.length - 1}, ` : "";
  throw new UsageError(
    "unknown_base",
    `The base '${text}' is none of the choices${near} Name one of them, ${place}by its label or its sigma: ${labels.join("; ")}.`,
    { got: wanted, expected: labels },
  );
}
