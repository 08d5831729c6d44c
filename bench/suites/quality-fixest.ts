/**
 * What fixest does of a job of the quality suite: the demand equation by `feols` where sigma is given, whose
 * residuals are quality; else 2SLS by `feols`, product by product through `split`. Logs and the instrument are made for it.
 * Of thousands of groups it gets some, and its time is multiplied up.
 */
import type { Category } from "../../src/base/columns.js";
import { Fixest } from "../peers/fixest.js";
import { CUSTOMS_SIGMA } from "../problems/customs.js";
import { dense } from "../problems/problem.js";
import { extrapolated, type Timing } from "../race.js";
import type { QualityJob } from "./quality-jobs.js";
import { logsAndInstrument } from "./quality-reference.js";

/** Groups given to fixest at most: the first ones of two firms or more, for it can't do with one cluster. */
const GROUPS = 100;

/** fixest on a job. */
export interface QualityFixest {
  readonly backend: "fixest-demand" | "fixest-sigma";
  time(threads: number): Promise<readonly number[]>;
  /** The time of the whole job, from that of what was given. */
  whole(timing: Timing): Timing & { readonly extrapolated?: true };
  found(): Promise<readonly Float64Array[]>;
  /** The part of the reference that `found` is to be compared with. */
  sameOf(reference: readonly Float64Array[]): readonly Float64Array[];
  close(): Promise<void>;
}

export async function openQualityFixest(job: QualityJob): Promise<QualityFixest> {
  return job.kind === "quality" ? openDemand(job) : openSigma(job);
}

async function openDemand({ rows }: QualityJob): Promise<QualityFixest> {
  const { n, value, quantity } = rows;
  const { q, p } = logsAndInstrument(n, value, quantity);
  const y = q.map((one, i) => one + CUSTOMS_SIGMA * p[i]!);
  const fixest = await Fixest.open({
    n,
    names: ["y"],
    columns: [y],
    effects: [product(rows.codes, rows.levels), destYear(rows)],
  });
  return {
    backend: "fixest-demand",
    time: (threads) => fixest.regress(threads),
    whole: (timing) => timing,
    async found() {
      const found: Float64Array[] = [];
      await fixest.readResiduals((column) => found.push(column.map((residual) => residual / (CUSTOMS_SIGMA - 1))));
      return found;
    },
    // it keeps rows alone in an effect, whose residual is 0
    sameOf: ([quality]) => [quality!.map((value) => (Number.isNaN(value) ? 0 : value))],
    close: () => fixest.close(),
  };
}

async function openSigma({ kind, rows }: QualityJob): Promise<QualityFixest> {
  const { q, p, z } = logsAndInstrument(rows.n, rows.value, rows.quantity);
  const whole = kind === "quality-iv-pooled";
  const all = whole ? null : groupsOf(kind, rows);
  const chosen = all === null ? [0] : groupsOfFirms(all, rows.codes.firm);
  const given = all === null ? null : rowsIn(all.codes, new Set(chosen));
  const take = (values: Float64Array) => (given === null ? values : Float64Array.from(given, (i) => values[i]!));
  const taken = (category: Category) =>
    given === null
      ? category
      : dense(
          category.name,
          Uint32Array.from(given, (i) => category.codes[i]!),
          category.nLevels,
        );
  const effects = [
    ...(all === null ? [product(rows.codes, rows.levels)] : [{ ...all, name: "split" }]),
    ...(kind === "quality-iv-groups" ? [] : [destYear(rows)]),
  ].map(taken);
  const cluster = taken({ name: "firm", codes: rows.codes.firm, nLevels: rows.levels.firm, label: String });
  const columns = [q, p, z].map(take);
  const fixest = await Fixest.open({ n: columns[0]!.length, names: ["q", "p", "z"], columns, effects, cluster });
  const times = (all?.nLevels ?? 1) / chosen.length;
  return {
    backend: "fixest-sigma",
    time: (threads) => fixest.twoStage(threads, !whole),
    whole: (timing) => (times === 1 ? timing : extrapolated(timing, times)),
    async found() {
      const { slopes, errors } = await fixest.twoStageEstimates();
      return [slopes.map((slope) => -slope), errors];
    },
    sameOf: (reference) => reference.map((vector) => Float64Array.from(chosen, (g) => vector[g]!)),
    close: () => fixest.close(),
  };
}

type Rows = QualityJob["rows"];

const product = ({ product: codes }: Rows["codes"], { product: nLevels }: Rows["levels"]): Category => ({
  name: "product",
  codes,
  nLevels,
  label: String,
});

function destYear({ codes, levels }: Rows): Category {
  const crossed = codes.dest.map((dest, i) => dest * levels.year + codes.year[i]!);
  return dense("destyear", crossed, levels.dest * levels.year);
}

function groupsOf(kind: QualityJob["kind"], { codes, levels }: Rows): Category {
  if (kind === "quality-iv") return product(codes, levels);
  const crossed = codes.product.map((one, i) => one * levels.year + codes.year[i]!);
  return dense("split", crossed, levels.product * levels.year);
}

/** Groups given to fixest; firms are ascending. */
function groupsOfFirms({ codes, nLevels }: Category, firm: Uint32Array): number[] {
  const first = new Int32Array(nLevels).fill(-1);
  const chosen = new Set<number>();
  for (let i = 0; i < codes.length; i++) {
    const g = codes[i]!;
    if (first[g] === -1) first[g] = firm[i]!;
    else if (first[g] !== firm[i]) chosen.add(g);
  }
  return [...chosen].sort((a, b) => a - b).slice(0, GROUPS);
}

/** Rows of some groups, ascending. */
function rowsIn(codes: Uint32Array, groups: ReadonlySet<number>): number[] {
  const rows: number[] = [];
  for (let i = 0; i < codes.length; i++) if (groups.has(codes[i]!)) rows.push(i);
  return rows;
}
