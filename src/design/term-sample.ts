/**
 * Layer design. Which rows a model can use: those where the left side, every term, fixed effect and named column is
 * present. Comes before the expansion, so that dummies are made for the sample only. Must not know estimation.
 */
import { type Column, MISSING_CODE, type Note } from "../base/columns.js";
import { columnsOf, type Expression } from "../formula/expression.js";
import { printExpression } from "../formula/print.js";
import type { ModelSpec, Variable } from "../formula/spec.js";
import { type ColumnSource, type ElementaryFunctions, evaluate } from "./expression.js";

/**
 * `complete`: table rows without a missing value, ascending; `nMissing`: the others; `missingBy`: for each variable, by
 * its name, the rows where it is missing or infinite (a row may count under several), only where there are any.
 */
export interface MissingRows {
  readonly complete: Uint32Array;
  readonly nMissing: number;
  readonly missingBy: Readonly<Record<string, number>>;
  readonly notes: readonly Note[];
}

/** Names of all columns a model uses, each once: left side, terms, fixed effects, instruments. */
export function requiredColumns(spec: ModelSpec): string[] {
  const ofEffects = spec.fixedEffects.flatMap(({ columns }) => columns);
  const ofVariables = variablesOf(spec).flatMap((variable) => {
    const { expressions, columns } = partsOf(variable);
    return [...columns, ...expressions.flatMap(columnsOf)];
  });
  return [...new Set([...columnsOf(spec.lhs), ...ofVariables, ...ofEffects])];
}

/**
 * Finds the rows complete in everything `spec` uses and in the columns `also` (weights, clusters), among `rows` (default
 * all; ascending). A number is missing when NaN or infinite, a category (factor, fixed effect, cluster) when empty.
 * Throws as `evaluate`; a fully missing sample is returned, not thrown.
 */
export function missingRows(
  spec: ModelSpec,
  source: ColumnSource,
  functions: ElementaryFunctions,
  options: { readonly rows?: Uint32Array; readonly also?: readonly string[] } = {},
): MissingRows {
  const rows = options.rows ?? Uint32Array.from({ length: source.nRows }, (_, i) => i);
  const missing = new Uint8Array(rows.length);
  const missingBy: Record<string, number> = {};
  const notes: Note[] = [];
  const seen = new Set<string>();

  const mark = (name: string, isMissing: (i: number) => boolean) => {
    let n = 0;
    for (let i = 0; i < missing.length; i++) {
      if (!isMissing(i)) continue;
      missing[i] = 1;
      n++;
    }
    if (n > 0) missingBy[name] = n;
  };
  const markCategory = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    const isEmpty = emptyCells(source.column(name));
    mark(name, (i) => isEmpty(rows[i]!));
  };
  const markExpression = (expression: Expression) => {
    const name = printExpression(expression);
    if (expression.kind === "name" && source.column(expression.name).kind === "text") return markCategory(name);
    if (seen.has(`=${name}`)) return;
    seen.add(`=${name}`);
    const evaluated = evaluate(expression, source, functions, options.rows);
    notes.push(...evaluated.notes);
    mark(name, (i) => !Number.isFinite(evaluated.values[i]!));
  };

  markExpression(spec.lhs);
  for (const variable of variablesOf(spec)) {
    const { expressions, columns } = partsOf(variable);
    for (const column of columns) markCategory(column);
    for (const expression of expressions) markExpression(expression);
  }
  for (const { columns } of spec.fixedEffects) for (const column of columns) markCategory(column);
  for (const column of options.also ?? []) markCategory(column);

  const complete = rows.filter((_, i) => missing[i] === 0);
  return { complete, nMissing: rows.length - complete.length, missingBy, notes };
}

function variablesOf({ terms, instruments }: ModelSpec): Variable[] {
  const all = [...terms, ...(instruments?.endogenous ?? []), ...(instruments?.excluded ?? [])];
  return all.flatMap(({ variables }) => variables);
}

function partsOf(variable: Variable): { expressions: readonly Expression[]; columns: readonly string[] } {
  if (variable.kind === "expression") return { expressions: [variable.expression], columns: [] };
  if (variable.kind === "factor") return { expressions: [], columns: [variable.column] };
  return { expressions: variable.by === undefined ? [] : [variable.by], columns: [variable.column] };
}

function emptyCells(column: Column): (row: number) => boolean {
  if (column.kind === "text") return (row) => column.codes[row] === MISSING_CODE;
  return (row) => Number.isNaN(column.values[row]!);
}
