/**
 * Stage `heterogeneity`: the regression in each group of each split, a column each, and tests of whether the
 * treatment's coefficient differs. What is shown of them is made elsewhere.
 */

import { MISSING_CODE, type TextColumn } from "../../../base/columns.js";
import { DataError, NumericalError } from "../../../base/errors.js";
import { categoryOf } from "../../../data/panel/codes.js";
import { type Panel, panel as panelOf } from "../../../data/panel/panel.js";
import { withColumns } from "../../../data/table/table.js";
import { type KeyPath, located, locating, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { requireCoding } from "../../inputs/treatment-spec.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { feols, rowsUsed } from "../estimates.js";
import { chosenControls, formulaOf } from "../model-choice.js";
import { measuredRows, type OutcomeRows, rowsAsked, withRows } from "../outcome-rows.js";
import type { StagePlace } from "../stage.js";
import { type Stage, treated } from "../stage.js";
import { treatedAmong } from "../treated-in-rows.js";
import type { GroupModel, HeterogeneityResult, SplitResult } from "./cautions.js";
import { groupRule } from "./cautions.js";
import { type DifferenceTest, differenceTest, dummyOf, type TestedGroups } from "./difference-tests.js";
import { type Group, makeGroups } from "./groups.js";
import { requireCarried, valueRuns } from "./groups-elsewhere.js";
import { presentHeterogeneity } from "./present.js";
import type { HeterogeneitySpec, SplitSpec } from "./schema.js";

/** The stage `place.name`, as `spec` says. Throws UsageError for a treatment the study does not code. */
export function heterogeneityStage(
  file: StudyFile,
  place: StagePlace,
  spec: HeterogeneitySpec,
  treatment: StageNode<TreatmentMade>,
): Stage<HeterogeneityResult> {
  const path = ["stages", place.name];
  requireCoding(file, [...path, "treatment"], spec.treatment);
  const [rows] = rowsAsked(file, path, spec.rows);
  const run = async ([made]: readonly [TreatmentMade], tools: StageTools): Promise<HeterogeneityResult> => {
    const splits: SplitResult[] = [];
    for (const [s, split] of spec.splits.entries()) {
      tools.signal?.throwIfAborted();
      tools.progress(s / spec.splits.length);
      const at = [...path, "splits", s];
      try {
        splits.push(await splitMade(file, [...path, "splits", s], spec, split, rows, made, tools));
      } catch (error) {
        throw located(error, file, at);
      }
    }
    const outcome = spec.outcome ?? file.spec.panel.outcome;
    return { formula: groupFormula(file, spec), outcome, rows: rows ?? null, splits };
  };
  // labels are words, but as many as there are groups
  const splits = spec.splits.map(({ labels, ...split }) => ({ ...split, labels: labels?.length }));
  const reads = { ...computedPart(spec), splits };
  return {
    node: stageNode({ name: place.name, share: 1, reads, needs: [treatment], run }),
    present: (value, made) => presentHeterogeneity(file, place, spec, made, value),
    results: ({ splits }) =>
      splits.flatMap(({ models }) =>
        models.map((model) => ({ name: model.key, record: model.fit, ...treated(spec.treatment, model) })),
      ),
  };
}

const groupFormula = ({ spec: study }: StudyFile, { treatment, controls, outcome, fe }: HeterogeneitySpec): string =>
  formulaOf(study, [treatment, ...chosenControls(controls, study)], outcome, fe);

async function splitMade(
  file: StudyFile,
  path: KeyPath,
  spec: HeterogeneitySpec,
  split: SplitSpec,
  rows: OutcomeRows | undefined,
  made: TreatmentMade,
  tools: StageTools,
): Promise<SplitResult> {
  const { spec: study } = file;
  const chosen = rows === "measured" ? new Set(measuredRows(made.panel.table)) : null;
  if (made.stayed !== undefined) requireCarried(split.by, made.panel);
  const { codes, ...groups } = locating(file, [...path, "by"], () =>
    makeGroups(tools.engine, split, {
      panel: made.panel,
      isUsed: (row) => chosen === null || chosen.has(row),
      firstTreated: made.facts.span?.[0] ?? null,
    }),
  );
  const keys = groups.groups.map(({ key }) => key);
  const group = freeName("group", keys, made.panel);
  const dummies = Object.fromEntries(keys.slice(0, -1).map((key) => [key, dummyOf(group, key)]));
  const grouped = withGroups(made.panel, group, keys, codes);
  const stayed = made.stayed?.grouped({
    ...{ by: split.by, group, dummies },
    runs: valueRuns(made.panel.table.column(split.by), codes, keys, groups.at !== null),
    seenBefore: groups.before,
  });
  const sample = { panel: grouped, ...(stayed === undefined ? {} : { stayed }) };
  const fixefRm = spec.singletons === "keep" ? "none" : "singletons";
  const formula = groupFormula(file, spec);
  const outcome = spec.outcome ?? study.panel.outcome;
  const known = { panel: grouped, truth: made.truth };
  const usedBy: Uint32Array[] = [];
  const models: GroupModel[] = [];
  for (const [g, key] of keys.entries()) {
    const rule = { vcov: study.variance, ...withRows(rows, `${group} == "${key}"`) };
    const fit = await inGroup(split.by, groups.groups[g]!, () =>
      feols(sample, tools, formula, { ...rule, fixefRm, ssc: study.ssc, level: study.level }),
    );
    const nobs = fixefRm === "none" ? {} : { nobs: fit.nobs };
    const used = await rowsUsed(sample, tools, formula, { ...rule, ...nobs });
    usedBy.push(used);
    const units = new Set(Array.from(used, (row) => grouped.unit.codes[row]!)).size;
    models.push({ key, units, fit, ...treatedAmong(used, known, spec.treatment, rows, outcome) });
  }
  const tested: TestedGroups = {
    ...{ study, sample, group, keys, fixefRm },
    fits: models.map(({ fit }) => fit),
    treatment: spec.treatment,
    controls: chosenControls(spec.controls, study),
    outcome,
    fe: spec.fe,
    subset: withRows(rows, `!is.na(${group})`).subset!,
    permutations: spec.permutations,
    changing: groups.changing,
  };
  const tests: DifferenceTest[] = [];
  for (const test of spec.tests) tests.push(await differenceTest(test, tested, tools));
  const clusterings = Object.keys(models[0]!.fit.vcov.clusters).filter((name) => name !== grouped.unit.name);
  const shared = Object.fromEntries(clusterings.map((name) => [name, sharedClusters(grouped, name, usedBy)]));
  return { ...groups, models, shared, tests };
}

/** Clusters of `name`, a column or several joined by ^, with rows in more than one of `groups`. */
function sharedClusters({ table }: Panel, name: string, groups: readonly Uint32Array[]): number {
  const columns = (table.has(name) ? [name] : name.split("^")).map((column) => categoryOf(table.column(column.trim())));
  const seen = new Map<string, Set<number>>();
  groups.forEach((rows, g) => {
    for (const row of rows) {
      const cluster = columns.map(({ codes }) => codes[row]).join(" ");
      seen.set(cluster, (seen.get(cluster) ?? new Set()).add(g));
    }
  });
  return [...seen.values()].filter(({ size }) => size > 1).length;
}

/** Runs `body`; data and arithmetic that can't serve are reported with the group. */
async function inGroup<T>(by: string, group: Group, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof DataError || error instanceof NumericalError)) throw error;
    const message = `In the group ${by}, ${groupRule(group)}: ${error.message}`;
    const Kind = error instanceof DataError ? DataError : NumericalError;
    throw new Kind(error.code, message, { ...error.detail, group: groupRule(group) }, { cause: error });
  }
}

/** `name`, with underscores where the panel has a column that the groups or their dummies would take the name of. */
function freeName(name: string, keys: readonly string[], panel: Panel): string {
  const isTaken = [name, ...keys.map((key) => dummyOf(name, key))].some((column) => panel.table.has(column));
  return isTaken ? freeName(`${name}_`, keys, panel) : name;
}

/** The panel with a text column of the groups and a dummy of each but the last. */
function withGroups({ table, unit, time }: Panel, group: string, keys: readonly string[], codes: Uint32Array): Panel {
  const labels: TextColumn = { kind: "text", name: group, codes, levels: keys };
  const dummies = keys.slice(0, -1).map((key, g) => ({
    kind: "numeric" as const,
    name: dummyOf(group, key),
    values: Float64Array.from(codes, (code) => (code === MISSING_CODE ? Number.NaN : Number(code === g))),
  }));
  return panelOf(withColumns(table, [labels, ...dummies]), { unit: unit.name, time: time.name });
}
