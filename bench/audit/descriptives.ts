/** Tables of means of variables that are whole numbers (counts, dummies, scales of points), or shares in percent. Honest ones. */
import type { Dice } from "./dice.js";
import type { Descriptives, Summary } from "./printout.js";

/** A variable: the values it takes, and what a step between them is. */
type Kind = "dummy" | "count" | "points" | "percent dummy" | "real";

export function describeIntegers(dice: Dice): Descriptives {
  const n = dice.pick([dice.whole(5, 30), dice.whole(20, 120), dice.whole(100, 900), dice.whole(1000, 8000)]);
  const digits = dice.whole(1, 4);
  const population = dice.chance(0.15);
  const rows = Array.from({ length: dice.whole(2, 6) }, (_, j) => {
    const own = dice.chance(0.3) ? Math.max(4, n - dice.whole(1, 9)) : n;
    return summary(dice, `v${j + 1}`, own, digits, population);
  });
  return { rows };
}

function summary(dice: Dice, variable: string, n: number, digits: number, population: boolean): Summary {
  const kind = dice.pick<Kind>(["dummy", "dummy", "count", "points", "percent dummy", "real"]);
  const values = drawValues(dice, kind, n);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = Math.sqrt(squares / (population ? n : n - 1));
  const end = (value: number) => (kind === "real" ? value.toFixed(digits) : String(value));
  const step = { dummy: 1, count: 1, points: 1, "percent dummy": 100, real: null }[kind];
  return {
    variable,
    n: String(n),
    mean: mean.toFixed(digits),
    sd: sd.toFixed(digits),
    min: end(Math.min(...values)),
    max: end(Math.max(...values)),
    step: dice.chance(0.85) ? step : null,
  };
}

function drawValues(dice: Dice, kind: Kind, n: number): number[] {
  const p = dice.pick([0.05, 0.3, 0.5, 0.9]);
  const lambda = dice.pick([0.5, 3, 40]);
  const draw: Readonly<Record<Kind, () => number>> = {
    dummy: () => Number(dice.chance(p)),
    "percent dummy": () => 100 * Number(dice.chance(p)),
    points: () => dice.whole(1, 7),
    count: () => Math.floor(-lambda * Math.log(1 - dice.uniform())),
    real: () => 3 + dice.normal(),
  };
  return Array.from({ length: n }, draw[kind]);
}
