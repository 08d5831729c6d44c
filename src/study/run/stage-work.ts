/**
 * Equations and random draws that the block of a stage asks for, defaults it leaves unsaid included. Reads the
 * block alone and no data, so that groups and values left out in turn count as one.
 */
import { DEFAULT_DRAWS } from "../../verbs/resampling/options.js";

/** What a block asks for, counted. */
interface AskedFor {
  readonly models: number;
  readonly draws: number;
}

type Block = Readonly<Record<string, unknown>>;

const PLACEBO_DRAWS = 500;

/** Counts of `reads`, the block of a stage: nothing where it puts columns of other stages side by side. */
export function askedFor(reads: unknown): AskedFor {
  const block = isBlock(reads) ? reads : {};
  if (block.stage === "table" || block.stage === "coefplot") return { models: 0, draws: 0 };
  return { models: modelsOf(block), draws: drawsIn(block) + drawsOfWhole(block) };
}

/** The entries of its longest list of equations, twice where two sets of rows are asked for; variants beside their base. */
function modelsOf(block: Block): number {
  if (Array.isArray(block.variants)) return 1 + block.variants.length;
  const lists = Object.values(block).filter(
    (value): value is readonly object[] => Array.isArray(value) && value.every((one) => typeof one === "object"),
  );
  const equations = lists.reduce((most, { length }) => Math.max(most, length), 1);
  return equations * (block.rows === "both" ? 2 : 1);
}

/** Draws that the kind of the stage implies where the block names no number. */
function drawsOfWhole({ stage, draws, permutations, band }: Block): number {
  if (draws !== undefined || permutations !== undefined) return 0;
  if (stage === "placebo") return PLACEBO_DRAWS;
  return stage === "event-study" && band === "uniform" ? DEFAULT_DRAWS.wild : 0;
}

/** Draws asked for anywhere in a block, by number or by `true`. */
function drawsIn(value: unknown): number {
  if (!isBlock(value)) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => {
    if ((key === "draws" || key === "permutations") && typeof inner === "number") return sum + inner;
    if (key === "bootstrap" && inner === true) return sum + DEFAULT_DRAWS.wild;
    if (key === "mediation" && inner === true) return sum + DEFAULT_DRAWS.pairs;
    return sum + drawsIn(inner);
  }, 0);
}

const isBlock = (value: unknown): value is Block => typeof value === "object" && value !== null;
