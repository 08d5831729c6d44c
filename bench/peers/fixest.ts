/**
 * Peer `fixest`, the R package, in one R process a problem: data go over by binary files, times are taken in
 * R round `demean` and `feols`, and the demeaned columns come back by a binary file. Its tolerance is its default, 1e-6 on
 * the change of coefficients between iterations, or the one asked for.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchFile } from "../bench-file.js";
import type { Estimate } from "./estimate.js";
import { type GivenProblem, readColumns, writeArrays, writeProblem } from "./given-problem.js";
import { RSession } from "./r-session.js";

/** fixest at a tolerance at which its results are as near to the exact ones as its stopping rule allows. */
export const TIGHT_FIXEST = { backend: "fixest-1e-11", tolerance: 1e-11 } as const;

/** A problem loaded in R. Close it to end the process and to remove its files. */
export class Fixest {
  readonly #R: RSession;
  readonly #folder: string;
  #n: number;
  readonly #nColumns: number;

  private constructor(R: RSession, folder: string, problem: GivenProblem) {
    this.#R = R;
    this.#folder = folder;
    this.#n = problem.n;
    this.#nColumns = problem.columns.length;
  }

  /** Starts R and hands the problem over. Throws NumericalError `r_failed`. */
  static async open(problem: GivenProblem): Promise<Fixest> {
    const folder = mkdtempSync(join(tmpdir(), "wasmetrics-fixest-"));
    const peer = new Fixest(new RSession(benchFile("peers/fixest.R")), folder, problem);
    try {
      writeProblem(problem, folder);
      await peer.#R.ask(`load ${folder}`);
    } catch (error) {
      await peer.close();
      throw error;
    }
    return peer;
  }

  /** Takes another problem of as many columns in place of the one loaded. */
  async load(problem: GivenProblem): Promise<void> {
    writeProblem(problem, this.#folder);
    this.#n = problem.n;
    await this.#R.ask(`load ${this.#folder}`);
  }

  /** Puts other numbers in the column called `name`, for `regress` alone. */
  async replaceColumn(name: string, values: Float64Array): Promise<void> {
    const path = join(this.#folder, "column.f64");
    writeArrays(path, [values]);
    await this.#R.ask(`column ${name} ${path}`);
  }

  /** Demeans all columns for about a round; milliseconds of each call. */
  demean(threads: number, tolerance?: number): Promise<number[]> {
    return this.#R.numbers(`demean ${threads} ${tolerance ?? ""}`);
  }

  /** Calls `use` with each column of the last demean in turn; the array is the same every time. */
  async readDemeaned(use: (column: Float64Array, j: number) => void): Promise<void> {
    return this.#readColumns(this.#nColumns, use);
  }

  /** Calls `use` with the residuals of the last `regress`, of all rows. */
  async readResiduals(use: (residuals: Float64Array) => void): Promise<void> {
    return this.#readColumns(1, use);
  }

  /** The effects of the regression, for about a round; milliseconds of each call. */
  recover(threads: number): Promise<number[]> {
    return this.#R.numbers(`fixef ${threads}`);
  }

  /** Calls `use` with what the effects of the last `recover` add up to, of all rows. */
  async readRecovered(use: (sums: Float64Array) => void): Promise<void> {
    return this.#readColumns(1, use);
  }

  async #readColumns(nColumns: number, use: (column: Float64Array, j: number) => void): Promise<void> {
    const path = join(this.#folder, "demeaned.f64");
    await this.#R.ask(`save ${path}`);
    readColumns(path, this.#n, nColumns, use);
  }

  /** The whole regression for about a round; milliseconds of each call. */
  regress(threads: number, tolerance?: number): Promise<number[]> {
    return this.#R.numbers(`feols ${threads} ${tolerance ?? ""}`);
  }

  /** What the last `regress` found; iterations are the most of any column. */
  async estimate(): Promise<{ readonly estimate: Estimate; readonly iterations: number }> {
    const numbers = await this.#R.numbers("estimate");
    const k = this.#nColumns - 1;
    const part = (start: number, end: number) => Float64Array.from(numbers.slice(start, end));
    return { estimate: { beta: part(0, k), se: part(k, 2 * k) }, iterations: numbers[2 * k]! };
  }

  /**
   * `feols`, or `fepois`, of a formula over the problem's names, such as `y~w1+w2|firm+year|x~z1+z2`, for about a round; milliseconds of
   * each call.
   */
  fit(threads: number, formula: string, command: "fit" | "fepois" = "fit"): Promise<number[]> {
    return this.#R.numbers(`${command} ${threads} ${formula}`);
  }

  /** Coefficients of the last `fit` by name, and their errors. */
  async estimateOf(names: readonly string[]): Promise<Estimate> {
    const numbers = Float64Array.from(await this.#R.numbers(`fit-estimates ${names.join(" ")}`));
    return { beta: numbers.slice(0, names.length), se: numbers.slice(names.length) };
  }

  /**
   * Another variance of the regression, `hetero` or `~city`, by `summary(est, vcov =)` for about a round; milliseconds of each
   * call. The regression is estimated before, outside the clock.
   */
  reviseVcov(threads: number, vcov: string): Promise<number[]> {
    return this.#R.numbers(`revise ${threads} ${vcov}`);
  }

  /** Errors of the last `reviseVcov` by name. */
  async errorsOf(names: readonly string[]): Promise<Float64Array> {
    return (await this.estimateOf(names)).se;
  }

  /**
   * The first column on the second, with the third as instrument, for about a round; by `split` one regression a level of the
   * first effect, which the others lie in. Singletons are dropped. Milliseconds of each call.
   */
  twoStage(threads: number, split: boolean): Promise<number[]> {
    return this.#R.numbers(`iv ${threads} ${split ? "split" : "pooled"}`);
  }

  /** What the last `twoStage` found, in the order of levels. */
  async twoStageEstimates(): Promise<{ readonly slopes: Float64Array; readonly errors: Float64Array }> {
    const numbers = Float64Array.from(await this.#R.numbers("iv-estimates"));
    return { slopes: numbers.slice(0, numbers.length / 2), errors: numbers.slice(numbers.length / 2) };
  }

  async close(): Promise<void> {
    await this.#R.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
