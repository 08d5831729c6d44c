/** One row of numbers over a relation, asked in as many statements as the engine's limits make of it. Knows not what is summed. */
import { countOf } from "../dialect.js";
import type { EngineLimits } from "../engine.js";
import type { Queries } from "../queries.js";

export class Sums {
  private readonly items: string[] = [];

  constructor(private readonly queries: Queries) {}

  /** An aggregate, and the place of its value in the answer. */
  of(aggregate: string): number {
    return this.items.push(aggregate) - 1;
  }

  /** Over all rows. */
  get rows(): number {
    return this.of(this.queries.engine.dialect.double("count(*)"));
  }

  /** Of how many rows meet a condition. */
  count(condition: string): number {
    return this.of(countOf(this.queries.engine.dialect, condition));
  }

  /** Of a number over the rows that meet a condition. */
  where(condition: string, number: string): number {
    return this.of(`sum(CASE WHEN ${condition} THEN ${number} ELSE ${this.queries.engine.dialect.number(0)} END)`);
  }

  /** The values over the rows of `from`, NaN where NULL. Throws as the engine. */
  async ask(from: string): Promise<number[]> {
    const values: number[] = [];
    for (const part of partsOf(this.items, this.queries.engine.limits, from.length)) {
      const { columns } = await this.queries.ask(`SELECT ${part.join(", ")} FROM ${from}`);
      for (const column of columns) values.push(column[0] as number);
    }
    return values;
  }
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
