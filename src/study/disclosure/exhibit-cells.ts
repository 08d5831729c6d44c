/**
 * What an exhibit shows of few units by its shape: counts of units below the least, smallest and largest values and quantiles, which are values of
 * single units, a row or mark for each unit, units named by number. Reads tables and figures as data.
 */
import type { NumberCell, TableModel } from "../../report/table-model.js";
import type { StudyFile } from "../file/study-file.js";
import { heldBy } from "./held-values.js";
import type { Restricted } from "./restricted.js";

/** What a rule finds, with an example. */
export type Found =
  | { readonly kind: "names" | "values" | "counts" | "order"; readonly count: number; readonly example: string }
  | { readonly kind: "marks"; readonly count: number };

/** Words of the study that name its units in heads and labels of tables. */
export interface UnitWords {
  readonly nouns: readonly string[];
}

export function unitWords({ spec }: StudyFile): UnitWords {
  const { words, panel, labels } = spec;
  const label = labels[panel.unit];
  const own = [words.unit, words.units, panel.unit, ...(label === undefined ? [] : [label])];
  return { nouns: own.map((word) => word.toLowerCase()) };
}

const COUNTS =
  /^(?:n|obs\.?|observations?|rows|units?|clusters?|identified|switchers|treated|controls?|dose (?:rose|fell)|观测值?|观测数|样本量|行数|个体数?|聚类数?|处理组?|可识别.*)$/;
const ORDER =
  /^(?:min(?:imum)?|max(?:imum)?|median|smallest|largest|[pq]\d+|最小值?|最大值?|中位数|\d+%\s*分位数|range|范围)$/;

const lines = (head: readonly string[]): string[] => head.map((line) => line.trim().toLowerCase()).filter(Boolean);

const hasNoun = (text: string, { nouns }: UnitWords): boolean =>
  nouns.some((noun) => new RegExp(`(?<![a-z])${escaped(noun)}(?![a-z])`).test(text));
const isCount = (text: string, words: UnitWords): boolean => COUNTS.test(text) || hasNoun(text, words);
const namesUnits = (text: string, words: UnitWords): boolean =>
  hasNoun(text, words) || /^(?:unit|cluster|donor)s?$|^(?:个体|聚类)/.test(text);

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

interface Placed {
  readonly label: string;
  readonly head: string;
  readonly cell: TableModel["rows"][number]["cells"][number];
}

/** Cells with the label of their row and the last line of their heading. */
function placed({ heads, rows }: TableModel): Placed[] {
  let label = "";
  return rows.flatMap((row) => {
    if (row.label !== "") label = row.label;
    return row.cells.map((cell, c) => ({ label, head: (heads[c] ?? []).join(" ").trim(), cell }));
  });
}

/** What a table shows of few units. */
export function tableFindings(table: TableModel, restricted: Restricted, words: UnitWords): Found[] {
  const { least, samples, units } = restricted;
  const all = placed(table);
  const isOf = (rule: (text: string) => boolean) => (p: Placed) =>
    rule(p.label.toLowerCase()) || rule(p.head.toLowerCase()) || lines(p.head.split(" ")).slice(-1).some(rule);
  const small = all.flatMap((p): string[] => {
    if (!isOf((text) => isCount(text.replace(/\s*\(units\)$/, ""), words))(p)) return [];
    const counts =
      p.cell.kind === "number" ? [wholeOf(p.cell)] : p.cell.kind === "text" ? inParentheses(p.cell.text) : [];
    return counts.some((n) => n > 0 && n < least) ? [`${p.label} ${p.head} ${textOf(p)}`] : [];
  });
  const order = all.filter((p) => p.cell.kind === "number" && isOf((text) => ORDER.test(text))(p));
  const holders = heldBy(
    order.map(({ cell }) => (cell as NumberCell).value),
    restricted.cells,
  );
  const single = order.filter(({ cell }) => (holders.get((cell as NumberCell).value) ?? 0) < least);
  const named = [
    ...(namesUnits(table.stub.toLowerCase(), words) ? table.rows.map(({ label }) => label) : []),
    ...all.flatMap(({ head, label, cell }) =>
      cell.kind === "text" && (namesUnits(head.toLowerCase(), words) || namesUnits(label.toLowerCase(), words))
        ? cell.text.split(/[,、，;]\s*/).filter((text) => namesUnits(head.toLowerCase(), words) || !/^\d+$/.test(text))
        : [],
    ),
  ].filter((text) => units.has(text));
  const rows = table.rows.filter(({ label, heading }) => label !== "" && heading !== true).length;
  return [
    ...told("names", named),
    ...told("counts", small),
    ...told(
      "order",
      single.map((p) => `${p.label} ${p.head} ${textOf(p)}`),
    ),
    ...(rows >= LEAST_MARKS && samples.has(rows) ? [{ kind: "marks" as const, count: rows }] : []),
  ];
}

const told = (kind: "names" | "counts" | "order", examples: readonly string[]): Found[] =>
  examples.length === 0 ? [] : [{ kind, count: examples.length, example: examples[0]!.trim().replaceAll(/\s+/g, " ") }];

/** A count as it is printed, NaN where the cell has decimals. */
const wholeOf = ({ value, text }: NumberCell): number =>
  Number.isInteger(value) && !text.includes(".") ? value : Number.NaN;
const inParentheses = (text: string): number[] => [...text.matchAll(/[(（](\d+)[)）]/g)].map(([, n]) => Number(n));
const textOf = ({ cell }: Placed): string =>
  cell.kind === "number" ? cell.text : cell.kind === "text" ? cell.text : "";

/** Fewer rows or marks are as many as units by chance. */
const LEAST_MARKS = 10;
/** Keys of a figure's data that count units. */
const COUNT_KEYS: readonly string[] = ["n_units", "units", "n", "n_obs", "clusters", "rows"];

type Datum = Readonly<Record<string, unknown>>;

/** What a figure shows of few units: its specification as data. */
export function figureFindings(spec: unknown, { least, sizes }: Restricted): Found[] {
  const layers = layersOf(spec);
  const small = layers.flat().flatMap((datum): string[] => {
    const key = COUNT_KEYS.find((name) => isFew(datum[name], least));
    if (key !== undefined) return [`${key} ${String(datum[key])}`];
    // a history of treatment, whose height is its number of units
    const { status, low, high } = datum;
    return status !== undefined && typeof low === "number" && typeof high === "number" && isFew(high - low, least)
      ? [`${high - low} of one history`]
      : [];
  });
  const marks = layers.map(({ length }) => length).filter((n) => n >= LEAST_MARKS && sizes.has(n));
  return [...told("counts", small), ...(marks.length === 0 ? [] : [{ kind: "marks" as const, count: marks[0]! }])];
}

const isFew = (value: unknown, least: number): boolean => typeof value === "number" && value > 0 && value < least;

/** The data of each layer. */
function layersOf(spec: unknown): Datum[][] {
  if (typeof spec !== "object" || spec === null) return [];
  if (Array.isArray(spec)) return spec.flatMap(layersOf);
  const { values } = spec as { readonly values?: unknown };
  const isData = Array.isArray(values) && values.every((one) => typeof one === "object" && one !== null);
  return [...(isData ? [values as Datum[]] : []), ...Object.values(spec).flatMap(layersOf)];
}
