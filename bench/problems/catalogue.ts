/**
 * Layer bench. All designs, and the grammar of problem names: DESIGN-SIZE, then `-shuffled` (rows in random order) and
 * `-cold` (each call on an engine that has never run), in that order.
 */
import { UsageError } from "../../src/base/errors.js";
import { city } from "./city.js";
import { firmYear } from "./firm-year.js";
import type { Design, Problem } from "./problem.js";
import { shuffledOrder } from "./random.js";

const designs: readonly Design[] = [city, firmYear];

const SHUFFLE_SEED = 20_240_903;
const SHUFFLED = "-shuffled";
const COLD = "-cold";

/** Every problem run when no name is given: each design in its own sizes. */
export const standardProblems: readonly string[] = designs.flatMap((design) =>
  design.sizes.map((size) => `${design.name}-${size}`),
);

/** Whether `name` follows the grammar, in any size its design can be made in. */
export function isProblemName(name: string): boolean {
  return parse(name) !== undefined;
}

/** Whether `name` asks for an engine that has never run. */
export function isCold(name: string): boolean {
  return parse(name)?.cold ?? false;
}

/** Makes a problem. Throws UsageError when the name does not follow the grammar. */
export function makeProblem(name: string): Problem {
  const parsed = parse(name);
  if (parsed === undefined) {
    const expected = designs.map((design) => `${design.name}-SIZE (such as ${design.name}-${design.sizes[0]})`);
    throw new UsageError(
      "unknown_problem",
      `Problem '${name}' does not exist; write ${expected.join(" or ")}, optionally followed by -shuffled and -cold.`,
      { got: name, expected },
    );
  }
  const made = parsed.design.make(parsed.size);
  const ordered = parsed.shuffled ? shuffled(made) : made;
  return { ...ordered, name, cold: parsed.cold };
}

function parse(name: string): { design: Design; size: string; shuffled: boolean; cold: boolean } | undefined {
  const cold = name.endsWith(COLD);
  const warmName = cold ? name.slice(0, -COLD.length) : name;
  const isShuffled = warmName.endsWith(SHUFFLED);
  const base = isShuffled ? warmName.slice(0, -SHUFFLED.length) : warmName;
  for (const design of designs) {
    if (!base.startsWith(`${design.name}-`)) continue;
    const size = base.slice(design.name.length + 1);
    if (design.size.test(size)) return { design, size, shuffled: isShuffled, cold };
  }
  return undefined;
}

function shuffled(problem: ReturnType<Design["make"]>): ReturnType<Design["make"]> {
  const order = shuffledOrder(problem.n, SHUFFLE_SEED, 0);
  return {
    ...problem,
    columns: problem.columns.map((column) => Float64Array.from(order, (row) => column[row]!)),
    effects: problem.effects.map((effect) => ({ ...effect, codes: order.map((row) => effect.codes[row]!) })),
  };
}
