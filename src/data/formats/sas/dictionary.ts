/**
 * The dictionary of a .sas7bdat file: columns, their places in a row, and how many rows there are.
 */
import { type ByteSource, damaged } from "../source.js";
import type { TextDecoding } from "../text/decoding.js";
import type { SasFormat } from "./formats.js";
import type { SasHeader } from "./header.js";
import { type Page, pageAt, pagesOf } from "./pages.js";
import { NOWHERE, RawDictionary, ROW_BYTES, type TextPlace } from "./subheaders.js";

export interface SasVariable {
  readonly name: string;
  readonly label: string;
  readonly isText: boolean;
  readonly at: number;
  readonly width: number;
  readonly format: SasFormat;
}

export interface SasDictionary {
  readonly variables: readonly SasVariable[];
  readonly rowBytes: number;
  /** Rows, deleted ones among them. */
  readonly nRows: number;
  readonly nDeleted: number;
  readonly compression: "none" | "rle" | "rdc";
  readonly label: string;
}

/**
 * The dictionary, from the first pages up to one with rows, and from pages that follow the last rows.
 * Throws DataError `file_truncated`, `file_damaged`.
 */
export async function readDictionary(source: ByteSource, header: SasHeader): Promise<RawDictionary> {
  const raw = new RawDictionary(source.name, header, source.memory);
  let read = 0;
  for await (const page of pagesOf(source, header)) {
    read = page.number + 1;
    raw.add(page);
    if (page.kind === "data" || page.kind === "mix" || raw.hasRows) break;
  }
  const amendments: Page[] = [];
  for (let number = header.nPages - 1; number >= read; number--) {
    const page = await pageAt(source, header, number);
    if (page.kind !== "amendment") break;
    amendments.unshift(page);
  }
  for (const page of amendments) raw.add(page);
  return raw;
}

/** Where the subheader of rows states the label of the data set and the name of its compression, from its end. */
const LABEL = 130;
const COMPRESSION = 118;

/** The dictionary with texts decoded. Throws DataError `file_damaged`, and as `TextDecoding`. */
export function dictionaryOf(raw: RawDictionary, decoding: TextDecoding): SasDictionary {
  const [rowBytes, nRows, nDeleted] = [ROW_BYTES, ROW_BYTES + 1, ROW_BYTES + 2].map((k) => raw.rowField(k)) as [
    number,
    number,
    number,
  ];
  if (rowBytes < 0 || nRows < 0 || nDeleted < 0 || nDeleted > nRows) {
    throw damaged(raw.file, "the number or the length of its rows is impossible", { rowBytes, nRows, nDeleted });
  }
  const text = (bytes: Uint8Array) => decoding.decode(bytes, "the dictionary").replace(/[ \0]+$/, "");
  const variables = variablesOf(raw, (place) => text(raw.textAt(place)));
  requireTiling(raw.file, variables, rowBytes);
  const method = String.fromCharCode(...raw.rowText(COMPRESSION));
  const compression = method === "SASYZCRL" ? "rle" : method === "SASYZCR2" ? "rdc" : "none";
  return { variables, rowBytes, nRows, nDeleted, compression, label: text(raw.rowText(LABEL)) };
}

/** The longest text of SAS, bytes. */
const LONGEST_TEXT = 32_767;

function variablesOf({ file, nColumns, names, attributes, shown }: RawDictionary, text: (place: TextPlace) => string) {
  if (names.length < nColumns || attributes.length < nColumns || nColumns < 0) {
    const known = `the names of ${names.length} and the places of ${attributes.length}`;
    throw damaged(file, `it has ${nColumns} columns, ${known}`);
  }
  return Array.from({ length: nColumns }, (_, k): SasVariable => {
    const { at, width, isText } = attributes[k]!;
    const { format = NOWHERE, label = NOWHERE, width: shownWidth = 0, decimals = 0 } = shown[k] ?? {};
    const name = text(names[k]!);
    if (at < 0 || width < (isText ? 0 : 3) || width > (isText ? LONGEST_TEXT : 8)) {
      throw damaged(file, `column '${name}' is said to be ${width} bytes from byte ${at} of a row`, { column: name });
    }
    const shownAs = { name: text(format), width: shownWidth, decimals };
    return { name, label: text(label), isText, at, width, format: shownAs };
  });
}

/** Columns lie side by side, and a row ends where the last does, but for what aligns the next. */
function requireTiling(file: string, variables: readonly SasVariable[], rowBytes: number): void {
  const bytes = variables.reduce((sum, { width }) => sum + width, 0);
  const end = variables.reduce((last, { at, width }) => Math.max(last, at + width), 0);
  if (bytes <= end && end <= rowBytes && rowBytes - end <= 8) return;
  throw damaged(file, `its columns take ${bytes} bytes up to byte ${end}, and a row has ${rowBytes}`);
}
