/**
 * Small Stata files of releases 104 to 115, written field by field from the published descriptions, in either byte order: a byte, an
 * int, a long, a float, a double and a text of which the last is missing, with labels, a note and a set of value labels.
 */

export const EARLY_RELEASES = [104, 105, 108, 110, 111, 113, 114, 115] as const;

export const EARLY_CELLS = {
  b: [1, -127, null],
  i: [-32_000, 32_000, null],
  l: [-2_000_000_000, 2_000_000_000, null],
  f: [0.5, -1.5, null],
  d: [0.1, -1e300, null],
  s: ["abcd", "e", null],
} as const;

type Name = keyof typeof EARLY_CELLS;
const NAMES = Object.keys(EARLY_CELLS) as Name[];
const TEXT_BYTES = 4;

/** What `.` is, by type. */
const missingOf = (release: number): Record<Exclude<Name, "s">, number> => ({
  ...(release < 113 ? { b: 127, i: 32_767, l: 2_147_483_647 } : { b: 101, i: 32_741, l: 2_147_483_621 }),
  f: 2 ** 127,
  d: release < 108 ? 2 ** 333 : 2 ** 1023,
});

/** Bytes in the order of a file. */
class Writer {
  private readonly bytes: number[] = [];
  constructor(private readonly little: boolean) {}

  number(write: (view: DataView, little: boolean) => void, length: number): this {
    const view = new DataView(new ArrayBuffer(length));
    write(view, this.little);
    this.bytes.push(...new Uint8Array(view.buffer));
    return this;
  }

  u8 = (value: number): this => this.number((view) => view.setUint8(0, value), 1);
  i16 = (value: number): this => this.number((view, little) => view.setInt16(0, value, little), 2);
  i32 = (value: number): this => this.number((view, little) => view.setInt32(0, value, little), 4);

  /** A text in a field of `length` bytes. */
  text(text: string, length: number): this {
    const codes = Array.from({ length }, (_, i) => (i < text.length ? text.charCodeAt(i) : 0));
    this.bytes.push(...codes);
    return this;
  }

  done = (): Uint8Array => Uint8Array.from(this.bytes);
}

export function earlyStata(release: number, order: "little" | "big"): Uint8Array {
  const file = new Writer(order === "little");
  const nameBytes = release < 110 ? 9 : 33;
  const labelBytes = release < 108 ? 32 : 81;
  const formatBytes = release < 105 ? 7 : release < 114 ? 12 : 49;
  file
    .u8(release)
    .u8(order === "little" ? 2 : 1)
    .u8(1)
    .u8(0)
    .i16(NAMES.length)
    .i32(3)
    .text("early", labelBytes);
  if (release >= 105) file.text("1 Jan 1999 12:00", 18);
  const codes = release < 111 ? [98, 105, 108, 102, 100, 127 + TEXT_BYTES] : [251, 252, 253, 254, 255, TEXT_BYTES];
  for (const code of codes) file.u8(code);
  for (const name of NAMES) file.text(name, nameBytes);
  for (const place of [1, 0, 0, 0, 0, 0, 0]) file.i16(place);
  for (const name of NAMES) file.text(name === "s" ? "%4s" : "%8.0g", formatBytes);
  for (const name of NAMES) file.text(name === "b" ? "sizes" : "", nameBytes);
  for (const name of NAMES) file.text(`label ${name}`, labelBytes);
  if (release >= 105) writeNotes(file, release, nameBytes);
  writeRows(file, release);
  writeLabels(file, release, nameBytes);
  return file.done();
}

function writeNotes(file: Writer, release: number, nameBytes: number): void {
  const texts = [
    ["_dta", "note1", "a note"],
    ["_dta", "note0", "1"],
    ["b", "source", "invented"],
  ] as const;
  for (const [owner, name, text] of texts) {
    const length = 2 * nameBytes + text.length + 1;
    file.u8(1);
    if (release < 110) file.i16(length);
    else file.i32(length);
    file
      .text(owner, nameBytes)
      .text(name, nameBytes)
      .text(text, text.length + 1);
  }
  file.u8(0);
  if (release < 110) file.i16(0);
  else file.i32(0);
}

function writeRows(file: Writer, release: number): void {
  const missing = missingOf(release);
  for (let row = 0; row < 3; row++) {
    file.u8((EARLY_CELLS.b[row] ?? missing.b) & 0xff);
    file.i16(EARLY_CELLS.i[row] ?? missing.i);
    file.i32(EARLY_CELLS.l[row] ?? missing.l);
    file.number((view, little) => view.setFloat32(0, EARLY_CELLS.f[row] ?? missing.f, little), 4);
    file.number((view, little) => view.setFloat64(0, EARLY_CELLS.d[row] ?? missing.d, little), 8);
    file.text(EARLY_CELLS.s[row] ?? "", TEXT_BYTES);
  }
}

function writeLabels(file: Writer, release: number, nameBytes: number): void {
  if (release < 108) {
    file.i16(2).text("sizes", 10).i16(1).i16(2).text("small", 8).text("largest.", 8);
    return;
  }
  const texts = "small\0largest.\0";
  file
    .i32(8 + 16 + texts.length)
    .text("sizes", nameBytes)
    .text("", 3);
  file.i32(2).i32(texts.length).i32(0).i32(6).i32(1).i32(2).text(texts, texts.length);
}
