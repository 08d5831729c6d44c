/**
 * Every code of the audit has its sentences in both languages, and no sentence has a hole in it: of simulated papers with an error of each
 * kind planted, of the paper on smart cities, and of tables that were made for what is left.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { dice } from "../../bench/audit/dice.js";
import { honestPaper } from "../../bench/audit/papers.js";
import { KINDS } from "../../bench/audit/plant.js";
import { paperOf } from "../../bench/audit/printout.js";
import { auditPaper } from "../../src/audit/audit-paper.js";
import type { Finding } from "../../src/audit/finding.js";
import { findingText } from "../../src/audit/finding-text.js";
import type { PrintedPaper } from "../../src/audit/paper.js";
import { readPaper } from "../../src/audit/read/read-paper.js";
import { lackingWords } from "../../src/audit/report/lacking.js";
import { LANGUAGES } from "../../src/base/messages.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { findingCodes } from "../support/finding-codes.js";

/** Ten of each family. */
const PAPERS = 60;
const EXAMPLE = new URL("../../examples/audit/smart-city-paper.yaml", import.meta.url);

/** Codes that neither the example nor a planted error has. */
const REST = `
tables:
  Table 1:
    cells: |
      |                      | (1)              | (2)              | (3)              | (4)              |
      |                      | y                | y                | y                | x                |
      | x                    | 1.2345** (0.5432) | 1.2345** (0.5432) | 0.5678 (0.4321) | 0.1111 (0.2222) |
      | z                    | 2.3456** (0.9876) | 2.3456** (0.9876) | 0.8765 (0.7654) | 0.3333 (0.4444) |
      | w                    | 0.4567 (0.3456)  | 0.4567 (0.3456)  | 0.2345 (0.9999)  | 0.5555 (0.6666)  |
      | copied               |                  |                  |                  | 0.5555 (0.6666)  |
      | City FE              | Yes              | Yes              | Yes              | No               |
      | N                    | 90               | 80               | 80               | 90               |
      | R2                   | 0.500            | 0.500            | 0.100            | 1.200            |
      | RMSE                 | 3.000            | 3.000            | 1.000            | 1.000            |
      | SD of dependent variable | 1.000        | 1.000            | 2.000            | 2.000            |
      | Number of clusters   | 120              | 20               | 20               | 20               |
      | Number of groups     | 5                | 5                | 5                | 5                |
    note: Standard errors clustered by city in parentheses. *** p<0.01, ** p<0.05, * p<0.1.
    estimator: ols
    errors: cluster
    hidden_regressors: false
  Table 2:
    cells: |
      |             | (1)              |
      |             | y                |
      | L.y         | 0.5000*** (0.1000) |
      | u           | 0.982345*** (0.337123) |
      | v           | 0.982345*** (0.337123) |
      | x           | 0.123456 (0.234567) |
      | z           | 0.876543 (0.765432) |
      | N           | 100              |
      | AR(1) p     | 0.010            |
      | AR(2) p     | 0.004            |
    note: Standard errors in parentheses. *** p<0.01, ** p<0.05, * p<0.1.
    estimator: gmm
  Table 5:
    cells: |
      |   | (1)                  |
      |   | y                    |
      | a | 0.500 (0.40) [0.60]  |
    note: t statistics in parentheses. t statistics in square brackets.
  Table 4:
    cells: |
      |    | (1)           | (2)           |
      |    | y             | y             |
      | a  | 0.500 (0.400) | 0.500 (0.400) |
      | b  |               | 0.500 (0.400) |
      | N  | 80            | 80            |
      | R2 | 0.300         | 0.250         |
    note: Standard errors in parentheses.
    estimator: ols
    hidden_regressors: false
  Table 3:
    cells: |
      | Variable | N  | Mean  | SD    | Min  | Median | Max  |
      | x        | 70 | 5.00  | 1.00  | 9    | 5.00   | 1    |
      | z        | 70 | 5.00  | 0.10  | 0    | 5.00   | 10   |
      | w        | 70 | 5.00  | 1.00  | 0    | 9.00   | 10   |
says:
  panel: { units: 10, periods: 10, balanced: true }
  invariant: [{ term: z, within: City FE, says: terrain does not change }]
  dynamic_panels: [{ column: Table 2 / (1), transform: difference }]
  same_sample: [{ columns: [Table 4 / (1), Table 4 / (2)], says: the same firms }]
`;

let engine: Engine;
const findings: Finding[] = [];
const lacking = new Set<string>();

const take = (paper: PrintedPaper): void => {
  for (const { findings: own, notApplied } of auditPaper(engine, paper)) {
    findings.push(...own);
    for (const { lacks } of notApplied) lacking.add(lacks);
  }
};

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  for (let number = 0; number < PAPERS; number++) {
    const { printout } = honestPaper(engine, number);
    for (const plant of Object.values(KINDS)) {
      const planted = plant(dice(number, 1), printout);
      if (planted !== null) take(paperOf(planted.printout));
    }
  }
  for (const bytes of [new TextEncoder().encode(REST), new Uint8Array(readFileSync(EXAMPLE))]) {
    take((await readPaper({ name: "tables.yaml", bytes })).paper);
  }
});

const HOLES = /undefined|NaN|null|\[object|Infinity| {2}|\.\.(?!\.)|。。|，，|[(（][)）]| [,.;:](?:\s|$)|\d\.\d{12}/;

describe("the sentences of findings", () => {
  test("are there for every code, and each code occurs here", () => {
    const seen = new Set<string>(findings.map(({ code }) => code));
    expect(findingCodes.filter((code) => !seen.has(code))).toEqual([]);
  });

  test.each(LANGUAGES)("have no hole in them: %s", (language) => {
    const bad = new Map<string, unknown>();
    for (const finding of findings) {
      const { title, expected, found, arithmetic, otherwise } = findingText(finding, language);
      const parts = Object.entries({ title, expected, found, arithmetic });
      for (const [part, sentence] of [...parts, ...otherwise.map((own) => ["otherwise", own] as const)]) {
        const isWhole = sentence !== "" && sentence === sentence.trim() && !HOLES.test(sentence);
        const isOwn =
          language === "en" ? !/[，。；：]/u.test(sentence) : !/\p{Script=Han} ?[,.;:](?:\s|$)/u.test(sentence);
        if (!isWhole || !isOwn) bad.set(`${finding.code}, ${part}`, [sentence, finding.facts]);
      }
    }
    expect([...bad]).toEqual([]);
  });

  test.each(LANGUAGES)("never call anything wrong: %s", (language) => {
    for (const finding of findings) {
      const { title, expected, found, arithmetic, otherwise } = findingText(finding, language);
      expect([title, expected, found, arithmetic, ...otherwise].join(" ")).not.toMatch(
        /\b(?:wrong|fraud|fabricat|fake|mistaken)|造假|错误的|伪造/i,
      );
    }
  });
});

test("whatever a rule can lack has words", () => {
  expect([...lacking].filter((lacks) => !Object.hasOwn(lackingWords, lacks))).toEqual([]);
});
