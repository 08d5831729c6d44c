/**
 * `multiverse-SIZE`: every set of ten controls on ten samples, 10,240 regressions with effects of firms and years and errors clustered
 * by firm, beside loops of our own `feols` and of fixest's, of which some turns are timed and multiplied up: a turn is a
 * specification, its rows at hand before the clock starts. Estimate and error of each turn are compared.
 */
import { makeTable } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { multiverse } from "../../src/verbs/multiverse/fit.js";
import type { MultiverseRecord } from "../../src/verbs/multiverse/record.js";
import { largestDifference } from "../difference.js";
import { Fixest } from "../peers/fixest.js";
import type { GivenProblem } from "../peers/given-problem.js";
import { versionsOf } from "../peers/versions.js";
import { firmYear } from "../problems/firm-year.js";
import { dense, type ProblemData, ROWS } from "../problems/problem.js";
import { extrapolated, raceWithPeers, type TimedPeer } from "../race.js";
import type { SuiteRequest } from "../row.js";

const MB = 1e6;
const NAME = /^multiverse-(?<size>.+)$/;
const CONTROLS = 10;
const SAMPLES = 10;
/** Rows alone in an effect stay, as in fixest. */
const SINGLETONS = { fixefRm: "none" } as const;
/** Turns of a loop in a round. */
const TURNS = 4;

export const isMultiverse = (name: string): boolean => ROWS.test(NAME.exec(name)?.groups?.size ?? "");

/** Runs a problem whose name `isMultiverse` accepts. */
export async function runMultiverse(name: string, request: SuiteRequest): Promise<void> {
  const problem = firmYear.make(NAME.exec(name)!.groups!.size!, CONTROLS + 2);
  const fixest = request.peers.has("fixest") ? await Fixest.open(problem) : undefined;
  try {
    for (const threads of request.threads) await runOnThreads(name, problem, fixest, threads, request);
  } finally {
    await fixest?.close();
  }
}

/** Estimates and errors found so far, by place among the specifications. */
type Found = Map<number, readonly [estimate: number, error: number]>;

async function runOnThreads(
  name: string,
  problem: ProblemData,
  fixest: Fixest | undefined,
  threads: number,
  request: SuiteRequest,
): Promise<void> {
  const engine = await loadEngine({ threads });
  const table = tableOf(problem);
  const [term, ...controls] = problem.names.slice(1);
  const effects = problem.effects.map((effect) => effect.name).join(" + ");
  const options = {
    term: term!,
    controls,
    samples: samplesOf(),
    vcov: [`cluster:${problem.effects[0]!.name}`],
    ...SINGLETONS,
  };
  const run = () => multiverse(engine, table, `${problem.names[0]} ~ ${term} | ${effects}`, options);
  const record = await run();
  const ours: TimedPeer = {
    backend: "wasmetrics",
    time: async () => {
      const started = performance.now();
      await run();
      return [performance.now() - started];
    },
  };
  const loop = turnsOf("wasmetrics-loop", record, async (place) => {
    const { controls, sample } = record.specifications[place]!;
    const formula = formulaOf(problem, controls).join(" | ");
    const { subset } = record.choices.samples[sample]!;
    const started = performance.now();
    const { coefficients } = feols(engine, table, formula, {
      vcov: options.vcov[0]!,
      ...SINGLETONS,
      ...(subset && { subset }),
    });
    const { estimate, std_error } = coefficients[term!]!;
    return { ms: performance.now() - started, found: [estimate, std_error] };
  });
  const peer =
    fixest === undefined
      ? null
      : turnsOf("fixest", record, (place) => turnOfFixest(fixest, problem, record, place, threads));
  const all = peer === null ? [loop] : [loop, peer];
  const timings = await raceWithPeers([ours, ...all.map(({ contender }) => contender)], request.rounds, 0);
  const count = record.specifications.length;
  const report = (backend: string, found: Found, at: number) => {
    const timing = at === 0 ? timings[0]! : extrapolated(timings[at]!, count);
    request.report({
      ...{ suite: "resampling", problem: name, backend, n: problem.n, k: CONTROLS + 1, threads, ...timing },
      ...{ iterations: null, converged: null, certificate: null },
      difference: at === 1 ? null : differenceOf(found, loop.found),
      reference: at === 1 ? null : "loop of feols",
      peak_mb: at === 0 ? engine.peakBytes() / MB : null,
      versions: versionsOf(backend, engine.sha256),
    });
  };
  const own: Found = new Map(
    record.specifications.map(({ estimate, std_error }, place) => [place, [estimate, std_error]]),
  );
  report("wasmetrics", own, 0);
  for (const [i, { contender, found }] of all.entries()) report(contender.backend, found, i + 1);
  await engine.close();
}

/** A loop whose turns are specifications, evenly spread over samples and controls, the same for every backend. */
function turnsOf(
  backend: string,
  { specifications }: MultiverseRecord,
  turn: (place: number) => Promise<{ readonly ms: number; readonly found: readonly [number, number] }>,
): { readonly contender: TimedPeer; readonly found: Found } {
  const found: Found = new Map();
  let next = 0;
  const time = async () => {
    const times: number[] = [];
    for (let i = 0; i < TURNS; i++, next++) {
      // the golden section spreads places evenly, whatever their number
      const place = Math.floor(specifications.length * ((next * GOLDEN) % 1));
      const made = await turn(place);
      found.set(place, made.found);
      times.push(made.ms);
    }
    return times;
  };
  return { contender: { backend, time }, found };
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

async function turnOfFixest(
  fixest: Fixest,
  problem: ProblemData,
  record: MultiverseRecord,
  place: number,
  threads: number,
) {
  const { controls, sample } = record.specifications[place]!;
  await fixest.load(rowsOf(problem, sample));
  const ms = await fixest.fit(threads, formulaOf(problem, controls).join("|").replaceAll(" ", ""));
  const { beta, se } = await fixest.estimateOf([problem.names[1]!]);
  return { ms: [...ms].sort((a, b) => a - b)[Math.floor(ms.length / 2)]!, found: [beta[0]!, se[0]!] as const };
}

/** All rows, and those without each of nine years, which are numbered from 0. */
const samplesOf = (): string[] => [
  "all=true",
  ...Array.from({ length: SAMPLES - 1 }, (_, year) => `without${year}=year != ${year}`),
];

/** The rows of a sample of `samplesOf`. */
function rowsOf(problem: ProblemData, sample: number): GivenProblem {
  if (sample === 0) return problem;
  const year = problem.effects[1]!;
  const rows: number[] = [];
  for (let i = 0; i < problem.n; i++) if (year.codes[i] !== sample - 1) rows.push(i);
  return {
    n: rows.length,
    names: problem.names,
    columns: problem.columns.map((column) => Float64Array.from(rows, (row) => column[row]!)),
    effects: problem.effects.map(({ name, codes, nLevels }) =>
      dense(
        name,
        Uint32Array.from(rows, (row) => codes[row]!),
        nLevels,
      ),
    ),
  };
}

const formulaOf = ({ names, effects }: ProblemData, controls: readonly number[]): readonly [string, string] => [
  `${names[0]} ~ ${[names[1]!, ...controls.map((g) => names[g + 2]!)].join(" + ")}`,
  effects.map(({ name }) => name).join(" + "),
];

const tableOf = ({ names, columns, effects }: ProblemData) =>
  makeTable(
    [
      ...names.map((name, j) => ({ kind: "numeric" as const, name, values: columns[j]! })),
      ...effects.map(({ name, codes }) => ({ kind: "numeric" as const, name, values: Float64Array.from(codes) })),
    ],
    { name: "multiverse", bytes: 0, sha256: null },
  );

/** Of estimates and of errors, over the turns that the loop took. */
function differenceOf(found: Found, reference: Found): number {
  const places = [...reference.keys()].filter((place) => found.has(place));
  const sides = (of: Found) => [0, 1].map((part) => places.map((place) => of.get(place)![part]!));
  return largestDifference(sides(found), sides(reference));
}
