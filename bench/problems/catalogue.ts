/**
 * All designs, and the grammar of problem names: DESIGN-SIZE, then `-kK` (K columns, the outcome included),
 * `-shuffled` (rows in random order) and `-cold` (each call on an engine that has never run), in that order.
 */
import { UsageError } from "../../src/base/errors.js";
import { city } from "./city.js";
import { difficult2, difficult3 } from "./difficult.js";
import { firmCountryYearCrossed, firmCountryYearNested } from "./firm-countryyear.js";
import { firmProductCountryYear } from "./firm-product.js";
import { firmYear } from "./firm-year.js";
import { insteval } from "./insteval.js";
import type { Design, Problem, ProblemData } from "./problem.js";
import { shuffledOrder } from "./random.js";
import { slopes } from "./slopes.js";
import { akm2pct, akm10pct, akmRing } from "./worker-firm.js";

const designs: readonly Design[] = [
  city,
  firmYear,
  firmCountryYearNested,
  firmCountryYearCrossed,
  firmProductCountryYear,
  difficult2,
  difficult3,
  akmRing,
  akm2pct,
  akm10pct,
  insteval,
  slopes,
];

const SHUFFLE_SEED = 20_240_903;
/** A name from its end: what is left before the suffixes is DESIGN-SIZE. */
const GRAMMAR = /^(?<base>.+?)(-k(?<k>[1-9]\d*))?(?<shuffled>-shuffled)?(?<cold>-cold)?$/;

/** Every problem run when no name is given: each design in its own sizes. */
export const standardProblems: readonly string[] = designs.flatMap((design) =>
  design.sizes.map((size) => baseName(design, size)),
);

interface Parsed {
  readonly design: Design;
  readonly size: string;
  readonly nColumns: number;
  readonly shuffled: boolean;
  readonly cold: boolean;
}

/** Whether `name` follows the grammar, in any size and number of columns its design can be made in. */
export function isProblemName(name: string): boolean {
  return parse(name) !== undefined;
}

/** Whether `name` asks for an engine that has never run. */
export function isCold(name: string): boolean {
  return parse(name)?.cold ?? false;
}

/** Columns of the problem called `name`, the outcome included. Throws UsageError when the name does not follow the grammar. */
export function columnsOf(name: string): number {
  return parsed(name).nColumns;
}

/** Why this machine can't make the problem, or null. Throws UsageError when the name does not follow the grammar. */
export function missingFor(name: string): string | null {
  return parsed(name).design.missing?.() ?? null;
}

/** Makes a problem. Throws UsageError when the name does not follow the grammar. */
export function makeProblem(name: string): Problem {
  const { design, size, nColumns, shuffled, cold } = parsed(name);
  const made = design.make(size, nColumns);
  return { ...(shuffled ? inRandomOrder(made) : made), name, cold };
}

function parsed(name: string): Parsed {
  const found = parse(name);
  if (found !== undefined) return found;
  const expected = designs.map((design) =>
    design.sizes[0] === "" ? design.name : `${design.name}-SIZE (such as ${baseName(design, design.sizes[0]!)})`,
  );
  throw new UsageError(
    "unknown_problem",
    `Problem '${name}' does not exist; write ${expected.join(" or ")}, optionally followed by -kK (K columns), ` +
      "-shuffled and -cold.",
    { got: name, expected },
  );
}

function parse(name: string): Parsed | undefined {
  const { base = "", k, shuffled, cold } = GRAMMAR.exec(name)?.groups ?? {};
  for (const design of designs) {
    const size = sizeIn(base, design);
    if (size === undefined || !design.size.test(size)) continue;
    const nColumns = k === undefined ? design.columns.usual : Number(k);
    if (nColumns > design.columns.most) return undefined;
    return { design, size, nColumns, shuffled: shuffled !== undefined, cold: cold !== undefined };
  }
  return undefined;
}

function sizeIn(base: string, { name }: Design): string | undefined {
  if (base === name) return "";
  return base.startsWith(`${name}-`) ? base.slice(name.length + 1) : undefined;
}

function baseName({ name }: Design, size: string): string {
  return size === "" ? name : `${name}-${size}`;
}

/** The same rows in the order that `-shuffled` stands for. */
export function inRandomOrder<P extends ProblemData>(data: P): P {
  const order = shuffledOrder(data.n, SHUFFLE_SEED, 0);
  return {
    ...data,
    columns: data.columns.map((column) => {
      const out = new Float64Array(data.n);
      for (let i = 0; i < data.n; i++) out[i] = column[order[i]!]!;
      return out;
    }),
    effects: data.effects.map((effect) => {
      const codes = new Uint32Array(data.n);
      for (let i = 0; i < data.n; i++) codes[i] = effect.codes[order[i]!]!;
      if (effect.slopes === undefined) return { ...effect, codes };
      const columns = effect.slopes.columns.map((column) => Float64Array.from(order, (row) => column[row]!));
      return { ...effect, codes, slopes: { ...effect.slopes, columns } };
    }),
  };
}
