/**
 * Which specifications stand on the same rows: rows lack values of a control, an outcome or a cluster variable, and two specifications
 * share rows where what they have lacks values in the same ones. Known from one look at the whole table.
 */
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { parseExpression } from "../../formula/parser.js";
import type { FixedEffect, Term } from "../../formula/spec.js";
import type { Evaluated } from "../../regression/frame/expression.js";
import { subsetRows } from "../../regression/frame/sample.js";
import { missingRows } from "../../regression/frame/term-sample.js";
import type { Choices } from "./choices.js";
import type { Combination } from "./grid.js";
import { conditionOf, type SetPlan } from "./set-moments.js";

/** Rows in which something lacks a value: the number of a pattern, or null where it has all. */
interface Patterns {
  readonly always: readonly number[];
  readonly outcomes: readonly (number | null)[];
  readonly treatments: readonly (number | null)[];
  readonly controls: readonly (number | null)[];
  readonly vcov: readonly (number | null)[];
  readonly masks: readonly Uint8Array[];
}

/** Throws as `missingRows`. */
function patternsOf(engine: Engine, table: Table, choices: Choices): Patterns {
  const functions = elementary(engine);
  const evaluated = new Map<string, Evaluated>();
  const masks: Uint8Array[] = [];
  const lhs = parseExpression("1");
  const patternOf = (terms: readonly Term[], fixedEffects: readonly FixedEffect[], also: readonly string[] = []) => {
    const spec = { call: "", lhs, terms, intercept: true, fixedEffects };
    const { complete } = missingRows(spec, table, functions, { also, evaluated });
    if (complete === undefined) return null;
    const mask = new Uint8Array(table.nRows).fill(1);
    for (const row of complete) mask[row] = 0;
    const known = masks.findIndex((other) => other.every((is, i) => is === mask[i]));
    return known >= 0 ? known : masks.push(mask) - 1;
  };
  const { outcomes, treatments, controls, always, vcov } = choices;
  return {
    outcomes: outcomes.map(({ expression }) => patternOf([{ variables: [{ kind: "expression", expression }] }], [])),
    treatments: treatments.map(({ term }) => patternOf([term], [])),
    controls: controls.map(({ terms }) => patternOf(terms, [])),
    always: always.flatMap(({ terms }) => patternOf(terms, []) ?? []),
    vcov: vcov.map(({ spec }) => ("by" in spec ? patternOf([], [], spec.by.flat()) : null)),
    masks,
  };
}

/** Cuts the grid into sets, in the order of their first specification. Throws as `missingRows` and conditions do. */
export function rowSetsOf(
  engine: Engine,
  table: Table,
  choices: Choices,
  grid: readonly Combination[],
  { subset, commonSample }: { readonly subset?: string; readonly commonSample: boolean },
): SetPlan[] {
  const patterns = patternsOf(engine, table, choices);
  const met = choices.samples.map((sample) =>
    patterns.masks.length === 0 ? [] : patternsMet(engine, table, patterns.masks, conditionOf(sample.subset, subset)),
  );
  const groups = new Map<
    string,
    { readonly first: Combination; readonly members: number[]; readonly lacks: boolean }
  >();
  grid.forEach((at, place) => {
    const lacking = commonSample ? patterns.masks.map((_, m) => m) : patternsIn(patterns, at);
    const own = lacking.filter((pattern) => met[at.sample]![pattern]);
    const key = `${at.sample} ${at.effects} ${at.weights} ${own.join()}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: at, members: [place], lacks: own.length > 0 });
    else group.members.push(place);
  });
  const also = commonSample ? everyTerm(choices) : [];
  const alsoColumns = commonSample ? everyColumn(choices) : [];
  return [...groups.values()].map(({ first: { sample, effects, weights }, members, lacks }) => {
    const each = (of: (at: Combination) => number | readonly number[]) =>
      [...new Set(members.flatMap((place) => of(grid[place]!)))].sort((a, b) => a - b);
    return {
      ...{ sample, effects, weights, members, also, alsoColumns },
      outcomes: each(({ outcome }) => outcome),
      treatments: each(({ treatment }) => treatment),
      controls: each(({ controls }) => controls),
      vcov: each(({ vcov }) => vcov),
      complete: !lacks,
    };
  });
}

/** Patterns that rows of a condition have. */
function patternsMet(engine: Engine, table: Table, masks: readonly Uint8Array[], condition: string | null): boolean[] {
  const rows = condition === null ? null : subsetRows(parseExpression(condition), table, elementary(engine)).rows;
  return masks.map((mask) => rows === null || rows.some((row) => mask[row] === 1));
}

/** Ascending, each once; one that lies within another counts for nothing. */
function patternsIn(patterns: Patterns, { outcome, treatment, controls, vcov }: Combination): number[] {
  if (patterns.masks.length === 0) return [];
  const all = [
    ...patterns.always,
    patterns.outcomes[outcome]!,
    patterns.treatments[treatment]!,
    ...controls.map((g) => patterns.controls[g]!),
    patterns.vcov[vcov]!,
  ].filter((pattern) => pattern !== null);
  return [...new Set(all)].sort((a, b) => a - b);
}

function everyTerm({ outcomes, treatments, controls }: Choices): Term[] {
  return [
    ...outcomes.map(({ expression }): Term => ({ variables: [{ kind: "expression", expression }] })),
    ...treatments.map(({ term }) => term),
    ...controls.flatMap(({ terms }) => terms),
  ];
}

const everyColumn = ({ effects, weights, vcov }: Choices): string[] => [
  ...effects.flatMap((set) => set.effects.flatMap(({ columns }) => columns)),
  ...weights.flatMap((name) => name ?? []),
  ...vcov.flatMap(({ spec }) => ("by" in spec ? spec.by.flat() : [])),
];
