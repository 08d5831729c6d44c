/**
 * What a Stata file says before its rows: variables with their types, names and labels, sort order, characteristics, and where the
 * rows and what follows them begin.
 */
import { DataError } from "../../../base/errors.js";
import { damaged } from "../source.js";
import type { Cursor } from "./cursor.js";
import { bytesOf, type Release, type StorageType } from "./releases.js";
import type { StataText } from "./text.js";

export interface StataVariable {
  readonly name: string;
  readonly type: StorageType;
  /** Where its value stands in a row. */
  readonly offset: number;
  readonly format: string;
  readonly label: string;
  /** The name of its set of value labels, or "". */
  readonly labelSet: string;
}

/** A text kept with a variable, or with the data (`_dta`). */
export interface Characteristic {
  readonly owner: string;
  readonly name: string;
  readonly text: string;
}

export interface StataHead {
  readonly release: Release;
  readonly littleEndian: boolean;
  readonly text: StataText;
  readonly nRows: number;
  readonly rowBytes: number;
  readonly label: string;
  readonly timestamp: string;
  readonly variables: readonly StataVariable[];
  readonly sortedBy: readonly string[];
  readonly characteristics: readonly Characteristic[];
  /** Where rows begin. */
  readonly rowsAt: number;
  /** Where long strings begin, in a file that has the section. */
  readonly longStringsAt: number | undefined;
  readonly valueLabelsAt: number;
}

/** The descriptors of variables as the file has them: a list of each, in the order of the variables. */
export interface Descriptors {
  readonly types: readonly StorageType[];
  readonly names: readonly string[];
  readonly sort: readonly number[];
  readonly formats: readonly string[];
  readonly labelSets: readonly string[];
  readonly labels: readonly string[];
}

/** The variables of `descriptors`, with their places in a row. Throws DataError `file_damaged`. */
export function variablesOf(
  { types, names, formats, labelSets, labels }: Descriptors,
  source: string,
): { readonly variables: readonly StataVariable[]; readonly rowBytes: number } {
  let offset = 0;
  const variables = types.map((type, k): StataVariable => {
    const name = names[k]!;
    if (name === "") throw damaged(source, `variable ${k + 1} of ${types.length} has no name`, { column: k + 1 });
    const variable = { name, type, offset, format: formats[k]!, label: labels[k]!, labelSet: labelSets[k]! };
    offset += bytesOf(type);
    return variable;
  });
  return { variables, rowBytes: offset };
}

/** The names that a list of numbers from 1, ended by 0, sorts by. Throws DataError `file_damaged`. */
export function sortNames(sort: readonly number[], names: readonly string[], source: string): string[] {
  const end = sort.indexOf(0);
  return sort.slice(0, end < 0 ? sort.length : end).map((place) => {
    const name = names[place - 1];
    if (name === undefined)
      throw damaged(source, `the data are said to be sorted by variable ${place} of ${names.length}`);
    return name;
  });
}

/** Throws DataError `file_truncated` unless the rows are within the file. */
export function requireRows(
  { source }: Cursor,
  { nRows, rowBytes, rowsAt }: Pick<StataHead, "nRows" | "rowBytes" | "rowsAt">,
  nVariables: number,
): void {
  if (rowBytes === 0 && nVariables > 0 && nRows > 0) throw damaged(source.name, `its ${nRows} rows have no bytes`);
  const end = rowsAt + nRows * rowBytes;
  if (end <= source.size) return;
  throw new DataError(
    "file_truncated",
    `${source.name} is cut short or damaged: its ${nRows} rows of ${rowBytes} bytes end at byte ${end}, and the file has ${source.size}; copy or download it again.`,
    { got: source.size, expected: end, what: "rows" },
  );
}
