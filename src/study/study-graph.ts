/**
 * A study as a graph of stages: what every stage rests on (quality, panel, treatment) and the stages of the
 * file, numbered; and which of them a run is asked for. Computes nothing.
 */

import { didYouMean } from "../base/did-you-mean.js";
import { UsageError } from "../base/errors.js";
import type { Table, TableSource } from "../data/table/table.js";
import { varianceColumns } from "../regression/variance/variances.js";
import { locating, requireColumn, type StudyFile } from "./file/study-file.js";
import { headlineOf } from "./headline/headline.js";
import { type HeadlineMade, headlineNode } from "./headline/judged.js";
import type { Remade } from "./headline/levels-of-stage.js";
import { panelStage } from "./inputs/panel.js";
import { qualityStage } from "./inputs/quality.js";
import type { PanelElsewhere } from "./inputs/stayed-rows.js";
import { treatmentStage } from "./inputs/treatment.js";
import { checkTreatment } from "./inputs/treatment-spec.js";
import { type StageNode, withNeeds } from "./run/stage-node.js";
import { exhibitsOf, type Foundation, stageOf } from "./stages/catalogue.js";
import type { Stage } from "./stages/stage.js";
import { type ExhibitRole, numbering } from "./stages/stage.js";

/** Which stages a run is asked for. */
export interface StageChoice {
  /** These stages and what they need; default all. */
  readonly only?: string | readonly string[];
  /** This stage, all after it in the file and all that need one of them are made anew. */
  readonly from?: string;
}

/** The stages of a study file. */
export interface StudyGraph extends Omit<Foundation, "earlier"> {
  readonly stages: readonly Stage[];
  /** What can be said of the headline; null without one. */
  readonly judged: StageNode<HeadlineMade> | null;
  /** Number of the next table of the appendix. */
  readonly nextTable: () => string;
}

/** The graph of `file` on `tables`. Throws UsageError and DataError with the line where a choice does not fit. */
export function studyGraph(
  file: StudyFile,
  tables: ReadonlyMap<string, Table>,
  elsewhere?: PanelElsewhere,
): StudyGraph {
  const { spec } = file;
  checkTreatment(file);
  const source = (path: readonly (string | number)[], name: string): Table => sourceOf(file, tables, path, name);
  const quality =
    spec.quality === undefined
      ? null
      : qualityStage(file, spec.quality, (path, name) => source(["quality", ...path], name));
  const events = spec.treatment.events;
  const eventRows = events === undefined ? null : source(["treatment", "events", "data"], events.data);
  const panelRows = source(["panel", "data"], spec.panel.data);
  checkVariance(file, panelRows);
  const panel = panelStage(
    file,
    spec.panel,
    panelRows,
    spec.quality?.data === spec.panel.data ? quality : null,
    elsewhere,
  );
  const treatment = treatmentStage(file, panel, eventRows);
  const headline = headlineOf(file);
  const foundation = { quality, panel, treatment, source, headline };
  const { stages, nextTable, remade } = placedStages(file, foundation);
  return {
    ...{ ...foundation, stages, nextTable },
    judged: headline === null ? null : headlineNode(file, headline, treatment, remade(headline.stage)),
  };
}

/**
 * Throws, at its own place, what is wrong with the variance of every regression: UsageError as `varianceColumns`, DataError
 * `unknown_column` where the rows of the panel lack a column of it (rows made by `aggregate` are not there yet).
 */
function checkVariance(file: StudyFile, rows: Table): void {
  const { panel, treatment, variance } = file.spec;
  const columns = locating(file, ["variance"], () => varianceColumns(variance));
  if (panel.aggregate !== undefined) return;
  for (const column of columns) {
    if (!Object.hasOwn(treatment.codings, column)) requireColumn(file, ["variance"], column, rows);
  }
}

/** The stages of the study file, numbered. */
function placedStages(
  file: StudyFile,
  foundation: Omit<Foundation, "earlier">,
): Pick<StudyGraph, "stages" | "nextTable"> & { readonly remade: (name: string) => Remade } {
  const number = numbering();
  const earlier = new Map<string, Stage>();
  const remade = new Map<string, Remade>();
  const stages = Object.entries(file.spec.stages).map(([name, spec]) => {
    const made = exhibitsOf(file, name, spec);
    const numbers = (kind: "table" | "figure", roles: readonly ExhibitRole[]) =>
      roles.map((role) => number(kind, spec.appendix ? "supporting" : role));
    const place = {
      name,
      tables: numbers("table", made.tables),
      figures: numbers("figure", made.figures),
      language: file.spec.language,
    };
    const data: TableSource[] = [];
    const source: Foundation["source"] = (path, name) => {
      const table = foundation.source(path, name);
      data.push(table.source);
      return table;
    };
    const as = (of: StudyFile) => stageOf(of, place, of.spec.stages[name]!, { ...foundation, source, earlier });
    const bare = as(file);
    const stage = { ...bare, node: { ...bare.node, data } };
    remade.set(name, { own: stage, as });
    earlier.set(name, stage);
    return stage;
  });
  return { stages, nextTable: () => number("table", "supporting"), remade: (name) => remade.get(name)! };
}

/** What a run is to give: stages to show, all nodes to obtain, and whether one is to be made though it was kept. */
export interface Chosen {
  readonly stages: readonly Stage[];
  readonly targets: readonly StageNode<unknown>[];
  readonly isFresh: (node: StageNode<unknown>) => boolean;
  /** All that the study file asks for. */
  readonly isWhole: boolean;
}

/** The stages of `graph` asked for. Throws UsageError `unknown_stage`. */
export function chosenStages(file: StudyFile, graph: StudyGraph, { only, from }: StageChoice): Chosen {
  const names = only === undefined ? null : [only].flat();
  for (const name of [...(names ?? []), ...(from === undefined ? [] : [from])]) requireStage(file, name, graph.stages);
  const stages = graph.stages.filter(({ node }) => names === null || names.includes(node.name));
  const start = graph.stages.findIndex(({ node }) => node.name === from);
  const later = new Set(from === undefined ? [] : graph.stages.slice(start).map(({ node }) => node));
  const quality = graph.quality !== null && names === null ? [graph.quality] : [];
  const judged = stages.some(({ node }) => node.name === graph.headline?.stage) ? [graph.judged!] : [];
  return {
    stages,
    targets: [...quality, graph.panel, graph.treatment, ...stages.map(({ node }) => node), ...judged],
    isFresh: (node) => [...withNeeds([node])].some((one) => later.has(one)),
    isWhole: names === null,
  };
}

function requireStage(file: StudyFile, name: string, stages: readonly Stage[]): void {
  const known = stages.map(({ node }) => node.name);
  if (known.includes(name)) return;
  throw new UsageError(
    "unknown_stage",
    `${file.name} has no stage '${name}' among ${known.join(", ")}${didYouMean(name, known)}`,
    { got: name, expected: known },
  );
}

function sourceOf(
  file: StudyFile,
  tables: ReadonlyMap<string, Table>,
  path: readonly (string | number)[],
  name: string,
): Table {
  const table = tables.get(name);
  if (table !== undefined) return table;
  const known = [...tables.keys()];
  throw new UsageError(
    "unknown_source",
    `${file.at(path)}: '${name}' is none of the data sources ${known.join(", ")}${didYouMean(name, known)}`,
    { got: name, expected: known },
  );
}
