/** A chain of steps gives the same whether its answers are there or come later, and errors of answers can be caught within it. */
import { describe, expect, it } from "vitest";
import { type Ask, answer, type Chain, later, now } from "../../src/base/chain.js";

interface Rows {
  count(): Ask<number>;
  drop(n: number): Ask<number>;
}

function* twice(rows: Rows): Chain<string> {
  const n = yield* answer(rows.count());
  const left = yield* halved(rows, n);
  return `${n} ${left}`;
}

function* halved(rows: Rows, n: number): Chain<number> {
  try {
    return yield* answer(rows.drop(n / 2));
  } catch (cause) {
    return (cause as Error).message.length;
  }
}

describe("chain", () => {
  const atOnce: Rows = { count: () => 10, drop: (n) => 10 - n };
  const engine: Rows = { count: async () => 10, drop: async (n) => 10 - n };

  it("runs at once over answers that are there, and later over those that come", async () => {
    expect(now(twice(atOnce))).toBe("10 5");
    expect(await later(twice(engine))).toBe("10 5");
    expect(await later(twice(atOnce))).toBe("10 5");
  });

  it("throws where it should run at once and is given a promise", () => {
    expect(() => now(twice(engine))).toThrow(/for later/);
  });

  it("lets a chain catch what an answer throws, now and later", async () => {
    const refuse = (): never => {
      throw new Error("no");
    };
    expect(now(twice({ ...atOnce, drop: refuse }))).toBe("10 2");
    expect(await later(twice({ ...engine, drop: async () => refuse() }))).toBe("10 2");
    await expect(later(twice({ ...engine, count: async () => refuse() }))).rejects.toThrow("no");
  });
});
