/** One row of numbers over a relation, in as many statements as the engine's limits ask for. Knows not what is summed. */
import type { Dialect } from "../dialect.js";
import type { EngineLimits } from "../engine.js";
import type { Queries } from "../queries.js";

/** SQL of how many rows meet a condition, as a double. */
export const counted =
  ({ number }: Dialect) =>
  (condition: string): string =>
    `sum(CASE WHEN ${condition} THEN ${number(1)} ELSE ${number(0)} END)`;

/** The values of `items`, sums over the rows of `from`; NaN where NULL. Throws as the engine. */
export async function pieces(queries: Queries, items: readonly string[], from: string): Promise<number[]> {
  const values: number[] = [];
  for (const part of partsOf(items, queries.engine.limits, from.length)) {
    const { columns } = await queries.ask(`SELECT ${part.join(", ")} FROM ${from}`);
    for (const column of columns) values.push(column[0] as number);
  }
  return values;
}

/** `items` in as few parts as the width and the text of a statement allow; one at least in each. */
function partsOf(items: readonly string[], { width, text }: EngineLimits, before: number): string[][] {
  const parts: string[][] = [];
  let left = 0;
  for (const item of items) {
    const part = parts.at(-1);
    left -= item.length + 2;
    if (part !== undefined && part.length < width && left >= 0) part.push(item);
    else {
      parts.push([item]);
      left = text - before - item.length - 20;
    }
  }
  return parts;
}
