/**
 * Integers of 64 bits, which the package bit64 keeps in the bits of doubles: numbers where doubles hold them, else codes.
 */
import type { Column, ColumnFacts } from "../../../base/columns.js";
import { numericColumn } from "../../table/new-columns.js";
import { TextGatherer } from "../build-columns.js";
import type { MemoryBudget } from "../memory-budget.js";
import type { RVector } from "./objects.js";

const NA = -(2n ** 63n);
const EXACT = 2n ** 53n;

export function integers64(
  vector: Exclude<RVector, { type: "character" }>,
  name: string,
  facts: ColumnFacts,
  memory: MemoryBudget,
): Column {
  const { values } = vector;
  const integers =
    vector.type === "double"
      ? new BigInt64Array(values.buffer, values.byteOffset, values.length)
      : BigInt64Array.from(values, BigInt);
  const isExact = integers.every((value) => value === NA || (value >= -EXACT && value <= EXACT));
  if (isExact)
    return numericColumn(
      name,
      Float64Array.from(integers, (value) => (value === NA ? Number.NaN : Number(value))),
      facts,
    );
  const texts = new TextGatherer(integers.length, memory, `column '${name}'`);
  for (const value of integers) texts.add(value === NA ? null : String(value));
  return texts.build(name, facts);
}
