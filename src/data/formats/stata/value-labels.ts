/**
 * The value labels at the end of a Stata file: sets by name, each a list of numbers and texts.
 */
import type { ValueLabel } from "../../../base/columns.js";
import { OBJECT_BYTES } from "../memory-budget.js";
import { type ByteSource, damaged } from "../source.js";
import { Cursor, type Fields } from "./cursor.js";
import type { StataHead } from "./head.js";
import { codeName, missingCode, type Release } from "./releases.js";
import type { StataText } from "./text.js";

/** Value labels by the name of their set. */
export type LabelSets = ReadonlyMap<string, readonly ValueLabel[]>;

/** The sets of `source`. Throws DataError `file_truncated`, `file_damaged`. */
export async function readValueLabels(source: ByteSource, head: StataHead): Promise<LabelSets> {
  const cursor = new Cursor(source, head.valueLabelsAt, head.littleEndian);
  if (head.release.isTagged) return readTagged(cursor, head);
  return readBinary(cursor, head);
}

async function readTagged(cursor: Cursor, { release, text }: StataHead): Promise<LabelSets> {
  const sets = new Map<string, readonly ValueLabel[]>();
  await cursor.tag("<value_labels>");
  while (new TextDecoder().decode(await cursor.peek("<lbl>".length, "value labels")) === "<lbl>") {
    await cursor.tag("<lbl>");
    const { name, labels } = await readSet(cursor, release, text);
    sets.set(name, labels);
    await cursor.tag("</lbl>");
  }
  await cursor.tag("</value_labels>");
  return sets;
}

async function readBinary(cursor: Cursor, { release, text }: StataHead): Promise<LabelSets> {
  const sets = new Map<string, readonly ValueLabel[]>();
  const read = release.number < 108 ? readEarlySet : readSet;
  while (cursor.left > 0 && !(await isPadding(cursor))) {
    const { name, labels } = await read(cursor, release, text);
    sets.set(name, labels);
  }
  return sets;
}

/** Bytes that some programs write after the last set. */
const PADDING = 16;

/** Whether only a few zero bytes are left. */
async function isPadding(cursor: Cursor): Promise<boolean> {
  if (cursor.left >= PADDING) return false;
  return (await cursor.peek(cursor.left, "value labels")).every((byte) => byte === 0);
}

interface LabelSet {
  readonly name: string;
  readonly labels: readonly ValueLabel[];
}

/** Bytes between the name of a set and its table. */
const GAP = 3;

/** Releases 108 and later: offsets into a text of all labels, then the numbers, then the text. */
async function readSet(cursor: Cursor, release: Release, text: StataText): Promise<LabelSet> {
  const length = (await cursor.fields(4, "value labels")).u32(0);
  const name = text.field(await cursor.take(release.nameBytes, "the name of value labels"));
  await cursor.take(GAP, "value labels");
  const table = await cursor.fields(length, `the value labels ${name}`);
  return { name, labels: labelsOf(table, name, release, text, cursor.source) };
}

function labelsOf(
  table: Fields,
  name: string,
  release: Release,
  text: StataText,
  { name: source, memory }: ByteSource,
): ValueLabel[] {
  const size = table.bytes.length;
  const count = size < 8 ? -1 : table.u32(0);
  const textAt = 8 + 8 * count;
  if (count < 0 || textAt > size || textAt + table.u32(4) > size) {
    throw damaged(source, `the value labels ${name} do not fit into their ${size} bytes`);
  }
  const texts = table.bytes.subarray(textAt, textAt + table.u32(4));
  return Array.from({ length: count }, (_, k) => {
    const offset = table.u32(8 + 4 * k);
    if (offset >= texts.length)
      throw damaged(source, `label ${k + 1} of the value labels ${name} is beyond their text`);
    const value = labelled(table.i32(8 + 4 * (count + k)), release);
    const end = texts.indexOf(0, offset);
    const bytes = texts.subarray(offset, end < 0 ? texts.length : end);
    memory.takeObjects(OBJECT_BYTES + 2 * bytes.length, `the value labels ${name}`); // many may begin within one text
    return { value, label: text.field(bytes) };
  });
}

/** A number, or the name of the missing code it stands for. */
function labelled(value: number, release: Release): number | string {
  const limits = release.limits("long");
  const code = value > limits.largest ? missingCode(value, "long", limits) : -1;
  return code < 0 ? value : codeName(code);
}

const EARLY = { name: 9, gap: 1, label: 8, missing: 32_767 } as const;

/** Before release 108: how many, the name, numbers of two bytes, labels of eight. */
async function readEarlySet(cursor: Cursor, _release: Release, text: StataText): Promise<LabelSet> {
  const count = (await cursor.fields(2, "value labels")).u16(0);
  const name = text.field(await cursor.take(EARLY.name + EARLY.gap, "the name of value labels"));
  const numbers = await cursor.fields(2 * count, `the value labels ${name}`);
  const texts = await cursor.take(EARLY.label * count, `the value labels ${name}`);
  const labels = Array.from({ length: count }, (_, k) => {
    const value = numbers.i16(2 * k);
    const label = text.field(texts.subarray(EARLY.label * k, EARLY.label * (k + 1)));
    return { value: value === EARLY.missing ? codeName(0) : value, label };
  });
  return { name, labels };
}
