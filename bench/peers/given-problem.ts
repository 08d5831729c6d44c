/**
 * A problem as programs outside get it, by binary files in a folder: manifest, columns.f64, codes.i32. Demeaned columns come back by
 * one too. Knows nothing of the programs.
 */
import { closeSync, openSync, readSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Category } from "../../src/base/columns.js";
import { effectsText, type ProblemData } from "../problems/problem.js";

/** Errors are clustered by the first effect unless the problem names another category. */
export interface GivenProblem extends ProblemData {
  readonly cluster?: Category;
}

/** Manifest, columns and codes, in `folder`. */
export function writeProblem(problem: GivenProblem, folder: string): void {
  const { n, names, columns, effects, cluster = effects[0]! } = problem;
  const given = effects.map(({ name }) => name).join(" ");
  const manifest = [String(n), names.join(" "), given, cluster.name, effectsText(problem)];
  writeFileSync(join(folder, "manifest"), `${manifest.join("\n")}\n`);
  writeArrays(join(folder, "columns.f64"), columns);
  const categories = effects.some(({ name }) => name === cluster.name) ? effects : [...effects, cluster];
  const codes = categories.map((category) => category.codes);
  writeArrays(join(folder, "codes.i32"), codes);
}

/** The arrays one after the other. */
export function writeArrays(path: string, arrays: readonly (Float64Array | Uint32Array)[]): void {
  const file = openSync(path, "w");
  try {
    for (const array of arrays) writeSync(file, array);
  } finally {
    closeSync(file);
  }
}

/** Calls `use` with each of `k` columns of `n` rows in turn, and removes the file; the array is the same every time. */
export function readColumns(path: string, n: number, k: number, use: (column: Float64Array, j: number) => void): void {
  const column = new Float64Array(n);
  const file = openSync(path, "r");
  try {
    for (let j = 0; j < k; j++) {
      readSync(file, column, 0, column.byteLength, j * column.byteLength);
      use(column, j);
    }
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
