/**
 * Peer `glm`, of base R, in one R process a problem: data go over by a binary file, times are taken in R round
 * `glm` and `summary`. It is run to a change of deviance of 1e-14, as its default leaves the errors one step behind.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchFile } from "../bench-file.js";
import type { TreatmentProblem } from "../problems/treatment.js";
import type { Estimate } from "./estimate.js";
import { RSession } from "./r-session.js";

/** A problem loaded in R. Close it to end the process and to remove its files. */
export class Glm {
  readonly #R: RSession;
  readonly #folder: string;

  private constructor(R: RSession, folder: string) {
    this.#R = R;
    this.#folder = folder;
  }

  /** Starts R and hands the problem over. Throws NumericalError `r_failed`. */
  static async open({ n, treated, X }: TreatmentProblem): Promise<Glm> {
    const folder = mkdtempSync(join(tmpdir(), "wasmetrics-glm-"));
    const peer = new Glm(new RSession(benchFile("peers/glm.R")), folder);
    try {
      writeFileSync(join(folder, "manifest"), `${n}\n${X.length + 1}\n`);
      const file = openSync(join(folder, "columns.f64"), "w");
      for (const column of [Float64Array.from(treated), ...X]) writeSync(file, column);
      closeSync(file);
      await peer.#R.ask(`load ${folder}`);
    } catch (error) {
      await peer.close();
      throw error;
    }
    return peer;
  }

  /** The fit; milliseconds. */
  fit(link: "logit" | "probit"): Promise<number[]> {
    return this.#R.numbers(`fit ${link}`);
  }

  /** Coefficients and errors of the last fit, the intercept first. */
  async estimate(): Promise<Estimate> {
    const numbers = Float64Array.from(await this.#R.numbers("estimate"));
    return { beta: numbers.slice(0, numbers.length / 2), se: numbers.slice(numbers.length / 2) };
  }

  async close(): Promise<void> {
    await this.#R.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
