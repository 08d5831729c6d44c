/**
 * Rows of a table of regressions for columns with few clusters: p and interval of the treatment by the wild
 * cluster bootstrap, beside the clustered t. Knows the study's choices, not how draws are made.
 */
import type { Language } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import { decimalsFor, formatCount, formatDrawnP, formatFixed } from "../../../report/format-number.js";
import { regressionWords, regressionWords as words } from "../../../report/messages/regression.js";
import type { BootstrapRecord } from "../../../verbs/bootstrap/record.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import type { Coding } from "../../inputs/treatment-schema.js";
import type { StageTools } from "../../run/stage-node.js";
import { USUAL_LEVEL } from "../../usual-level.js";
import { bootstrap } from "../estimates.js";
import type { StagePlace } from "../stage.js";
import { tableName } from "../stage.js";
import type { TreatedRows } from "../treated-in-rows.js";
import type { RegressionColumn, WildRowsSpec } from "./schema.js";

/** What is kept of a bootstrap: all but the draws. */
export type WildFinding = Pick<
  BootstrapRecord,
  "terms" | "null_values" | "observed" | "bootstrap" | "p_value" | "interval" | "notes"
>;

/** A column as the rows need it. */
interface WildColumn {
  readonly fit: FitRecord;
  readonly bootstrap?: WildFinding;
}

/** `spec` where the column's errors are clustered, by few clusters, and the treatment has a coefficient. */
export function wildAsked(spec: WildRowsSpec | undefined, { vcov, coefficients }: FitRecord, treatment: string) {
  const G = Math.min(...Object.values(vcov.clusters));
  const isFew = spec !== undefined && G < spec.fewer_than && Object.hasOwn(coefficients, treatment);
  return isFew ? spec : undefined;
}

type Drawn = Pick<RegressionColumn, "treatment" | "subset"> & { readonly weights?: string };

/** Options of the bootstrap of a column. */
export const wildOptions = (
  { spec: study }: StudyFile,
  { draws, weights, type }: Omit<WildRowsSpec, "fewer_than">,
  { treatment, subset, weights: own }: Drawn,
  { vcov }: FitRecord,
) => ({
  term: treatment,
  cluster: Object.keys(vcov.clusters),
  draws,
  multipliers: weights,
  type,
  ssc: study.ssc,
  level: study.level,
  seed: study.seed,
  ...(subset === undefined ? {} : { subset }),
  ...(own === undefined ? {} : { weights: own }),
});

/** The bootstrap of a column. Throws as `bootstrap`. */
export async function wildFinding(
  file: StudyFile,
  spec: Omit<WildRowsSpec, "fewer_than">,
  column: Drawn,
  { formula, fit }: { readonly formula: string; readonly fit: FitRecord },
  sample: Pick<TreatmentMade, "panel" | "stayed">,
  tools: StageTools,
): Promise<WildFinding> {
  const {
    terms,
    null_values,
    observed,
    bootstrap: design,
    p_value,
    interval,
    notes,
  } = await bootstrap(sample, tools, formula, wildOptions(file, spec, column, fit));
  return { terms, null_values, observed, bootstrap: design, p_value, interval, notes };
}

/** Two rows, where any column has a bootstrap. */
export function wildRows(
  models: readonly WildColumn[],
  language: Language = "en",
): { label: string; texts: string[] }[] {
  const found = models.flatMap(({ bootstrap: own }) => (own === undefined ? [] : [own]));
  if (found.length === 0) return [];
  const level = `${Number((100 * (found[0]!.interval?.level ?? 0.95)).toPrecision(6))}%`;
  const decimals = decimalsFor(found.map(({ observed }) => observed.std_error ?? 0));
  const end = (value: number | null, unbounded: string) => (value === null ? unbounded : formatFixed(value, decimals));
  const texts = (text: (own: WildFinding) => string) =>
    models.map(({ bootstrap: own }) => (own === undefined ? "" : text(own)));
  return [
    {
      label: words.wildP[language],
      texts: texts(({ p_value, bootstrap: { draws } }) => formatDrawnP(p_value.statistic ?? Number.NaN, draws.used, 3)),
    },
    {
      label: words.wildInterval[language](level),
      texts: texts(({ interval }) =>
        interval === null ? "" : `[${end(interval.conf_low, "-Inf")}, ${end(interval.conf_high, "Inf")}]`,
      ),
    },
  ];
}

/** How the draws were made. */
export function wildNotes(models: readonly WildColumn[], language: Language = "en"): string[] {
  const own = models.find((model) => model.bootstrap !== undefined)?.bootstrap;
  if (own === undefined) return [];
  const { type, weights, clusters, enumerated, draws, generator, seed } = own.bootstrap;
  const made = enumerated ? words.everySign[language] : words.seeded[language](generator, seed);
  return [words.wildNote[language](clusters.name, String(type), weights, formatCount(draws.used), made)];
}

// What a reader must know before quoting a column of a table of regressions.

/** What is computed for a column. */
export interface RegressionEstimate extends TreatedRows {
  readonly treatment: string;
  readonly coding: Coding;
  readonly controls: readonly string[];
  readonly outcome: string;
  readonly formula: string;
  readonly fit: FitRecord;
  /** Where asked for, and clusters are few. */
  readonly bootstrap?: WildFinding;
}

/** A column of the table. */
export interface RegressionModel extends RegressionEstimate {
  readonly label: string;
}

/** Columns whose treated units are in part, or all, seen treated in imputed rows alone; `where` names a column. */
export function onlyImputed(
  models: readonly TreatedRows[],
  { units }: { readonly units: string },
  where: (c: number) => string,
  language: Language = "en",
): string[] {
  return models.flatMap(({ treated, treated_only_imputed: found = [] }, c) =>
    found.length === 0
      ? []
      : [
          regressionWords.onlyImputed[language](
            where(c),
            formatCount(found.length),
            formatCount(treated.length),
            units,
          ),
        ],
  );
}

/** Columns a reader might quote for their p-value although few units are treated: those of as many in one sentence. */
export function smallPs(
  place: StagePlace,
  models: readonly RegressionModel[],
  few: number,
  { unit, units }: { readonly unit: string; readonly units: string },
): string[] {
  const small = models.flatMap(({ fit, treatment, treated }, c) => {
    const p = ownOf(fit.coefficients, treatment)?.p_value;
    if (p === undefined || p >= USUAL_LEVEL || treated.length >= few) return [];
    return [{ column: c + 1, p: p < 0.001 ? "< 0.001" : `= ${formatFixed(p, 3)}`, n: treated.length }];
  });
  return [...new Set(small.map(({ n }) => n))].map((n) =>
    regressionWords.smallP[place.language](
      small.filter((one) => one.n === n),
      tableName(place),
      models.length,
      formatCount(n),
      n === 1 ? unit : units,
    ),
  );
}
