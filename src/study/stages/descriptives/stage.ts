/**
 * Stage `descriptives`: summary statistics of the sample, groups side by side, correlations, raw trends. What
 * is shown of them is made elsewhere.
 */

import { MISSING_CODE } from "../../../base/columns.js";
import { DataError } from "../../../base/errors.js";
import { correlations } from "../../../data/panel/sample.js";
import { trendsOf } from "../../../inspect/figures/trends.js";
import { type KeyPath, locating, locatingAwaited, type StudyFile } from "../../file/study-file.js";
import type { StayedSample } from "../../inputs/stayed-rows.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { makeGroups } from "../group-difference/groups.js";
import { measuredRows, type OutcomeRows, rowsAsked } from "../outcome-rows.js";
import type { Stage, StagePlace } from "../stage.js";
import { compared, type Summary, summaryOf, variableOf } from "./compared.js";
import { presentDescriptives } from "./present.js";
import type { DescriptivesSpec } from "./schema.js";
import type { DescriptivesResult, GroupsResult } from "./tables.js";

/** More lines than this can't be distinguished. */
const MOST_COHORTS = 12;

/** The stage `place.name`, as `spec` says. */
export function descriptivesStage(
  file: StudyFile,
  place: StagePlace,
  spec: DescriptivesSpec,
  treatment: StageNode<TreatmentMade>,
): Stage<DescriptivesResult> {
  const path = ["stages", place.name];
  const [rows] = rowsAsked(file, path, spec.rows);
  const run = ([made]: readonly [TreatmentMade], tools: StageTools) =>
    made.stayed === undefined
      ? describe(file, path, spec, rows, made, tools)
      : describeElsewhere(file, path, spec, made, made.stayed, tools);
  return {
    node: stageNode({ name: place.name, share: 1, reads: computedPart(spec), needs: [treatment], run }),
    present: (value, made) => presentDescriptives(file, place, spec, made, value),
  };
}

/** What sums say of rows that stay: no quantiles, groups, correlations or trends, which `inputs/elsewhere` refuses. */
async function describeElsewhere(
  file: StudyFile,
  path: KeyPath,
  spec: DescriptivesSpec,
  { panel }: TreatmentMade,
  stayed: StayedSample,
  { signal }: StageTools,
): Promise<DescriptivesResult> {
  const summaries: Summary[] = [];
  for (const { written, at } of variablesAsked(file, path, spec)) {
    const { variation, ...found } = await locatingAwaited(file, at, () => stayed.summary(panel, written, signal));
    const quantiles = { p25: null, median: null, p75: null };
    const statistics = { ...found, ...quantiles, missing: panel.table.nRows - found.n };
    summaries.push({ written, statistics, variation });
  }
  const none = { groups: null, correlations: null, trends: null };
  return { nobs: panel.table.nRows, units: panel.nUnits, rows: null, summaries, ...none };
}

function describe(
  file: StudyFile,
  path: KeyPath,
  spec: DescriptivesSpec,
  rows: OutcomeRows | undefined,
  made: TreatmentMade,
  { engine }: StageTools,
): DescriptivesResult {
  const { spec: study } = file;
  const { panel } = made;
  const chosen = rows === "measured" ? new Set(measuredRows(panel.table)) : null;
  const isUsed = (row: number) => chosen === null || chosen.has(row);
  const used = Array.from({ length: panel.table.nRows }, (_, row) => row).filter(isUsed);
  const unitsOf = (own: readonly number[]) => new Set(own.map((row) => panel.unit.codes[row]!)).size;
  const variables = variablesAsked(file, path, spec).map(({ written, at }) =>
    locating(file, at, () => variableOf(engine, panel, written, isUsed)),
  );
  const cohorts = cohortsInSample(file, made);

  const side = (): GroupsResult | null => {
    if (spec.by === undefined) return null;
    const { codes, ...split } =
      spec.by === "treated" && !panel.table.has("treated")
        ? {
            codes: Uint32Array.from(cohorts, (cohort, row) =>
              isUsed(row) ? Number(Number.isNaN(cohort)) : MISSING_CODE,
            ),
          }
        : makeGroups(engine, { by: spec.by }, { panel, isUsed, firstTreated: made.facts.span?.[0] ?? null });
    const groups = "groups" in split ? split : null;
    const n = groups?.groups.length ?? 2;
    return {
      split: groups,
      counts: Array.from({ length: n }, (_, g) => {
        const own = used.filter((row) => codes[row] === g);
        return { rows: own.length, units: unitsOf(own) };
      }),
      variables: compared(engine, panel, study, variables, codes, n),
    };
  };
  return {
    nobs: used.length,
    units: unitsOf(used),
    rows: rows ?? null,
    summaries: variables.map((variable) => summaryOf(engine, panel, variable, used.length)),
    groups: locating(file, [...path, "by"], side),
    correlations: spec.correlations ? correlations(variables.map(({ values }) => values)) : null,
    trends: locating(file, [...path, "trends"], () => {
      if (spec.trends === "none") return null;
      const { values } = variableOf(engine, panel, study.panel.outcome, isUsed);
      const starts = [...new Set(cohorts)].filter((cohort) => !Number.isNaN(cohort)).sort((a, b) => a - b);
      if (spec.trends === "cohort" && starts.length > MOST_COHORTS) throw tooManyCohorts(starts.length);
      return { series: trendsOf(panel, values, cohorts, spec.trends), starts };
    }),
  };
}

const tooManyCohorts = (n: number): DataError =>
  new DataError(
    "trends_cohorts",
    `The sample has ${n} cohorts, at most ${MOST_COHORTS} can be distinguished as lines; set trends: treated.`,
    { got: n, expected: `<= ${MOST_COHORTS}` },
  );

/** The variables and where they are written: default the outcome, the codings and the controls; each once. */
function variablesAsked(file: StudyFile, path: KeyPath, { variables, others }: DescriptivesSpec) {
  const { panel, treatment } = file.spec;
  const usual = [panel.outcome, ...Object.keys(treatment.codings), ...panel.controls];
  const first =
    variables === undefined
      ? usual.map((written) => ({ written, at: path }))
      : variables.map((written, i) => ({ written, at: [...path, "variables", i] }));
  const all = [...first, ...others.map((written, i) => ({ written, at: [...path, "others", i] }))];
  return all.filter(({ written }, i) => all.findIndex((other) => other.written === written) === i);
}

/** First treated period of every row's unit, NaN for units without a treated row in the sample, by the first coding. */
function cohortsInSample({ spec }: StudyFile, { panel, cohortColumn }: TreatmentMade): Float64Array {
  const treatment = panel.table.numeric(Object.keys(spec.treatment.codings)[0]!);
  const ever = new Set<number>();
  treatment.forEach((value, row) => {
    if (value === 1) ever.add(panel.unit.codes[row]!);
  });
  return panel.table
    .numeric(cohortColumn)
    .map((cohort, row) => (ever.has(panel.unit.codes[row]!) ? cohort : Number.NaN));
}
