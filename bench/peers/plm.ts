/**
 * Peer `plm`, the R package, in one R process a panel: data go over by a binary file, times are taken in R round `pgmm` and
 * the errors of `vcovHC`.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchFile } from "../bench-file.js";
import type { DynamicPanel } from "../problems/dynamic-panel.js";
import type { Estimate } from "./estimate.js";
import { RSession } from "./r-session.js";

/** A panel loaded in R. Close it to end the process and to remove its files. */
export class Plm {
  private constructor(
    readonly R: RSession,
    readonly folder: string,
  ) {}

  /** Starts R and hands the panel over. Throws NumericalError `r_failed`. */
  static async open(data: DynamicPanel): Promise<Plm> {
    const peer = new Plm(new RSession(benchFile("peers/plm.R")), mkdtempSync(join(tmpdir(), "wasmetrics-plm-")));
    try {
      writeFileSync(join(peer.folder, "names"), `${[data.n, "unit", "period", ...data.names].join("\n")}\n`);
      const file = openSync(join(peer.folder, "columns.f64"), "w");
      try {
        for (const column of [data.unit, data.period, ...data.columns]) writeSync(file, column);
      } finally {
        closeSync(file);
      }
      await peer.R.ask(`load ${peer.folder}`);
      return peer;
    } catch (error) {
      await peer.close();
      throw error;
    }
  }

  /** Two-step GMM with collapsed lags for about a round; milliseconds of each call. */
  fit(model: "difference" | "system", { from, to }: { readonly from: number; readonly to: number }): Promise<number[]> {
    return this.R.numbers(`fit ${model === "system" ? "ld" : "d"} ${from} ${to}`);
  }

  /** What the last `fit` found: the lag, then the regressors. */
  async estimate(): Promise<Estimate> {
    const numbers = Float64Array.from(await this.R.numbers("estimate"));
    const half = numbers.length / 2;
    return { beta: numbers.slice(0, half), se: numbers.slice(half) };
  }

  async close(): Promise<void> {
    await this.R.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
