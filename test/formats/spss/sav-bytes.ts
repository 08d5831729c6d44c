/**
 * Small system files of SPSS made by hand, in either byte order: what programs at hand do not write.
 */

export interface SavVariable {
  readonly name: string;
  /** Numbers, or texts of one byte a character. */
  readonly values: readonly (number | string)[];
  readonly format?: number;
  readonly missing?: { readonly kind: number; readonly values: readonly number[] };
}

interface Options {
  readonly variables?: readonly SavVariable[];
  readonly little?: boolean;
  readonly compression?: "none" | "bytes";
  /** The name of the encoding; and the code page, without one. */
  readonly encoding?: string;
  readonly codePage?: number;
  readonly nCases?: number;
}

class Bytes {
  readonly all: number[] = [];
  constructor(private readonly little: boolean) {}

  int32(...values: number[]): this {
    for (const value of values) this.number(4, (view) => view.setInt32(0, value, this.little));
    return this;
  }

  float64(...values: number[]): this {
    for (const value of values) this.number(8, (view) => view.setFloat64(0, value, this.little));
    return this;
  }

  text(text: string, length = text.length): this {
    for (const character of text.padEnd(length)) this.all.push(character.charCodeAt(0));
    return this;
  }

  private number(bytes: number, set: (view: DataView) => void): void {
    const view = new DataView(new ArrayBuffer(bytes));
    set(view);
    this.all.push(...new Uint8Array(view.buffer));
  }
}

const widthOf = ({ values }: SavVariable): number =>
  typeof values[0] === "string" ? Math.max(1, ...values.map((value) => String(value).length)) : 0;

export function savBytes({
  variables = [],
  little = true,
  compression = "none",
  encoding,
  codePage,
  nCases,
}: Options): Uint8Array {
  const out = new Bytes(little);
  const rows = variables[0]?.values.length ?? 0;
  out.text("$FL2@(#) made by hand", 64).int32(2, -1, compression === "bytes" ? 1 : 0, 0, nCases ?? rows);
  out.float64(100).text("28 Nov 2612:00:00", 17).text("", 67);
  for (const variable of variables) writeVariable(out, variable);
  if (codePage !== undefined) out.int32(7, 3, 4, 8, 1, 0, 0, 0, 1, 1, little ? 2 : 1, codePage);
  if (encoding !== undefined) out.int32(7, 20, 1, encoding.length).text(encoding);
  out.int32(999, 0);
  for (let row = 0; row < rows; row++) {
    for (const variable of variables) writeCell(out, variable, row, compression === "bytes");
  }
  return Uint8Array.from(out.all);
}

function writeVariable(out: Bytes, variable: SavVariable): void {
  const width = widthOf(variable);
  const { name, missing, format = width > 0 ? 0x010000 | (width << 8) : 0x050802 } = variable;
  out
    .int32(2, width, 0, missing?.kind ?? 0, format, format)
    .text(name, 8)
    .float64(...(missing?.values ?? []));
  for (let at = 8; at < width; at += 8) out.int32(2, -1, 0, 0, 0, 0).text("", 8);
}

/** Every cell as a literal, a block of codes each: the rest of a block are codes of no meaning. */
function writeCell(out: Bytes, variable: SavVariable, row: number, packed: boolean): void {
  const value = variable.values[row]!;
  const elements = Math.max(1, Math.ceil(widthOf(variable) / 8));
  const codes = (code: number) => [code, 0, 0, 0, 0, 0, 0, 0];
  for (let element = 0; element < elements; element++) {
    if (packed) out.all.push(...codes(Number.isNaN(value) ? 255 : 253));
    if (typeof value === "string") out.text(value.slice(element * 8, element * 8 + 8), 8);
    else if (!Number.isNaN(value)) out.float64(value);
    else if (!packed) out.float64(-Number.MAX_VALUE);
  }
}
