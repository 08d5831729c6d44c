/**
 * The variables of a system file and where they are in a row: records put together, texts decoded.
 */
import type { ValueLabel } from "../../../base/columns.js";
import { damaged } from "../source.js";
import type { TextDecoding } from "../text/decoding.js";
import type { MissingNumbers } from "./missing.js";
import {
  asBytes,
  asLatin,
  type Extremes,
  extremesOf,
  LONG_NAMES,
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
export function dictionaryOf(file: string, header: SavHeader, raw: RawDictionary, decoding: TextDecoding): Dictionary {
  const text = (bytes: Uint8Array) => unpadded(decoding.decode(bytes, "the dictionary"));
  const extremes = extremesOf(raw);
  const longNames = pairs(raw.extensions.get(LONG_NAMES));
  const byElement = new Map<number, RawLabels>();
  for (const labels of raw.labels) for (const element of labels.elements) byElement.set(element - 1, labels);
  const ofLong = new Map(longLabels(file, raw).map((labels) => [labels.name.toUpperCase(), labels]));
  const missingOfLong = longMissing(file, raw);
  const measures = measuresOf(raw, raw.variables.length);

  const variables = segmented(file, raw).map(({ first, index, width, segments }): SavVariable => {
    const short = unpadded(asLatin(first.name));
    const longName = longNames.get(short.toUpperCase()) ?? short;
    const keys = [short.toUpperCase(), longName.toUpperCase()];
    const measure = measures[index];
    const isText = width > 0;
    const long = keys.map((key) => ofLong.get(key)).find((labels) => labels !== undefined);
    const labels = [
      ...(byElement.get(first.element)?.labels ?? []).map(
        ({ value, label }): ValueLabel => ({
          value: isText ? text(value) : numberOf(value, header.little),
          label: text(label),
        }),
      ),
      ...(long?.labels ?? []).map(({ value, label }): ValueLabel => ({ value: text(value), label: text(label) })),
    ];
    const missingTexts = keys.flatMap((key) => missingOfLong.get(key) ?? []);
    return {
      name: text(asBytes(longName)),
      width,
      label: first.label === undefined ? undefined : text(first.label),
      print: width > SEGMENT_BYTES ? { ...first.print, width } : first.print,
      valueLabels: labels,
      missing: isText ? { values: [] } : missingNumbers(first, header.little, extremes),
      missingTexts: isText ? [...first.missing, ...missingTexts].map(text) : [],
      characteristics: measure === undefined ? undefined : { measure },
      parts: isText ? partsOf(segments, width) : [{ at: first.element * 8, width: 8 }],
    };
  });
  const weight = segmentedAt(raw.variables, header.weightIndex - 1);
  return {
    variables,
    rowBytes: raw.nElements * 8,
    extremes,
    weight: weight === undefined ? undefined : variables.find(({ parts }) => parts[0]!.at === weight.element * 8)?.name,
  };
}

const segmentedAt = (variables: readonly RawVariable[], element: number): RawVariable | undefined =>
  variables.find((variable) => variable.element === element);

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
