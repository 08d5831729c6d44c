/**
 * Labels of values and missing values with a reason, as the package haven keeps those of Stata, SPSS and SAS.
 */
import type { ColumnFacts, ValueLabel } from "../../../base/columns.js";
import { damaged } from "../source.js";
import { attributesOf, classesOf, NA_INTEGER, type RObject, type RVector, textsOf } from "./objects.js";

/** What a labelled vector has beside its values. */
interface Labelled {
  readonly labels: ColumnFacts;
  /** The values without those that are missing by the user's word. */
  readonly missing: (values: Float64Array) => Float64Array;
}

const MOST_CODES = 255;

/** The labels of `vector`, and its missing codes. Throws DataError `file_damaged`. */
export function labelledFacts(vector: RVector, file: string, column: string): Labelled {
  const attributes = attributesOf(vector);
  const isLabelled = classesOf(vector).some((name) => name === "haven_labelled" || name === "labelled");
  const labels = isLabelled ? valueLabels(attributes.get("labels"), file, column) : [];
  const codeOf = new Map<string, number>();
  const rows: number[] = [];
  const codes: number[] = [];
  const add = (row: number, name: string) => {
    const code = codeOf.get(name) ?? codeOf.size;
    if (code > MOST_CODES)
      throw damaged(file, `column '${column}' has more than ${MOST_CODES + 1} kinds of missing values`);
    codeOf.set(name, code);
    rows.push(row);
    codes.push(code);
  };
  const isUserMissing = vector.type === "character" ? undefined : userMissing(vector);
  if (vector.type !== "character" && isUserMissing !== undefined) {
    vector.values.forEach((value, row) => {
      if (isUserMissing(value)) add(row, String(value));
    });
  } else if (vector.type === "double") for (const { row, letter } of vector.tags) add(row, `.${letter}`);
  const coded = { names: [...codeOf.keys()], rows: Uint32Array.from(rows), codes: Uint8Array.from(codes) };
  return {
    labels: { ...(labels.length > 0 && { valueLabels: labels }), ...(rows.length > 0 && { missingCodes: coded }) },
    missing: (values) =>
      isUserMissing === undefined ? values : values.map((value) => (isUserMissing(value) ? Number.NaN : value)),
  };
}

function valueLabels(labels: RObject | undefined, file: string, column: string): ValueLabel[] {
  if (labels === undefined || labels.type === "null") return [];
  const names = textsOf(attributesOf(labels).get("names"));
  if (labels.type === "character")
    return textsOf(labels).map((value, k) => ({ value: value ?? "NA", label: names[k] ?? "" }));
  if (labels.type !== "double" && labels.type !== "integer" && labels.type !== "logical")
    throw damaged(file, `the labels of column '${column}' are of no values`);
  const letters = new Map(labels.type === "double" ? labels.tags.map(({ row, letter }) => [row, `.${letter}`]) : []);
  return Array.from(labels.values as ArrayLike<number>, (value, k) => ({
    value:
      letters.get(k) ?? (value === NA_INTEGER && labels.type !== "double" ? "NA" : Number.isNaN(value) ? "NA" : value),
    label: names[k] ?? "",
  }));
}

/** Which values SPSS's users call missing: single ones, and those of a range. */
function userMissing(vector: Exclude<RVector, { type: "character" }>): ((value: number) => boolean) | undefined {
  if (!classesOf(vector).includes("haven_labelled_spss")) return undefined;
  const numbers = (object: RObject | undefined): number[] =>
    object?.type === "double" || object?.type === "integer" ? Array.from(object.values) : [];
  const single = new Set(numbers(attributesOf(vector).get("na_values")));
  const [low = Number.NaN, high = Number.NaN] = numbers(attributesOf(vector).get("na_range"));
  return (value) => single.has(value) || (value >= low && value <= high);
}
