/**
 * Effects with slopes placed in linear memory: those that group rows alike become one, terms that a finer
 * effect has too are left out, and the effect with most coefficients comes first. Knows nothing of columns to demean.
 */
import { DataError } from "../../../base/errors.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import type { GivenEffect, TermPlace } from "../effects.js";
import { isNested, type LoadedEffect, type LoadedEffects } from "../effects.js";
import type { AbsorbedEffect } from "../solver.js";

/** A variable whose coefficient varies by an effect: the constant, or a slope variable over sample rows. */
type Variable = Float64Array | null;

interface Candidate {
  readonly effect: LoadedEffect;
  /** Variables, each with the positions of the effects that were given with it, the first of them its owner. */
  readonly variables: { readonly values: Variable; readonly owners: readonly (readonly [number, number])[] }[];
}

export interface LoadedWithSlopes extends LoadedEffects {
  readonly given: readonly GivenEffect[];
}

/**
 * Places effects of which some have slopes. Throws DataError `effect_length`.
 */
export function placeWithSlopes(engine: Engine, scope: Scope, effects: readonly AbsorbedEffect[]): LoadedWithSlopes {
  const nRows = effects[0]!.codes.length;
  checkLengths(effects, nRows);
  const block = scope.u32(nRows * effects.length);
  const candidates: Candidate[] = [];
  const like: number[] = [];
  for (const [position, { name, codes, nLevels, slopes }] of effects.entries()) {
    const start = position * nRows;
    block.view().set(codes, start);
    const effect = { name, position, nLevels, codes: block.part(start, nRows) };
    const own = variablesOf(effects[position]!);
    const alike = candidates.find(
      (other) => other.effect.nLevels === nLevels && isNested(engine, scope, nRows, other.effect, effect),
    );
    const variables = alike?.variables ?? [];
    like.push(alike?.effect.position ?? position);
    own.forEach((values, v) => {
      const at = variables.findIndex((other) => sameValues(other.values, values));
      const owner = [position, slopes === undefined || slopes.intercept ? v - 1 : v] as const;
      if (at < 0) variables.push({ values, owners: [owner] });
      else variables[at] = { values, owners: [...variables[at]!.owners, owner] };
    });
    if (alike === undefined) candidates.push({ effect, variables });
  }
  const solved = candidates.map((candidate) => withoutContained(engine, scope, nRows, candidate, candidates));
  const kept = solved
    .filter(({ variables }) => variables.length > 0)
    .sort((a, b) => sizeOf(b) - sizeOf(a) || a.effect.position - b.effect.position);
  const contained = solved
    .filter(({ variables }) => variables.length === 0)
    .map(({ effect: { name, position, nLevels } }) => ({ name, position, nLevels, codes: effects[position]!.codes }));
  return { nRows, kept: kept.map(placed), contained, given: givenEffects(effects, like, kept) };
}

const sizeOf = ({ effect, variables }: Candidate): number => effect.nLevels * variables.length;

/** The constant first. */
function variablesOf({ slopes }: AbsorbedEffect): Variable[] {
  if (slopes === undefined) return [null];
  return [...(slopes.intercept ? [null] : []), ...slopes.columns];
}

/** Whether two are the constant both, or the same numbers. */
export function sameValues(a: Variable, b: Variable): boolean {
  if (a === null || b === null) return a === b;
  return a === b || a.every((value, i) => value === b[i]);
}

/** A candidate without the variables that an effect nested in it has too, the intercept before slopes. */
function withoutContained(
  engine: Engine,
  scope: Scope,
  n: number,
  candidate: Candidate,
  all: readonly Candidate[],
): Candidate & { readonly centred: boolean } {
  const { effect, variables } = candidate;
  const finer = all.filter((other) => other !== candidate && isNested(engine, scope, n, other.effect, effect));
  const has = (values: Variable) =>
    finer.some((other) => other.variables.some((variable) => sameValues(variable.values, values)));
  const left = variables
    .filter(({ values }) => !has(values))
    .sort((a, b) => Number(a.values !== null) - Number(b.values !== null));
  return { effect, variables: left, centred: has(null) || left.some(({ values }) => values === null) };
}

function placed({ effect, variables, centred }: Candidate & { readonly centred: boolean }): LoadedEffect {
  const columns = variables.flatMap(({ values }) => (values === null ? [] : [values]));
  return { ...effect, slopes: { intercept: columns.length < variables.length, centred, columns } };
}

/** Where the terms of each effect as given are; one that an effect before has too is nowhere. */
function givenEffects(
  effects: readonly AbsorbedEffect[],
  like: readonly number[],
  kept: readonly Candidate[],
): GivenEffect[] {
  const places = new Map<string, TermPlace>();
  for (const [effect, { variables }] of kept.entries()) {
    const intercepts = variables.filter(({ values }) => values === null).length;
    for (const [v, { owners }] of variables.entries()) {
      const [position, term] = owners[0]!;
      places.set(`${position} ${term}`, { effect, column: v - intercepts });
    }
  }
  return effects.map(({ name, slopes }, position) => {
    const at = (term: number): TermPlace | null => places.get(`${position} ${term}`) ?? null;
    const names = slopes?.names ?? [];
    const slopePlaces = names.map((_, v) => at(v));
    const intercept = slopes === undefined || slopes.intercept ? { intercept: at(-1) } : {};
    return { name, like: like[position]!, slopes: names, ...intercept, slopePlaces };
  });
}

function checkLengths(effects: readonly AbsorbedEffect[], nRows: number): void {
  for (const { name, codes, slopes } of effects) {
    const wrong = [codes, ...(slopes?.columns ?? [])].find(({ length }) => length !== nRows);
    if (wrong === undefined) continue;
    throw new DataError("effect_length", `Fixed effect '${name}' has ${wrong.length} rows, expected ${nRows}.`, {
      effect: name,
      got: wrong.length,
      expected: nRows,
    });
  }
}
