/**
 * Which data sources of a study an engine holds, what happens to the rows of each, and what a study can't ask of rows that stay: known
 * from the file alone, before anything is asked. Knows no engine.
 */
import { NotSupported, UsageError } from "../../base/errors.js";
import { addressHoldsSecret, textHoldsSecret } from "../../base/secrets.js";
import type { Table } from "../../data/table/table.js";
import { clusterName } from "../../regression/frame/clusterings.js";
import { parseRegressionVcov, varianceColumns } from "../../regression/variance/variances.js";
import type { StudySpec } from "../file/schema.js";
import { type KeyPath, requireColumn, type StudyFile, written } from "../file/study-file.js";
import type { StageSpec } from "../stages/schema.js";
import { type EngineSource, isOnEngine } from "./data-source.js";
import { checkAggregates, checkControls, taken } from "./panel.js";
import { cohortColumnOf } from "./treatment-columns.js";

/** What happens to the rows of a source: they stay, are added up there to the rows of the panel, or come here. */
export type Whereabouts = "stay" | "cells" | "home";

/** A data source that an engine holds. */
export interface HeldSource {
  readonly name: string;
  readonly source: EngineSource;
  readonly rows: Whereabouts;
}

/** The sources that engines hold. Throws NotSupported `study_engine` with all that needs rows which stay. */
export function heldSources(file: StudyFile): readonly HeldSource[] {
  const held = Object.entries(file.spec.data).flatMap(([name, source]) => {
    if (!isOnEngine(source)) return [];
    return [{ name, source, rows: whereabouts(file.spec, name, source) }];
  });
  const needs = held.flatMap(({ name, rows }) => (rows === "home" ? [] : needsOf(file, name, rows)));
  if (needs.length === 0) return held;
  const places = needs.map(({ path, why }) => `  ${file.at(path)}: ${written(path)}: ${why}`);
  throw new NotSupported(
    "study_engine",
    `${file.name}: ${needs.length === 1 ? "one thing" : `${needs.length} things`} of this study can't be made of an engine's sums:\n${places.join("\n")}\nLeave ${needs.length === 1 ? "it" : "them"} out, or write bring: home beside engine: the columns that the study names then come here, 4 GB at most.`,
    {
      got: needs.map(({ path, why }) => ({ key: written(path), why })),
      expected: "stages that sums serve, or bring: home",
    },
  );
}

function whereabouts({ panel }: StudySpec, name: string, { bring }: EngineSource): Whereabouts {
  if (bring === "home") return "home";
  return panel.data === name && panel.aggregate !== undefined ? "cells" : "stay";
}

/**
 * Throws, at its place, for what the study asks of a source of columns `header` (no rows) that it does not have, before anything is asked
 * of its rows.
 */
export function checkHeld(file: StudyFile, rows: Exclude<Whereabouts, "home">, header: Table): void {
  const { panel, treatment } = file.spec;
  for (const role of ["unit", "time"] as const) requireColumn(file, ["panel", role], panel[role], header);
  if (rows === "cells") {
    checkAggregates(file, panel.aggregate!, header);
    return;
  }
  requireColumn(file, ["panel", "outcome"], panel.outcome, header);
  checkControls(file, panel, header);
  for (const role of ["cohort", "dummy"] as const) {
    const column = treatment[role];
    if (column !== undefined) requireColumn(file, ["treatment", role], column, header);
  }
  const made = cohortColumnOf(treatment);
  if (treatment.cohort === undefined && header.has(made)) throw taken(file, ["treatment"], made, header);
}

/** Columns of units that groups of them are made by, and counted in: of `columns`, those of the source. */
export function columnsCarried(
  { stages, variance, panel, treatment }: StudySpec,
  columns: readonly string[],
): string[] {
  const by = Object.values(stages).flatMap((stage) =>
    stage.stage === "group-difference" ? stage.splits.map(({ by: column }) => column) : [],
  );
  const own: readonly unknown[] = [panel.unit, panel.time, treatment.cohort, treatment.dummy];
  const wanted = by.length === 0 ? [] : [...new Set([...by, ...varianceColumns(variance)])];
  return wanted.filter((name) => columns.includes(name) && !own.includes(name));
}

/** Keys of a study whose texts are words, not columns, or name no column of the panel. */
const WORDS = ["title", "summary", "labels", "words", "cautions", "sources", "data", "output"];

/**
 * Of the `columns` of a source those that the study can read: of the panel's own those whose names stand anywhere in what it asks for, all
 * of other sources, whose columns have roles by names of their own, and all where a formula or a stage takes columns without naming them.
 */
export function namesRead(spec: StudySpec, source: string, columns: readonly string[]): readonly string[] {
  if (spec.panel.data !== source || spec.quality?.data === source) return columns;
  const texts: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === "string") texts.push(value);
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        texts.push(key);
        visit(inner);
      }
    }
  };
  for (const [key, value] of Object.entries(spec)) if (!WORDS.includes(key)) visit(value);
  const asked = texts.join("\n");
  const isOpen = Object.values(spec.stages).some(
    (stage) => stage.stage === "xtsum" && !Object.hasOwn(stage, "variables"),
  );
  if (isOpen || /\.\.\(|regex\(/.test(asked)) return columns;
  const words = new Set(asked.match(/[\p{L}\p{N}_.]+/gu) ?? []);
  return columns.filter((name) => words.has(name) || (!/^[\p{L}\p{N}_.]+$/u.test(name) && asked.includes(name)));
}

/** Throws UsageError `study_secret` for a password, token or key in the address or the query of a data source. */
export function refuseSecrets(file: StudyFile): void {
  for (const [name, source] of Object.entries(file.spec.data)) {
    if (!isOnEngine(source)) continue;
    const key = addressHoldsSecret(source.engine) ? "engine" : textHoldsSecret(source.from) ? "from" : null;
    if (key === null) continue;
    throw new UsageError(
      "study_secret",
      `${file.at(["data", name, key])}: ${key === "engine" ? "the address holds a password or a token" : "the query holds a password or a token, or a key"}, and a study file is no place for one: take it out, and set PGPASSWORD, CLICKHOUSE_PASSWORD, TRINO_PASSWORD, SPARK_TOKEN or WASMETRICS_SQL_PASSWORD in the environment${key === "engine" ? "" : ", or of DuckDB make a persistent secret beforehand"}.`,
      { got: "a text that is not shown", expected: "engine://user@host:port/database" },
    );
  }
}

/** Something of a study that sums do not give, and why. */
interface Need {
  readonly path: KeyPath;
  readonly why: string;
}

function needsOf({ spec }: StudyFile, name: string, rows: Exclude<Whereabouts, "home">): Need[] {
  const { panel, quality, treatment } = spec;
  const isPanel = panel.data === name;
  const others = [
    ...(quality?.data === name
      ? [
          {
            path: ["quality"],
            why: "rows with their quality are written by the engine (wasmetrics quality --schema), and are then the table to name",
          },
        ]
      : []),
    ...(treatment.events?.data === name
      ? [{ path: ["treatment", "events", "data"], why: "events are read one by one" }]
      : []),
    ...(isPanel ? [] : [{ path: ["data", name], why: "rows stay only of the source of the panel" }]),
  ];
  const found = others.slice(0, 1);
  return !isPanel || rows === "cells" ? found : [...found, ...needsOfPanel(spec), ...needsOfStages(spec)];
}

function needsOfPanel({ panel, treatment, truth, variance }: StudySpec): Need[] {
  const type = parseRegressionVcov(variance).type;
  return [
    ...(panel.extrapolate === undefined
      ? []
      : [{ path: ["panel", "extrapolate"], why: "an outcome is continued unit by unit" }]),
    ...Object.keys(panel.lags).map((name) => ({
      path: ["panel", "lags", name],
      why: "a column of the period before is made by a query, or written l(x) in a formula",
    })),
    ...(treatment.events === undefined
      ? []
      : [
          { path: ["treatment", "events"], why: "cohorts from events need their units here; name a column of cohorts" },
        ]),
    ...(typeof treatment.never === "string"
      ? [{ path: ["treatment", "never"], why: "a cohort is a number, and so is its value for never" }]
      : []),
    ...Object.keys(truth).map((outcome) => ({ path: ["truth", outcome], why: "the truth of single rows is read" })),
    ...(["iid", "hetero", "HC1", "cluster"].includes(type)
      ? []
      : [{ path: ["variance"], why: `${type} looks at rows one by one; iid, hetero and cluster do not` }]),
  ];
}

function needsOfStages(spec: StudySpec): Need[] {
  return Object.entries(spec.stages).flatMap(([name, stage]) => {
    const found = needOf(spec, stage);
    return found === null ? [] : [{ path: ["stages", name, ...found.key], why: found.why }];
  });
}

interface StageNeed {
  readonly key: KeyPath;
  readonly why: string;
}

const NAME = /^[\p{L}_][\p{L}\p{N}_.]*$/u;
const QUANTILES: readonly string[] = ["p25", "median", "p75"];

const refusal = (why: string, ...key: (string | number)[]): StageNeed => ({ key, why });

/** What of a stage needs rows; null where sums serve it, or the stages it takes its columns from. */
function needOf(spec: StudySpec, stage: StageSpec): StageNeed | null {
  const clusters = clustersOf(spec.variance);
  switch (stage.stage) {
    case "regressions":
    case "event-study":
    case "iv":
    case "table":
    case "coefplot":
      return null;
    case "did": {
      const { controls } = stage;
      if (controls === true ? spec.panel.controls.length > 0 : controls !== false && controls.length > 0) {
        return refusal("covariates of did differ between units of one history", "controls");
      }
      if (stage.unbalanced === "rows") return refusal("rows as cross-sections have no history", "unbalanced");
      return clusters === null || clusters === spec.panel.unit
        ? refusal(`did has errors by one clustering above ${spec.panel.unit}`)
        : null;
    }
    case "placebo": {
      if (stage.kind === "time") return refusal("a placebo in time refits rows before the policy", "kind");
      if (stage.strata !== undefined) return refusal("strata are read by unit", "strata");
      if (stage.leave_out) return refusal("leaving cohorts out refits without their rows", "leave_out");
      return clusters === spec.panel.unit
        ? null
        : refusal(`placebo has errors clustered by ${spec.panel.unit}, which it permutes`);
    }
    case "descriptives": {
      const { statistics, by, correlations, trends } = stage;
      const quantile = statistics.find((name) => QUANTILES.includes(name));
      if (quantile !== undefined)
        return refusal(`${quantile} is no sum; ask for n, mean, sd, min, max, missing`, "statistics");
      if (by !== undefined) return refusal("groups side by side are divided row by row", "by");
      if (correlations) return refusal("correlations are of rows where all variables are there", "correlations");
      return trends === "none" ? null : refusal("raw trends read rows", "trends");
    }
    case "group-difference": {
      const s = stage.splits.findIndex(({ by, at }) => !NAME.test(by) || at === "observation");
      return s < 0 ? null : refusal("rows that stay are divided by a column with one value a unit", "splits", s);
    }
    default:
      return refusal(`${stage.stage} reads rows one by one`);
  }
}

/** The one clustering of the variance by name; null where there is none or several. */
function clustersOf(variance: string): string | null {
  const parsed = parseRegressionVcov(variance);
  return parsed.type === "cluster" && parsed.by.length === 1 ? clusterName(parsed.by[0]!) : null;
}
