/**
 * The pages of docs/replications: every command is run as built, its results are the numbers of the page, and these are those
 * printed in the paper, to a unit of the last printed digit.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatCsv } from "../../src/data/table/write-csv.js";
import type { PgmmRecord } from "../../src/verbs/pgmm/record.js";
import { abdata } from "../support/gmm-panels.js";
import { run } from "../support/run-cli.js";

/** Of coefficients printed with seven digits, whose data were in single precision. */
const SINGLE_PRECISION = 2e-6;

interface Section {
  readonly title: string;
  readonly command: string;
  readonly rows: readonly { readonly label: string; readonly printed: string; readonly ours: string }[];
}

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-replications-"));
  writeFileSync(join(folder, "abdata.csv"), formatCsv((await abdata()).table.columns));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Sections with a command and a table. */
function sectionsOf(page: string): Section[] {
  const text = readFileSync(new URL(`../../docs/replications/${page}`, import.meta.url), "utf8");
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [, command] = /```sh\nwasmetrics (.*)\n```/.exec(section)!;
      const rows = section.split("\n").flatMap((line) => {
        const cells = /^\| (.+) \| (.+) \| (.+) \|$/.exec(line);
        if (cells === null || cells[2] === "printed") return [];
        return [{ label: cells[1]!.replaceAll("`", ""), printed: cells[2]!, ours: cells[3]! }];
      });
      return { title: section.split("\n")[0]!, command: command!, rows };
    });
}

/** The words of a command, quotes taken off, data where they are here. */
function argumentsOf(command: string): string[] {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  const places: Readonly<Record<string, string>> = {
    "EmplUK.csv": new URL("../golden/data/EmplUK.csv.gz", import.meta.url).pathname,
    "abdata.csv": join(folder, "abdata.csv"),
  };
  return words.map((word) => places[word] ?? word);
}

/** The numbers of a row, in its order. */
function valuesOf(record: PgmmRecord, label: string): number[] {
  const { tests, nobs, n_groups, n_instruments, coefficients, vcov } = record;
  const coefficient = coefficients[label];
  if (coefficient !== undefined) return [coefficient.estimate, coefficient.std_error];
  const group = label.startsWith("Difference-in-Hansen of ") ? label.slice("Difference-in-Hansen of ".length) : null;
  if (group !== null) {
    const start = group.replace(/\)$/, "");
    const { excluding, difference } = tests.diff_hansen.find((test) => test.group.startsWith(start))!;
    return [excluding!.statistic, excluding!.df1, difference!.statistic, difference!.df1];
  }
  const known: Readonly<Record<string, () => number[]>> = {
    "AR(1)": () => [tests.ar1!.statistic!],
    "AR(2)": () => [tests.ar2!.statistic!],
    Sargan: () => [tests.sargan.statistic, tests.sargan.df1],
    "Sargan, times (N - k) / N": () => [(tests.sargan.statistic * (nobs - vcov.names.length)) / nobs, tests.sargan.df1],
    Hansen: () => [tests.hansen!.statistic, tests.hansen!.df1],
    "Wald, regressors": () => [tests.wald_regressors!.statistic, tests.wald_regressors!.df1],
    "Wald, time dummies": () => [tests.wald_time!.statistic, tests.wald_time!.df1],
    "Wald, all slopes": () => [tests.wald.statistic, tests.wald.df1],
    "F, all slopes": () => [tests.wald.statistic, tests.wald.df1, tests.wald.df2!],
    Observations: () => [nobs],
    Groups: () => [n_groups],
    Instruments: () => [n_instruments],
  };
  return known[label]!();
}

const numbersIn = (text: string): string[] => text.match(/-?\d+(?:\.\d+)?/g) ?? [];
const decimalsOf = (text: string): number => text.split(".")[1]?.length ?? 0;

describe.each(["arellano-bond-1991.md", "roodman-2009.md"])("docs/replications/%s", (page) => {
  const sections = sectionsOf(page);

  it("has three regressions", () => {
    expect(sections).toHaveLength(3);
  });

  it.each(sections)("$title", async ({ command, rows }) => {
    const { status, stdout, stderr } = await run(...argumentsOf(command), "--json", "--quiet");
    expect([status, stderr]).toEqual([0, ""]);
    const record = JSON.parse(stdout) as PgmmRecord;
    expect(rows.length).toBeGreaterThan(8);
    for (const { label, printed, ours } of rows) {
      const values = valuesOf(record, label);
      expect(numbersIn(ours).map(Number), label).toEqual(
        values.map((value, i) => Number(value.toFixed(decimalsOf(numbersIn(ours)[i]!)))),
      );
      numbersIn(printed).forEach((text, i) => {
        const unit = 10 ** -decimalsOf(text);
        const allowed = decimalsOf(text) === 0 ? 0 : Math.max(unit, SINGLE_PRECISION);
        expect(Math.abs(values[i]! - Number(text)), label).toBeLessThanOrEqual(allowed);
      });
      expect(numbersIn(printed)).toHaveLength(values.length);
    }
  });
});
