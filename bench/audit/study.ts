/**
 * The study of the audit: papers without an error, none of which may be called inconsistent, and papers with one error planted, of those that
 * brute force shows detectable nearly all must be found. What stands between printing and audit, such as a format, is the caller's.
 */
import { auditPaper } from "../../src/audit/audit-paper.js";
import type { Finding, Severity } from "../../src/audit/finding.js";
import { findingText } from "../../src/audit/finding-text.js";
import type { PrintedPaper } from "../../src/audit/paper.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { type Contradiction, contradictions } from "./contradictions.js";
import { dice } from "./dice.js";
import { honestPaper } from "./papers.js";
import { KINDS, type Plant } from "./plant.js";
import { columnName, DESCRIPTIVES, type Printout, paperOf, TABLE } from "./printout.js";

/** Findings of papers without an error, by rule and severity. */
export interface CleanCount {
  readonly rule: string;
  readonly code: string;
  readonly severity: Severity;
  readonly papers: number;
  readonly findings: number;
}

export interface CleanResult {
  readonly papers: number;
  readonly byRule: readonly CleanCount[];
  /** Of brute force itself, which must contradict nothing honest. */
  readonly contradicted: readonly { readonly paper: number; readonly what: string }[];
  readonly judged: Readonly<Record<string, number>>;
}

export interface PlantedCount {
  readonly kind: string;
  readonly planted: number;
  /** By brute force: no data could give the numbers, or a reader would ask. */
  readonly detectable: number;
  readonly hard: number;
  readonly found: number;
  /** Found and called inconsistent. */
  readonly inconsistent: number;
  /** Found though brute force has nothing against them. */
  readonly beyond: number;
  /** Papers in which a finding came up, through the error, about other columns alone. */
  readonly elsewhere: number;
}

/** A planted error that is detectable and was not found, or one that brute force can't see and is called inconsistent. */
export interface Disagreement {
  readonly kind: string;
  readonly paper: number;
  readonly says: string;
  readonly contradictions: readonly string[];
  readonly findings: readonly string[];
}

/** From printing to what the audit sees. */
export type Route = (printout: Printout, number: number) => PrintedPaper | Promise<PrintedPaper>;

const rulesOf = (engine: Engine, paper: PrintedPaper) => auditPaper(engine, paper);

export async function cleanStudy(engine: Engine, papers: number, route: Route = paperOf): Promise<CleanResult> {
  const counts = new Map<
    string,
    { rule: string; code: string; severity: Severity; papers: Set<number>; findings: number }
  >();
  const contradicted: { paper: number; what: string }[] = [];
  const judged: Record<string, number> = {};
  for (let number = 0; number < papers; number++) {
    const { printout } = honestPaper(engine, number);
    for (const { what, hard } of contradictions(printout)) if (hard) contradicted.push({ paper: number, what });
    for (const verdict of rulesOf(engine, await route(printout, number))) {
      judged[verdict.rule] = (judged[verdict.rule] ?? 0) + verdict.judged;
      for (const { code, severity } of verdict.findings) {
        const key = `${verdict.rule} ${code} ${severity}`;
        const own = counts.get(key) ?? { rule: verdict.rule, code, severity, papers: new Set<number>(), findings: 0 };
        own.papers.add(number);
        own.findings++;
        counts.set(key, own);
      }
    }
  }
  const byRule = [...counts.values()].map((one) => ({ ...one, papers: one.papers.size }));
  return { papers, byRule, contradicted, judged };
}

export interface PlantedResult {
  readonly kinds: readonly PlantedCount[];
  readonly missed: readonly Disagreement[];
  readonly unproven: readonly Disagreement[];
}

/** Plants of every kind in `each` papers; papers are honest ones, each kind taking those it has a place in, in order. */
export async function plantedStudy(engine: Engine, each: number, route: Route = paperOf): Promise<PlantedResult> {
  const missed: Disagreement[] = [];
  const unproven: Disagreement[] = [];
  const kinds: PlantedCount[] = [];
  const made = new Map<number, Printout>();
  const paper = (number: number) => {
    const known = made.get(number) ?? honestPaper(engine, number).printout;
    made.set(number, known);
    return known;
  };
  for (const [k, [kind, plant]] of Object.entries(KINDS).entries()) {
    const own = { planted: 0, detectable: 0, hard: 0, found: 0, inconsistent: 0, beyond: 0, elsewhere: 0 };
    for (let number = 0; own.planted < each && number < MOST_PAPERS; number++) {
      const one = await judgePlant(engine, plant, { kind, number, stream: 100 + k }, paper(number), route);
      if (one === null) continue;
      own.planted++;
      const detectable = one.contradictions.length > 0;
      own.detectable += Number(detectable);
      own.hard += Number(one.contradictions.some(({ hard }) => hard));
      own.found += Number(detectable && one.here.length > 0);
      own.inconsistent += Number(detectable && one.here.some(({ severity }) => severity === "inconsistent"));
      own.beyond += Number(!detectable && one.here.length > 0);
      own.elsewhere += Number(one.here.length === 0 && one.elsewhere.length > 0);
      const report = (): Disagreement => ({
        ...{ kind, paper: number, says: one.says },
        contradictions: one.contradictions.map(({ what }) => what),
        findings: [...one.here, ...one.elsewhere].map((finding) => {
          const { arithmetic } = findingText(finding, "en");
          return `${finding.code} (${finding.severity}): ${arithmetic}`;
        }),
      });
      if (detectable && one.here.length === 0) missed.push(report());
      const accused = [...one.here, ...one.elsewhere].some(({ severity }) => severity === "inconsistent");
      if (accused && !one.contradictions.some(({ hard }) => hard)) unproven.push(report());
    }
    kinds.push({ kind, ...own });
  }
  return { kinds, missed, unproven };
}

/** Papers looked through for places of a kind. */
const MOST_PAPERS = 2000;

async function judgePlant(
  engine: Engine,
  plant: Plant,
  { kind, number, stream }: { readonly kind: string; readonly number: number; readonly stream: number },
  honest: Printout,
  route: Route,
) {
  const planted = plant(dice(number, stream), honest);
  if (planted === null) return null;
  const key = ({ what, columns }: Contradiction) => `${what} ${columns.join()}`;
  const known = new Set(contradictions(honest).map(key));
  const own = contradictions(planted.printout).filter((one) => !known.has(key(one)));
  const before = new Set((await findingsOf(engine, honest, number, route)).map((one) => findingKey(one)));
  const after = (await findingsOf(engine, planted.printout, number, route)).filter(
    (one) => !before.has(findingKey(one)),
  );
  const isHere = (finding: Finding) => touches(finding, planted.columns, honest);
  return {
    ...{ kind, says: planted.says, contradictions: own },
    here: after.filter(isHere),
    elsewhere: after.filter((finding) => !isHere(finding)),
  };
}

async function findingsOf(engine: Engine, printout: Printout, number: number, route: Route): Promise<Finding[]> {
  return rulesOf(engine, await route(printout, number)).flatMap(({ findings }) => findings);
}

const findingKey = ({ code, severity, where }: Finding): string => `${code} ${severity} ${JSON.stringify(where)}`;

/** Whether a finding is about one of the columns, or rows of a table of means, or about the table as a whole. */
function touches({ where }: Finding, columns: readonly number[], printout: Printout): boolean {
  return where.some(({ table, column, row }) => {
    if (table === DESCRIPTIVES) return columns.some((r) => printout.descriptives?.rows[r]?.variable === row);
    return table === TABLE && (column === null || columns.some((c) => columnName(c) === column));
  });
}

/** Tables an audit judges in a second, alone and with `route` before it, over honest papers. */
export async function tablesPerSecond(engine: Engine, papers: number, route: Route) {
  const printouts = Array.from({ length: papers }, (_, number) => honestPaper(engine, number).printout);
  const started = performance.now();
  const read: PrintedPaper[] = [];
  for (const [number, printout] of printouts.entries()) read.push(await route(printout, number));
  const made = performance.now();
  for (const paper of read) rulesOf(engine, paper);
  const done = performance.now();
  return { audited: (1000 * papers) / (done - made), read: (1000 * papers) / (done - started) };
}
