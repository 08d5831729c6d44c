/**
 * A study whose rows stay with DuckDB over files of Parquet: stage by stage what it gives in memory; what it refuses, before anything is
 * asked; and that no password leaves the command line.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandIo } from "../../src/cli/shared.js";
import { openSources } from "../../src/cli/study-sources.js";
import { literal, withDuckDB } from "../../src/data/files/duckdb.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { heldSources } from "../../src/study/inputs/elsewhere.js";
import { runStudy } from "../../src/study/run-study.js";
import { differences, memoryTable, verbPanel } from "../engines/verb-laws.js";
import { fakePostgres } from "../sql/postgres-fake.js";
import { run } from "../support/run-cli.js";

const QUIET: CommandIo = { print() {}, printJson() {}, warn() {}, detail() {}, progress() {} };
const kernels = await loadEngine({ threads: 1 });
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-engine-study-"));
  mkdirSync(join(folder, "firms"));
  writeFileSync(join(folder, "firms.csv"), formatCsv(memoryTable(verbPanel(7)).columns));
  await withDuckDB("Writing the test's data", async (connection) => {
    const region =
      "CASE WHEN city < 60 THEN 'south' WHEN city < 120 THEN 'north' WHEN city < 160 THEN 'east' END AS region";
    const rows = `(SELECT *, ${region} FROM read_csv(${literal(join(folder, "firms.csv"))}))`;
    for (const part of [0, 1]) {
      const to = literal(join(folder, "firms", `part${part}.parquet`));
      await connection.run(`COPY (FROM ${rows} WHERE city % 20 = ${10 * part}) TO ${to} (FORMAT parquet)`);
    }
    await connection.run(`COPY (FROM ${rows}) TO ${literal(join(folder, "all.parquet"))} (FORMAT parquet)`);
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const IN_MEMORY = "{ file: all.parquet }";
const ON_ENGINE = "{ engine: duckdb, from: firms/*.parquet }";

const study = (
  source: string,
  parts: {
    readonly treatment?: string;
    readonly stages?: string;
    readonly panel?: string;
    readonly variance?: string;
  } = {},
): string => `title: Firms
data:
  firms: ${source}
panel: ${parts.panel ?? "{ data: firms, unit: firm, time: year, outcome: y, controls: [x, log(w)] }"}
treatment: ${parts.treatment ?? "{ cohort: cohort, codings: { did: { coding: absorbing }, since: { coding: common }, spell: { coding: as-written } } }"}
variance: ${parts.variance ?? "cluster:city"}
seed: 3
stages:
${parts.stages ?? STAGES}
`;

const STAGES = `  table1:
    stage: regressions
    bootstrap: { fewer_than: 40, draws: 99 }
    columns:
      - { treatment: did }
      - { treatment: did, controls: true, subset: year >= 2001 }
      - { treatment: since, controls: [x], fe: city + year }
      - { treatment: spell, outcome: z, fe: none }
  figure1: { stage: event-study, window: [-3, 3], bin: true, band: uniform, draws: 99 }
  staggered: { stage: did, estimators: [twfe, cs, bjs], window: [-2, 2] }
  beside: { stage: table, columns: [{ from: table1, column: 2 }, { from: figure1 }] }
  drawn: { stage: coefplot, from: [table1] }`;

let made = 0;
/** The record of a study, and the folder of its results. */
async function results(text: string, ...flags: string[]) {
  const name = `study${made++}`;
  const [path, out] = [join(folder, `${name}.yaml`), join(folder, name)];
  writeFileSync(path, text);
  const ran = await run("study", path, "--out", out, "--json", "--quiet", "--no-cache", ...flags);
  return { ...ran, out };
}

/** What a study says on stderr. */
async function said(text: string, ...flags: string[]) {
  const name = `study${made++}`;
  const [path, out] = [join(folder, `${name}.yaml`), join(folder, name)];
  writeFileSync(path, text);
  return { ...(await run("study", path, "--out", out, "--no-cache", ...flags)), out };
}

/** Quartiles are no sums: a stage on the engine does not show them, though one in memory has them in its record. */
const withoutQuartiles = (key: string, value: unknown): unknown => (/^(p25|median|p75)$/.test(key) ? undefined : value);

/** The record of a study, without its files: opened and run as the command does. */
async function recorded(text: string) {
  const file = parseStudy(text, "study.yaml");
  const sources = await openSources(
    file,
    folder,
    heldSources(file),
    { format: "text" },
    QUIET,
    new AbortController().signal,
  );
  try {
    const { elsewhere, tables } = sources;
    const study = await runStudy(kernels, file, tables, elsewhere === undefined ? {} : { elsewhere });
    expect(study.record.failures).toEqual([]);
    return JSON.parse(JSON.stringify(study.record), withoutQuartiles);
  } finally {
    await sources.close();
  }
}

/** Of what is on the engine, all that a reader sees is what it is in memory. */
async function expectSame(
  parts: Parameters<typeof study>[1],
  at: { readonly here?: string; readonly there?: string } = {},
) {
  const one = await recorded(study(at.here ?? IN_MEMORY, parts));
  const two = await recorded(study(at.there ?? ON_ENGINE, parts));
  for (const [stage, record] of Object.entries(one.stages))
    expect(differences(record, two.stages[stage]), stage).toEqual([]);
  expect(differences(one.treatment, two.treatment)).toEqual([]);
  expect(two.sample.balance).toEqual(one.sample.balance);
  expect(two.sample.steps.map(({ rows, dropped }: never) => [rows, dropped])).toEqual(
    one.sample.steps.map(({ rows, dropped }: never) => [rows, dropped]),
  );
  return { one, two };
}

const ONE = "  table1: { stage: regressions, columns: [{ treatment: did }, { treatment: did, controls: true }] }";
const PLACEBO = `${ONE}
  figure1: { stage: event-study, window: [-2, 2], controls: false }
  figure2: { stage: placebo, draws: 39 }`;

describe("rows stay with DuckDB", () => {
  it("gives every stage's record of a cohort column to 1e-10, and says where they stayed", async () => {
    const { two } = await expectSame({});
    expect(two.provenance.data.firms).toMatchObject({
      name: "firms/*.parquet",
      sha256: null,
      engine: { address: "duckdb", snapshot: false, rows: "stay" },
    });
    expect(two.notes.map(({ code }: { code: string }) => code)).toContain("units_came_home");
    const there = await results(study(ON_ENGINE, { stages: ONE }));
    for (const file of ["report.md", "report.html"]) {
      expect(readFileSync(join(there.out, file), "utf8")).toContain("stayed with duckdb");
    }
    const manifest = JSON.parse(readFileSync(join(there.out, "manifest.json"), "utf8"));
    expect(manifest.inputs.data.firms.engine.version).toMatch(/DuckDB v/);
  });

  it("of instruments, first stages beside them, and of summary statistics", async () => {
    const stages = `  table2:
    stage: iv
    reduced_form: true
    columns:
      - { treatment: did, instruments: [coast], trend: true, controls: [x] }
      - { treatment: since, instruments: [u, log(w)], fe: city + year, estimator: liml, subset: z < 0.9 }
      - { treatment: since, instruments: [u, log(w)], fe: city, estimator: gmm2s }
  facts: { stage: descriptives, statistics: [n, mean, sd, min, max, missing], others: [log(z - 0.1), coast] }`;
    const { one, two } = await expectSame({ stages });
    expect(one.stages.table2.models[0].instruments[0].constant_within_unit).toBe(true);
    expect(two.stages.facts.summaries ?? two.stages.facts).toBeDefined();
  });

  it("of groups of units, by text, 0/1 and cuts, with every test of their difference", async () => {
    const stages = `  groups:
    stage: group-difference
    treatment: did
    controls: [x]
    permutations: 19
    splits: [{ by: coast }, { by: region }, { by: city, cut: { quantile: [0.6] } }, { by: region, values: { near: [south, north], far: [east] } }]
  pairs: { stage: group-difference, treatment: did, singletons: keep, fe: city + year, splits: [{ by: coast }], tests: [restricted] }
  beside: { stage: table, columns: [{ from: groups, column: 2 }] }`;
    const { one, two } = await expectSame({ stages });
    expect(one.stages.groups.splits).toHaveLength(4);
    expect(JSON.stringify(two.stages.groups.splits)).toContain('"permutation"');
    const told = await said(study(ON_ENGINE, { stages: stages.replaceAll("by: coast", "by: z") }));
    expect(told.stderr).toMatch(/'z' has two values in some firm/);
  });

  it("of a dummy, with units treated from the start left out or kept, and codings that are columns", async () => {
    const early =
      "(SELECT * EXCLUDE (cohort) REPLACE (CASE WHEN city = 20 THEN 1 ELSE did END AS did) FROM 'all.parquet')";
    await withDuckDB("Writing the test's data", async (connection) => {
      const rows = early.replace("all.parquet", join(folder, "all.parquet"));
      await connection.run(`COPY (FROM ${rows}) TO ${literal(join(folder, "early.parquet"))} (FORMAT parquet)`);
    });
    const at = { here: "early.parquet", there: "{ engine: duckdb, from: early.parquet }" };
    const codings = "{ did: { coding: absorbing }, on: { coding: in-force }, since: { coding: common } }";
    const stages = `${ONE}
  table2: { stage: regressions, columns: [{ treatment: on }, { treatment: since }] }
  figure1: { stage: event-study, controls: false, window: [-2, 2] }`;
    for (const rule of ["exclude", "keep"]) {
      const treatment = `{ dummy: did, treated_from_start: ${rule}, codings: ${codings} }`;
      const { one } = await expectSame(
        { treatment, stages: rule === "keep" ? stages.split("\n").slice(0, 2).join("\n") : stages },
        at,
      );
      expect(one.treatment.excluded.length > 0).toBe(rule === "exclude");
    }
    await expectSame(
      { treatment: "{ dummy: did, codings: { on: { coding: in-force } } }", stages: ONE.replaceAll("did", "on") },
      at,
    );
  });

  it("with a value for never, missing outcomes, and a placebo", async () => {
    await withDuckDB("Writing the test's data", async (connection) => {
      const rows = `SELECT * REPLACE (CASE WHEN cohort = 0 THEN 9999 WHEN cohort = 2006 AND city = 60 THEN 2009 ELSE cohort END AS cohort, CASE WHEN x > 1.6 THEN NULL ELSE y END AS y) FROM ${literal(join(folder, "all.parquet"))}`;
      const cities = `SELECT city, year, any_value(cohort) AS cohort, avg(y) AS y, avg(x) AS x, 1.0 AS w FROM (${rows}) GROUP BY ALL`;
      await connection.run(`COPY (${cities}) TO ${literal(join(folder, "cities.parquet"))} (FORMAT parquet)`);
    });
    const treatment = "{ cohort: cohort, never: 9999, codings: { did: { coding: absorbing } } }";
    const panel = "{ data: firms, unit: city, time: year, outcome: y, controls: [x] }";
    const at = { here: "cities.parquet", there: "{ engine: duckdb, from: cities.parquet }" };
    const { two } = await expectSame({ treatment, panel, stages: PLACEBO }, at);
    expect(two.stages.figure2.draws.estimate).toHaveLength(39);
  });

  it("reports, as in memory, a coding that the data contradict and a value for never that no row has", async () => {
    const wrong = study("{ engine: duckdb, from: \"SELECT * REPLACE (0 AS did) FROM 'firms/*.parquet'\" }", {
      stages: ONE,
    });
    const told = await said(wrong.replace("'firms/*.parquet'", `'${folder}/firms/*.parquet'`));
    expect(told.stderr).toMatch(/:\d+:\d+: .*has a column 'did', which in \d+ rows is not what its coding gives/);
    const never = await said(
      study(ON_ENGINE, {
        stages: ONE,
        treatment: "{ cohort: cohort, never: 77, codings: { did: { coding: absorbing } } }",
      }),
    );
    expect(never.stderr).toMatch(/--never 77: no row of 'cohort' holds it/);
    const absent = await said(
      study(ON_ENGINE, { stages: ONE, panel: "{ data: firms, unit: firmm, time: year, outcome: y }" }),
    );
    expect(absent.stderr).toMatch(/panel.unit: firms\/\*\.parquet has no column 'firmm'.*did you mean 'firm'/);
    for (const { status, out } of [told, never, absent]) {
      expect(status).not.toBe(0);
      expect(existsSync(out)).toBe(false);
    }
  });
});

describe("rows are added up there, or come here", () => {
  const panel = `{ data: firms, unit: city, time: year, outcome: total, controls: [mean_x], aggregate: { total: { sum: y }, mean_x: { mean: x, weight: w }, plain: { mean: z }, cohort: { mean: cohort }, firms: { distinct: firm }, seen: { count: u } } }`;
  const treatment = "{ cohort: cohort, codings: { did: { coding: absorbing } } }";
  const stages = `${PLACEBO}
  facts: { stage: descriptives, variables: [total, mean_x, plain, firms, seen] }
  groups: { stage: group-difference, treatment: did, splits: [{ by: firms }], permutations: 9 }`;

  it("cells of a panel: every stage there is, without a word of permission", async () => {
    const { two } = await expectSame({ panel, treatment, stages });
    expect(two.provenance.data.firms.engine.rows).toBe("cells");
    expect(two.notes.map(({ code }: { code: string }) => code)).toContain("cells_came_home");
  });

  it("the columns that the study names, where the file says so", async () => {
    const facts = `${STAGES}\n  facts: { stage: descriptives, by: treated, others: [u] }`;
    const { two } = await expectSame(
      { stages: facts },
      { there: "{ engine: duckdb, from: firms/*.parquet, bring: home }" },
    );
    const came = two.notes.find(({ code }: { code: string }) => code === "came_home");
    expect(came.detail).toMatchObject({ columns: 10, engine: "duckdb" });
    expect(two.provenance.data.firms.engine.rows).toBe("home");
  });
});

describe("refused before anything is asked", () => {
  it("names all that needs rows, each with its place, and the remedy", async () => {
    const stages = `${STAGES}
  figure2: { stage: placebo, draws: 39 }
  facts: { stage: descriptives }
  covariates: { stage: did, controls: true }
  matched: { stage: psmatch, columns: [{}] }`;
    const told = await said(study("{ engine: 'postgres://ana@127.0.0.1:1/none', from: firms }", { stages }));
    expect(told.status).toBe(2);
    expect(told.stderr).toMatch(/4 things of this study can't be made of an engine's sums/);
    for (const stage of ["figure2", "facts.statistics", "covariates.controls", "matched"]) {
      expect(told.stderr).toMatch(new RegExp(`study\\d+\\.yaml:\\d+:\\d+: stages\\.${stage}: `));
    }
    expect(told.stderr).toContain("bring: home");
  });

  it.each([
    ...["postgres://ana:geheim@db/trade", "trino://ana@host/hive?token=geheim", "spark://host/db;token=geheim"],
    ...["postgres://ana@db/trade?proxy=http%3A%2F%2Fana%3Ageheim%40proxy%3A8080"],
    ...["duckdb:md.db?motherduck_token=geheim", "trino://ana@host/hive?secret=geheim"],
  ])("a secret in the file: %s", async (address) => {
    const told = await said(study(`{ engine: '${address}', from: firms }`));
    expect(told.status).toBe(2);
    expect(told.stderr).toMatch(/yaml:3:\d+: .*password or a token/);
    expect(told.stderr + told.stdout).not.toContain("geheim");
  });

  it.each([
    "SELECT * FROM postgres_scan('host=db password=geheim', 'public', 'firms')",
    "SELECT * FROM read_parquet('https://b.s3.amazonaws.com/f.parquet?X-Amz-Signature=geheim')",
    "SET s3_secret_access_key = 'geheim'",
    "CREATE OR REPLACE SECRET s (TYPE s3, SECRET 'geheim')",
    "SELECT * FROM url('https://ana:geheim@host/firms.parquet')",
  ])("a secret in a query of the file: %s", async (query) => {
    const told = await said(study(`{ engine: duckdb, from: ${JSON.stringify(query)} }`));
    expect(told.status).toBe(2);
    expect(told.stderr).toMatch(/yaml:3:\d+: .*the query holds a password/);
    expect(told.stderr + told.stdout).not.toContain("geheim");
  });

  it("a column that is called token is no secret", async () => {
    const told = await said(study("{ engine: duckdb, from: \"SELECT * FROM t WHERE token = 3 AND password = 'x'\" }"));
    expect(told.stderr).not.toContain("no place for one");
  });

  it("--engine where nothing is on an engine, and parquet", async () => {
    const csv = await said(study("firms.csv"), "--engine", "duckdb");
    expect(csv.stderr).toMatch(/--engine has no meaning/);
    const passes = await said(study(IN_MEMORY), "--engine", "parquet");
    expect(passes.stderr).toMatch(/a study takes duckdb/);
  });
});

describe("the command", () => {
  it("--engine takes the panel's files of Parquet to DuckDB, and a pattern goes there by itself", async () => {
    const flag = await results(study(IN_MEMORY, { stages: ONE }), "--engine", "duckdb", "--memory", "1GB");
    const itself = await results(study("firms/*.parquet", { stages: ONE }));
    for (const { status, stdout, stderr } of [flag, itself]) {
      expect(status, stderr).toBe(0);
      expect(JSON.parse(stdout).provenance.data.firms.engine.rows).toBe("stay");
    }
    const manifest = JSON.parse(readFileSync(join(flag.out, "manifest.json"), "utf8"));
    expect(manifest.command).toContain("--engine duckdb");
  });

  it("a database file is named relative to the study, or to where the command runs", async () => {
    const base = join(folder, "trade.duckdb");
    await withDuckDB("Writing the test's data", async (connection) => {
      await connection.run(`ATTACH ${literal(base)} AS trade`);
      await connection.run(`CREATE TABLE trade.firms AS FROM ${literal(join(folder, "all.parquet"))}`);
      await connection.run("DETACH trade");
    });
    const text = study("{ engine: 'duckdb:trade.duckdb', from: firms }", { stages: ONE });
    const [inFile, flag] = [await results(text), await results(text, "--engine", `duckdb:${relative(".", base)}`)];
    for (const { status, stdout } of [inFile, flag]) expect(status, stdout.slice(-800)).toBe(0);
    const [one, two] = [inFile, flag].map(({ stdout }) => JSON.parse(stdout));
    expect(differences(one.stages, two.stages)).toEqual([]);
    expect(one.provenance.data).toEqual(two.provenance.data);
    const events = `${text.replace("data:\n", "data:\n  cards: { engine: 'duckdb:trade.duckdb', from: firms }\n")}`;
    expect((await said(events)).stderr).toMatch(/data.cards: rows stay only of the source of the panel/);
  });

  it("--dry-run shows whose sums each stage is made of", async () => {
    const path = join(folder, "plan.yaml");
    writeFileSync(path, study(ON_ENGINE));
    const { stdout } = await run("study", path, "--out", join(folder, "plan"), "--dry-run");
    expect(stdout).toMatch(/Stage +Does +Sums +Needs/);
    expect(stdout).toMatch(/staggered +did +engine/);
    expect(stdout).toMatch(/beside +table +here/);
    const { stages } = JSON.parse((await run("study", path, "--dry-run", "--json", "--quiet")).stdout);
    expect(stages.find(({ name }: { name: string }) => name === "table1").where).toBe("engine");
  });

  it("--explain prints statements; nothing is kept of what may change, and a stage that fails fails alone", async () => {
    const stages = `${ONE}\n  wrong: { stage: regressions, columns: [{ treatment: did, controls: [x, log(nothing)] }] }`;
    const [path, out] = [join(folder, "explained.yaml"), join(folder, "explained")];
    writeFileSync(path, study(ON_ENGINE, { stages }));
    const first = await run("study", path, "--out", out, "--explain");
    expect(first.stderr).toMatch(/SELECT [\s\S]+ bytes received in/);
    expect(first.stderr).toMatch(/no column 'nothing'/);
    expect(first.status).toBe(1);
    const { stages: found, failures } = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
    expect(Object.keys(found)).toEqual(["table1"]);
    expect(failures).toHaveLength(1);
    const plan = await run("study", path, "--out", out, "--dry-run", "--json", "--quiet");
    expect(JSON.parse(plan.stdout).totals.kept).toBe(0);
  });
});

describe("secrets and aborts", () => {
  const SECRET = "geheim-wort";

  it("a password of the environment is in no file and on no line", async () => {
    const cells = Array.from({ length: 24 }, (_, city) =>
      [2001, 2002, 2003, 2004].map((year) => {
        const cohort = city % 3 === 0 ? 2003 : 0;
        return [city + 1, year, cohort, Number(cohort > 0 && year >= cohort) + ((city * 7 + year * 3) % 11) / 10].map(
          String,
        );
      }),
    ).flat();
    const server = await fakePostgres([{ rows: [["960"]] }, { rows: [["96"]] }, { rows: cells }], {
      password: SECRET,
      width: 4,
    });
    const before = process.env.PGPASSWORD;
    process.env.PGPASSWORD = SECRET;
    try {
      const text = study(`{ engine: "postgres://ana@127.0.0.1:1/trade", from: rows }`, {
        panel: "{ data: firms, unit: c0, time: c1, outcome: y, aggregate: { g: { mean: c2 }, y: { mean: c3 } } }",
        treatment: "{ cohort: g, codings: { did: { coding: absorbing } } }",
        variance: "cluster:c0",
        stages: "  table1: { stage: regressions, columns: [{ treatment: did }] }",
      });
      const address = `postgres://ana:${SECRET}@127.0.0.1:${server.port}/trade`;
      const { status, stdout, stderr, out } = await said(text, "--engine", address, "--explain");
      expect(status, stderr).toBe(0);
      const written = readdirSync(out).map((name) => readFileSync(join(out, name), "latin1"));
      expect(written.length).toBeGreaterThan(8);
      for (const each of [stdout, stderr, ...written]) expect(each).not.toContain(SECRET);
      const { command, inputs } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
      expect(command).toContain(`--engine "postgres://ana:***@127.0.0.1:${server.port}/trade"`);
      expect(inputs.data.firms.engine).toMatchObject({ snapshot: true, rows: "cells", version: "PostgreSQL 17.9" });
    } finally {
      if (before === undefined) delete process.env.PGPASSWORD;
      else process.env.PGPASSWORD = before;
      await server.close();
    }
  });

  it("an abort cancels the statement that runs, and is no failure of a stage", async () => {
    const file = parseStudy(study(ON_ENGINE), "study.yaml");
    const control = new AbortController();
    const sources = await openSources(file, folder, heldSources(file), { format: "text" }, QUIET, control.signal);
    try {
      const reason = new Error("enough");
      const ran = runStudy(kernels, file, sources.tables, {
        elsewhere: sources.elsewhere!,
        signal: control.signal,
        onProgress: ({ stage }) => stage === "table1" && setTimeout(() => control.abort(reason), 5),
      });
      await expect(ran).rejects.toBe(reason);
    } finally {
      await sources.close();
    }
    const late = openSources(file, folder, heldSources(file), { format: "text" }, QUIET, control.signal);
    await expect(late).rejects.toThrow("enough");
  });
});
