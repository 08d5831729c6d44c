/**
 * The variables of a system file and where they are in a row: records put together, texts decoded.
 */
import type { ValueLabel } from "../../../base/columns.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { type ByteSource, damaged } from "../source.js";
import type { TextDecoding } from "../text/decoding.js";
import type { MissingNumbers } from "./missing.js";
import {
  asBytes,
  asLatin,
  type Extremes,
  extremesOf,
  LONG_NAMES,
  type LongLabels,
  longLabels,
  longMissing,
  longWidths,
  measuresOf,
  pairs,
  unpadded,
} from "./sav-extensions.js";
import type { SavHeader } from "./sav-header.js";
import type { RawDictionary, RawLabels, RawVariable } from "./sav-records.js";
import type { Variable } from "./variable.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** A variable and its bytes in a row. */
export interface SavVariable extends Variable {
  /** A text beyond 255 bytes is in several parts. */
  readonly parts: readonly { readonly at: number; readonly width: number }[];
}

export interface Dictionary {
  readonly variables: readonly SavVariable[];
  readonly rowBytes: number;
  readonly extremes: Extremes;
  /** The name of the variable that weights rows. */
  readonly weight: string | undefined;
}

/** A variable with its segments: further variable records that go on with a very long text. */
interface Segmented {
  readonly first: RawVariable;
  readonly index: number;
  readonly width: number;
  readonly segments: readonly RawVariable[];
}

/** Bytes of data that each segment but the last has, and bytes of width each is counted for. */
const SEGMENT_BYTES = 255;
const SEGMENT_WIDTH = 252;

/** Throws DataError `file_damaged`, and as `TextDecoding`. */
export function dictionaryOf(
  source: ByteSource,
  header: SavHeader,
  raw: RawDictionary,
  decoding: TextDecoding,
): Dictionary {
  const builder = new VariableBuilder(source, header.little, raw, decoding);
  const variables = segmented(source.name, raw).map((variable) => builder.build(variable));
  const weightAt = (header.weightIndex - 1) * 8;
  return {
    variables,
    rowBytes: raw.nElements * 8,
    extremes: builder.extremes,
    weight: variables.find(({ parts }) => parts[0]?.at === weightAt)?.name,
  };
}

/** Puts together what the records of a file say of a variable. */
class VariableBuilder {
  readonly extremes: Extremes;
  private readonly memory: MemoryBudget;
  private readonly longNames: ReadonlyMap<string, string>;
  private readonly byElement = new Map<number, RawLabels>();
  private readonly ofLong: ReadonlyMap<string, LongLabels>;
  private readonly missingOfLong: ReadonlyMap<string, readonly Uint8Array[]>;
  private readonly measures: readonly (string | undefined)[];

  constructor(
    { name: file, memory }: ByteSource,
    private readonly little: boolean,
    raw: RawDictionary,
    private readonly decoding: TextDecoding,
  ) {
    this.memory = memory;
    this.extremes = extremesOf(raw);
    this.longNames = pairs(raw.extensions.get(LONG_NAMES));
    for (const labels of raw.labels) for (const element of labels.elements) this.byElement.set(element - 1, labels);
    this.ofLong = new Map(longLabels(file, raw).map((labels) => [labels.name.toUpperCase(), labels]));
    this.missingOfLong = longMissing(file, raw);
    this.measures = measuresOf(raw, raw.variables.length);
  }

  build({ first, index, width, segments }: Segmented): SavVariable {
    const short = unpadded(asLatin(first.name));
    const longName = this.longNames.get(short.toUpperCase()) ?? short;
    // records of long texts know variables by either name
    const keys = [short.toUpperCase(), longName.toUpperCase()];
    const measure = this.measures[index];
    const isText = width > 0;
    return {
      name: this.text(asBytes(longName)),
      width,
      label: first.label === undefined ? undefined : this.text(first.label),
      print: width > SEGMENT_BYTES ? { ...first.print, width } : first.print,
      valueLabels: this.labelsOf(first, isText, keys),
      missing: isText ? { values: [] } : missingNumbers(first, this.little, this.extremes),
      missingTexts: isText ? this.missingTexts(first, keys) : [],
      characteristics: measure === undefined ? undefined : { measure },
      parts: isText ? partsOf(segments, width) : [{ at: first.element * 8, width: 8 }],
    };
  }

  private labelsOf({ element }: RawVariable, isText: boolean, keys: readonly string[]): ValueLabel[] {
    const value = (bytes: Bytes) => (isText ? this.text(bytes) : numberOf(bytes, this.little));
    const short = this.byElement.get(element)?.labels ?? [];
    const long = keys.map((key) => this.ofLong.get(key)).find((labels) => labels !== undefined)?.labels ?? [];
    // as many variables as there are may share them
    for (const { value, label } of [...short, ...long])
      this.memory.takeObjects(2 * OBJECT_BYTES + 2 * (value.length + label.length), "value labels");
    return [
      ...short.map((pair) => ({ value: value(pair.value), label: this.text(pair.label) })),
      ...long.map((pair) => ({ value: this.text(pair.value), label: this.text(pair.label) })),
    ];
  }

  private missingTexts({ missing }: RawVariable, keys: readonly string[]): string[] {
    return [...missing, ...keys.flatMap((key) => this.missingOfLong.get(key) ?? [])].map((bytes) => this.text(bytes));
  }

  private text(bytes: Uint8Array): string {
    return unpadded(this.decoding.decode(bytes, "the dictionary"));
  }
}

/** Variables with the records of further segments taken to their first. */
function segmented(file: string, raw: RawDictionary): Segmented[] {
  const widths = longWidths(file, raw);
  const all: Segmented[] = [];
  for (let index = 0; index < raw.variables.length; ) {
    const first = raw.variables[index]!;
    const width = widths.get(unpadded(asLatin(first.name)).toUpperCase()) ?? first.width;
    const count = width > SEGMENT_BYTES ? Math.ceil(width / SEGMENT_WIDTH) : 1;
    const segments = raw.variables.slice(index, index + count);
    const bytes = segments.reduce((sum, segment) => sum + segment.width, 0);
    if (width !== first.width && (segments.length < count || bytes < width || segments.some((s) => s.width === 0))) {
      throw damaged(file, `the text '${asLatin(first.name).trim()}' of ${width} bytes lacks some of its segments`);
    }
    all.push({ first, index, width, segments });
    index += count;
  }
  return all;
}

/** Where the bytes of a text are: those of all segments, up to its width. */
function partsOf(segments: readonly RawVariable[], width: number): SavVariable["parts"] {
  let left = width;
  return segments.flatMap((segment) => {
    const part = { at: segment.element * 8, width: Math.min(left, segment.width) };
    left -= part.width;
    return part.width > 0 ? [part] : [];
  });
}

const numberOf = (bytes: Uint8Array, little: boolean): number =>
  new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, little);

/** Values that the record of a variable calls missing: one to three, a range, or a range and one value. */
function missingNumbers(variable: RawVariable, little: boolean, { lowest, highest }: Extremes): MissingNumbers {
  const numbers = variable.missing.map((bytes) => numberOf(bytes, little));
  if (variable.missingKind >= 0) return { values: numbers };
  const [low, high, ...values] = numbers as [number, number, ...number[]];
  const from = low <= lowest ? Number.NEGATIVE_INFINITY : low;
  return { values, range: [from, high >= highest ? Number.POSITIVE_INFINITY : high] };
}
