/**
 * A cell of a report, or of one record, explained: every fact from what a run wrote, nothing of rows. Knows no words and no disk; who reads
 * files and compares their hashes is given.
 */
import type { Language, Note } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { NumberCell, TableModel, TextCell } from "../../report/table-model.js";
import { type ModelRecord, modelColumn } from "../../verbs/table/model-column.js";
import type { ExhibitMap, MappedExhibit } from "../outputs/exhibits.js";
import { pointer } from "../outputs/exhibits.js";
import type { StudyRecord } from "../run-study.js";
import { estimateSteps, type Step, testSteps } from "./arithmetic.js";
import { type CellAt, endsOf, headOf, printedOf, type RowGroup, rowGroups } from "./cell.js";
import { finite, isObject, nearest, type Path, pathOf, valueAt } from "./document.js";
import type {
  EquationFacts,
  Explanation,
  FileCheck,
  NumberFacts,
  RandomFacts,
  RowFacts,
  SolverFacts,
  VariableFacts,
  VarianceFacts,
} from "./explanation.js";
import { columnsIn, originsOf } from "./origin.js";
import { type Found, placeOf } from "./place.js";

/** What a run wrote, as it was read. */
export interface StudyFolder {
  readonly map: ExhibitMap;
  /** results.json, which may have been changed. */
  readonly results: unknown;
  readonly files: readonly FileCheck[];
  /** The folder, as it was named. */
  readonly from: string;
}

/** Other places of the same number named at most. */
const MOST_PLACES = 5;

/** Explains the cell `at` of `table`, which `exhibit` prints or draws. */
export function explainCell(engine: Engine, folder: StudyFolder, { exhibit, table, at, language }: Asked): Explanation {
  const { map, results, files, from } = folder;
  const found = placeOf(folder, exhibit, table, at);
  const base = found.path ?? found.record ?? pathOf(exhibit.record);
  const root = stageRoot(exhibit);
  const arithmetic = stepsAt(engine, results, found.path);
  const hasRecord = valueAt(results, pathOf(exhibit.record)) !== undefined;
  const number = numberFacts(table, at, found, base, hasRecord);
  const rows = rowFacts(results, found.record ?? base, root);
  const equation = equationFacts(results, found.record ?? base, root);
  const variables = variableFacts(map, exhibit, equation, found.term);
  const origins = variables.flatMap((one) => one.origins);
  const study = results as Partial<StudyRecord>;
  const stage = exhibit.stage === null ? undefined : map.stages[exhibit.stage];
  const isQuality =
    origins.some((one) => one.from === "quality") || ["quality", "decomposition"].includes(stage?.does ?? "");
  const isImputed =
    exhibit.record === "/extrapolation" ||
    (origins.some((one) => one.from === "extrapolation") && usesImputed(results, found.record));
  const groups = rowGroups(table);
  const group = groups[at.group]!;
  return {
    kind: "explanation",
    language,
    from,
    exhibit: {
      id: exhibit.id,
      name: exhibit.name,
      caption: exhibit.caption,
      row: group.name,
      row_label: group.label,
      column: at.column + 1,
      column_label: headOf(table, at.column),
    },
    number,
    study: studyFacts(map, exhibit, found.record),
    data: dataFacts(map, study),
    variables,
    rows,
    equation,
    variance:
      varianceFacts(results, base, root, rows.used) ??
      (found.record === null ? null : varianceFacts(results, found.record, root, rows.used)),
    arithmetic,
    quality: isQuality && isObject(study.quality) ? study.quality.run : null,
    extrapolation: isImputed && isObject(study.extrapolation) ? study.extrapolation.run : null,
    solver: solverFacts(results, found.record ?? base, root),
    random: randomFacts(results, base, root, exhibit),
    notes: notesAt(results, found.record ?? base, root),
    table_notes: notesOf(table, groups, at.group),
    software: softwareOf(study),
    commands: {
      study: exhibit.command,
      verbs: commandsOf(map, exhibit, found),
    },
    files,
    agrees: number.agrees && arithmetic.every((one) => one.agrees) && files.every((one) => one.agrees !== false),
  };
}

/** Whether a column has imputed outcomes: one that counts none has none. */
const usesImputed = (results: unknown, record: Path | null): boolean =>
  record === null || valueAt(results, [...record.slice(0, -1), "imputed"]) !== 0;

/** Notes of a table but those on other rows, which begin with their labels. */
function notesOf({ notes }: TableModel, groups: readonly RowGroup[], own: number): string[] {
  const others = groups.filter((_, g) => g !== own).map(({ label }) => label);
  return notes.filter((note) => !others.some((label) => label !== "" && /^[:：]/.test(after(note, label))));
}

const after = (text: string, beginning: string): string =>
  text.startsWith(beginning) ? text.slice(beginning.length) : "";

export interface Asked {
  readonly exhibit: MappedExhibit;
  /** The table that has its numbers. */
  readonly table: TableModel;
  readonly at: CellAt;
  readonly language: Language;
}

/** Keys of a path that stay within what the exhibit's stage, or the one it takes from, holds. */
const stageRoot = ({ record }: MappedExhibit): number => pathOf(record).length;

/** Steps of the estimate or the test that the number at `path` belongs to. */
function stepsAt(engine: Engine, results: unknown, path: Path | null): Step[] {
  if (path === null) return [];
  const parent = path.slice(0, -1);
  const steps = estimateSteps(engine, results, parent);
  return steps.length > 0 ? steps : testSteps(engine, results, parent);
}

function numberFacts(table: TableModel, at: CellAt, found: Found, base: Path, hasRecord: boolean): NumberFacts {
  const row = table.rows[at.line]!;
  const cell = row.cells[at.column] as NumberCell | TextCell;
  const { value, held, path, also, instead } = found;
  const ends = cell.kind === "text" && at.quantity === null ? endsOf(cell) : null;
  return {
    printed: at.quantity === null ? printedOf(table, at) : null,
    value: ends === null ? value : null,
    ends,
    is: ends === null ? isOf(path, row.quantity, at) : "interval",
    term: found.term,
    held,
    place: path === null ? null : pointer(path),
    others: also.length,
    also: also.slice(0, MOST_PLACES).map(pointer),
    instead: instead ?? null,
    agrees: instead === undefined && hasRecord && isPrinted(cell, at),
  };
  function isOf(place: Path | null, quantity: string, { quantity: asked }: CellAt): string {
    // counts of clusters stand under the names of these
    if (asked === null && place?.at(-2) === "clusters") return "clusters";
    return asked ?? place?.findLast((key) => !/^\d+$/.test(key)) ?? (quantity || (base.at(-1) ?? ""));
  }
}

/** Whether a number with decimals is printed as it rounds: an exponent or words are not read back. */
function isPrinted(cell: NumberCell | TextCell, { quantity }: CellAt): boolean {
  if (cell.kind !== "number" || quantity !== null) return true;
  const text = cell.text.replaceAll("−", "-").replaceAll(",", "");
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return true;
  const decimals = text.split(".")[1]?.length ?? 0;
  return Math.abs(Number(text) - cell.value) <= 0.5 * 10 ** -decimals * (1 + 1e-6);
}

function studyFacts(map: ExhibitMap, exhibit: MappedExhibit, record: Path | null): Explanation["study"] {
  const { stage: name, lines } = exhibit;
  const stage = name === null ? undefined : map.stages[name];
  const column = record === null ? undefined : stage?.columns.find((one) => one.record === pointer(record));
  const from = column?.from;
  const source = from === undefined ? undefined : map.stages[from.stage]?.columns[from.column - 1];
  return {
    file: map.study,
    stage: name,
    does: stage?.does ?? null,
    lines,
    column_lines: column?.lines ?? null,
    taken_from: from === undefined ? null : { ...from, lines: source?.lines ?? null },
  };
}

function dataFacts({ inputs }: ExhibitMap, { provenance }: Partial<StudyRecord>): Explanation["data"] {
  const roles = (name: string): string[] => [
    ...(inputs.panel.data === name ? ["panel"] : []),
    ...(inputs.quality?.data === name ? ["quality"] : []),
    ...(inputs.treatment.data === name ? ["treatment"] : []),
  ];
  const data: unknown = provenance?.data;
  if (typeof data === "string") {
    const { data_sha256: hash } = provenance as unknown as { readonly data_sha256?: unknown };
    return [{ source: data, name: data, sha256: typeof hash === "string" && hash !== "" ? hash : null, roles: [] }];
  }
  return Object.entries(isObject(provenance?.data) ? provenance.data : {}).map(([source, recorded]) => ({
    source,
    ...recorded,
    roles: roles(source),
  }));
}

function variableFacts(
  { inputs, labels, stages }: ExhibitMap,
  { stage }: MappedExhibit,
  { outcome }: EquationFacts,
  term: string | null,
): VariableFacts[] {
  const { treatment = null } = (stage === null ? undefined : stages[stage]) ?? {};
  const of = (role: VariableFacts["role"], name: string, columns: readonly string[]): VariableFacts => ({
    role,
    term: name,
    label: ownOf(labels, name) ?? null,
    origins: columns.flatMap((column) => originsOf(inputs, column)),
  });
  return [
    ...(outcome === null ? [] : [of("outcome", outcome, columnsIn(outcome))]),
    ...(term === null ? [] : [of("term", term, termColumns(term, treatment))]),
  ];
}

/** Columns that a coefficient is of: an event time is of the treatment, a fitted one of what is fitted; the constant of none. */
function termColumns(term: string, treatment: string | null): string[] {
  if (/^event::/.test(term)) return treatment === null ? [] : [treatment];
  if (term === "(Intercept)" || term === "ATT") return [];
  return columnsIn(term.replace(/^fit_/, ""));
}

function rowFacts(results: unknown, base: Path, root: number): RowFacts {
  const used = nearest(results, base, "nobs", root);
  const dropped = nearest(results, base, "dropped", root);
  const reasons = isObject(dropped?.value)
    ? Object.fromEntries(Object.entries(dropped.value).filter(([, n]) => finite(n) !== null) as [string, number][])
    : {};
  const steps = valueAt(results, ["sample", "steps"]);
  const sample = Array.isArray(steps) ? finite((steps.at(-1) as { rows?: unknown } | undefined)?.rows) : null;
  const n = finite(used?.value);
  const isOne = used !== null && dropped !== null && used.path.join() === dropped.path.join();
  const given = isOne && n !== null ? n + Object.values(reasons).reduce((sum, lost) => sum + lost, 0) : null;
  return {
    steps: (Array.isArray(steps) ? steps : []) as RowFacts["steps"],
    not_given: sample === null || given === null || given > sample ? null : sample - given,
    dropped: reasons,
    used: n,
  };
}

function equationFacts(results: unknown, base: Path, root: number): EquationFacts {
  const at = (key: string): unknown => nearest(results, base, key, root)?.value;
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  const set = nearest(results, base, "coefficients", root);
  const model = set === null ? undefined : valueAt(results, set.path);
  const effects = at("fixed_effects");
  const levels = isObject(effects) && isObject(effects.effects) ? Object.entries(effects.effects) : [];
  const first = at("first_stage");
  return {
    call: text(at("call")),
    kind: text(at("kind")),
    model: modelOf(model),
    outcome: text(at("depvar")) ?? text(at("outcome")),
    regressors: isObject(set?.value) ? Object.keys(set.value) : [],
    instrumented: isObject(first) ? Object.keys(first) : [],
    effects: levels.map(([name, facts]) => ({
      name,
      levels: isObject(facts) ? finite(facts.levels) : null,
      redundant: isObject(facts) ? finite(facts.redundant) : null,
    })),
    weights: text(at("weights")),
  };
}

/** What a record of estimates is called; null for a record that was changed beyond reading, and for other kinds. */
function modelOf(model: unknown): EquationFacts["model"] {
  try {
    return isObject(model) && "kind" in model ? { ...modelColumn(model as unknown as ModelRecord).model } : null;
  } catch {
    return null;
  }
}

function varianceFacts(results: unknown, base: Path, root: number, n: number | null): VarianceFacts | null {
  const vcov = nearest(results, base, "vcov", root);
  if (!isObject(vcov?.value)) return effectVariance(results, base, root);
  const { type, clusters, ssc, about, K, not_counted, df, df_by_term, level } = vcov.value;
  const own = isObject(df_by_term) ? finite(df_by_term[base.at(-2)!]) : null;
  const weights = valueAt(results, [...vcov.path, "weights"]) ?? null;
  const counts = isObject(clusters) ? Object.values(clusters) : [];
  const [G] = counts;
  const k = finite(K);
  return {
    type: String(type),
    clusters: (isObject(clusters) ? clusters : {}) as VarianceFacts["clusters"],
    about: isObject(about) ? (about as VarianceFacts["about"]) : null,
    ssc: isObject(ssc) ? (ssc as VarianceFacts["ssc"]) : null,
    K: k,
    not_counted: Array.isArray(not_counted) ? not_counted.map(String) : [],
    df: own ?? finite(df),
    level: finite(level),
    factors:
      type === "cluster" && counts.length === 1 && weights === null && isObject(ssc) && n !== null && k !== null
        ? {
            K: ssc["K.adj"] === true ? (n - 1) / (n - k) : null,
            G: ssc["G.adj"] === true ? Number(G) / (Number(G) - 1) : null,
            n,
            clusters: Number(G),
          }
        : null,
  };
}

/** Errors of an estimator of `did`, of clusters. */
function effectVariance(results: unknown, base: Path, root: number): VarianceFacts | null {
  const estimator = nearest(results, base, "estimator", root);
  const model = estimator === null ? undefined : valueAt(results, estimator.path);
  const cluster = nearest(results, base, "cluster", root)?.value;
  if (!isObject(model) || !isObject(model.band) || "errors" in model || typeof cluster !== "string") return null;
  return {
    type: "cluster",
    clusters: { [cluster]: finite(model.n_clusters) ?? Number.NaN },
    about: null,
    ssc: null,
    K: null,
    not_counted: [],
    df: finite(model.df),
    level: finite(model.band.level),
    factors: null,
  };
}

function solverFacts(results: unknown, base: Path, root: number): SolverFacts | null {
  const solver = nearest(results, base, "solver", root)?.value;
  if (!isObject(solver) || typeof solver.method !== "string") return null;
  return {
    method: solver.method,
    because: typeof solver.because === "string" ? solver.because : null,
    iterations: finite(solver.iterations),
    certificate: finite(solver.certificate),
    error_estimate: finite(solver.error_estimate),
    least_squares: typeof solver.least_squares === "string" ? solver.least_squares : null,
    refined: typeof solver.refined === "boolean" ? solver.refined : null,
  };
}

/** Draws that the number rests on: those of the record it is in, else what its exhibit says of a seed. A coefficient rests on none. */
function randomFacts(results: unknown, base: Path, root: number, { about }: MappedExhibit): RandomFacts | null {
  if (base.includes("coefficients")) return null;
  const seed = about?.seed ?? null;
  for (let end = base.length; end >= root; end--) {
    const at = valueAt(results, base.slice(0, end));
    const drawn = isObject(at) && !Array.isArray(at) ? [at.bootstrap, at].find(hasDraws) : undefined;
    if (drawn === undefined) continue;
    const { draws, generator, kind } = drawn;
    return {
      seed: finite(drawn.seed) ?? seed,
      draws: finite(isObject(draws) ? (draws.done ?? draws.requested) : draws),
      generator: typeof generator === "string" ? generator : null,
      kind: typeof kind === "string" ? kind : null,
    };
  }
  return seed === null ? null : { seed, draws: null, generator: null, kind: null };
}

/** Whether a record says how often it drew. */
const hasDraws = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) &&
  !Array.isArray(value) &&
  (finite(value.draws) !== null ||
    (isObject(value.draws) && !Array.isArray(value.draws) && "requested" in value.draws));

function notesAt(results: unknown, base: Path, root: number): Note[] {
  const notes = nearest(results, base, "notes", root)?.value;
  if (!Array.isArray(notes)) return [];
  return notes.filter(
    (one): one is Note => isObject(one) && typeof one.code === "string" && typeof one.message === "string",
  );
}

function softwareOf({ provenance }: Partial<StudyRecord>): Explanation["software"] {
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return {
    version: text(provenance?.version),
    kernels_sha256: text(provenance?.kernels_sha256),
    seed: finite(provenance?.seed),
  };
}

/** Commands of the verbs that make it: those of its column, or of the one it is taken from, or all of a stage that makes one. */
function commandsOf({ stages }: ExhibitMap, { stage: name }: MappedExhibit, { record }: Found): string[] {
  const stage = name === null ? undefined : stages[name];
  if (stage === undefined) return [];
  const column = record === null ? undefined : stage.columns.find((one) => one.record === pointer(record));
  const { calls = [] } = column?.from === undefined ? stage : (stages[column.from.stage] ?? {});
  const own = calls.filter((call) => call.column === null || call.column === column?.call);
  return [...new Set(own.flatMap(({ command }) => (command === null ? [] : [command])))];
}
