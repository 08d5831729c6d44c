/** A stage of mechanisms: columns and effects are those of `feols` and `mediation` run alone; assumptions are told. */
import { beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { cellText } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { distanceLine } from "../../src/study/headline/distance.js";
import { runStudy } from "../../src/study/run-study.js";
import type { MediatorEstimate } from "../../src/study/stages/mediation/present.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { mediation } from "../../src/verbs/mediation/fit.js";
import type { MediationRecord } from "../../src/verbs/mediation/record.js";
import { csvOf, STUDY, smallRows } from "./small-study.js";

const asking = (block: string) =>
  `${STUDY.slice(0, STUDY.indexOf("  table1:"))}  ways:\n    stage: mediation\n    treatment: did\n${block.replace(/^/gm, "    ")}\n`;
/** Two mediators that treatment moves; one lacks its value in a few rows. */
const cities = parseCsv(
  csvOf(smallRows())
    .trimEnd()
    .split("\n")
    .map((line, i) => {
      if (i === 0) return `${line},rd,talent`;
      const [city, year, , did] = line.split(",").map(Number) as [number, number, number, number];
      const rd = 0.5 * did + ((city * 17 + year * 29 + city * year * 5) % 31) / 20;
      return `${line},${rd},${(city + year) % 19 === 0 ? "" : 2 - 0.3 * did + ((city * 11 + year * city * 3) % 23) / 15}`;
    })
    .join("\n"),
);
const BLOCK = `mediators: [rd, { column: log(talent), label: Talent }]\ncontrols: true\nmediation: { draws: 199 }`;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function run(study: string) {
  const result = await runStudy(engine, parseStudy(study, "study.yaml"), new Map([["cities", cities]]), {
    only: "ways",
  });
  for (const { message } of result.record.failures) throw new Error(message);
  const record = result.record.stages.ways as {
    readonly models: readonly MediatorEstimate[];
    readonly mediation: MediationRecord | null;
  };
  const [shown] = result.shown;
  const tables = shown!.exhibits.flatMap((exhibit) => (exhibit.kind === "table" ? [exhibit] : []));
  const figures = shown!.exhibits.flatMap((exhibit) => (exhibit.kind === "figure" ? [exhibit] : []));
  return { ...record, tables, figures, data: shown!.data, cautions: shown!.cautions };
}

test("every exhibit states what it estimates, and its distance from the headline", async () => {
  const led = "  led: { stage: regressions, columns: [{ treatment: did }] }\nheadline: { stage: led, column: 1 }\n";
  const study = await runStudy(
    engine,
    parseStudy(`${asking(BLOCK)}${led}`, "study.yaml"),
    new Map([["cities", cities]]),
    {
      only: ["ways", "led"],
    },
  );
  const { headline, stages } = study.record;
  const { mediation, models } = stages.ways as unknown as {
    readonly mediation: MediationRecord;
    readonly models: readonly MediatorEstimate[];
  };
  const exhibits = study.shown.find(({ name }) => name === "ways")!.exhibits;
  const [onMediators, ...onOutcome] = exhibits.map(({ estimates }) => estimates!);
  expect(onMediators!.map(({ facts, estimate }) => [facts.outcome, estimate])).toEqual(
    models.map(({ mediator, fit }) => [mediator, fit.coefficients.did!.estimate]),
  );
  expect(onOutcome).toHaveLength(2);
  const main = headline!.columns[0]!;
  for (const estimates of onOutcome) {
    expect(estimates).toMatchObject([
      { estimate: mediation.total.estimate, facts: { controls: ["eco"], outcome: "quality" } },
      { estimate: mediation.direct.estimate, facts: { controls: ["eco", "rd", "log(talent)"] } },
    ]);
    const [, text] = distanceLine(estimates, headline, "en")[0]!;
    for (const { estimate } of [mediation.total, mediation.direct]) {
      expect(text).toContain((estimate - main.estimate).toFixed(3));
    }
  }
  expect(distanceLine(onMediators!, headline, "en")[0]![1]).toBe("rd, Talent another outcome");
});

describe("mediation", () => {
  test("by the name it had before, and says so", () => {
    const file = parseStudy(asking(BLOCK).replace("stage: mediation", "stage: mechanisms"), "study.yaml");
    expect(file.spec.stages.ways!.stage).toBe("mediation");
    expect(file.notes.map(({ code, message }) => [code, message])).toEqual([
      ["stage_renamed", expect.stringMatching(/^study\.yaml:\d+:\d+: the stage 'mechanisms' is now 'mediation'/)],
    ]);
    expect(parseStudy(asking(BLOCK), "study.yaml").notes).toEqual([]);
  });

  test("columns are feols of each mediator, effects those of the verb", async () => {
    const { models, mediation: found, tables, figures, data, cautions } = await run(asking(BLOCK));
    const alone = (mediator: string) =>
      feols(engine, cities, `${mediator} ~ did + eco | city + year`, { vcov: "cluster:city" });
    expect(models.map(({ fit }) => fit.coefficients)).toEqual(["rd", "log(talent)"].map((m) => alone(m).coefficients));
    expect(models[0]!.fit.nobs).toBeGreaterThan(models[1]!.fit.nobs);
    const options = { treatment: "did", mediators: ["rd", "log(talent)"], cluster: "city", draws: 199, seed: 7 };
    const verb = await mediation(engine, cities, "quality ~ did + eco | city + year", options);
    expect(found!.indirect).toEqual(verb.indirect);
    expect(found!.paths).toEqual(verb.paths);
    expect(found).not.toHaveProperty("draws");
    expect(found!.nobs).toBe(models[1]!.fit.nobs);

    const [columns, effects] = tables;
    expect(columns!.table.heads.map((head) => head.at(-1))).toEqual(["rd", "Talent"]);
    const texts = Object.fromEntries(effects!.table.rows.map(({ label, cells }) => [label, cells.map(cellText)]));
    expect(Number(texts["Indirect, through Talent: a × b"]![0])).toBeCloseTo(
      verb.paths["log(talent)"]!.indirect.estimate,
      3,
    );
    const { conf_low, conf_high } = verb.indirect.bootstrap.percentile;
    expect(texts["Indirect, through all"]![5]).toMatch(
      new RegExp(`^\\[${conf_low!.toFixed(3)}, ${conf_high!.toFixed(3)}\\]`),
    );
    const notes = effects!.table.notes.join(" ");
    expect(notes).toContain("sequential ignorability");
    expect(notes).toContain(`${verb.nobs} rows in which quality, rd, Talent`);
    expect(notes.match(/sequential ignorability/g)).toHaveLength(1);
    expect(effects!.about).toMatchObject({ variance: "cluster:city", seed: 7 });
    expect(cautions.join(" ")).toContain("Table 2 are causal only if");
    const { description } = figures[0]!.spec({ theme: "dark" });
    expect(description).toContain("Indirect, through Talent");
    expect(data.figure1_draws!.names).toEqual([
      "draw",
      "direct",
      "indirect",
      "total",
      "indirect: rd",
      "indirect: log(talent)",
    ]);
    expect(Array.from(data.figure1_draws!.numeric("indirect"))).toEqual(verb.draws.indirect);
  });

  test("without mediation it is one table", async () => {
    const { mediation: found, tables, figures, cautions } = await run(asking("mediators: [rd]"));
    expect([found, tables.length, figures.length, cautions.length]).toEqual([null, 1, 0, 0]);
    expect(tables[0]!.table.notes.join(" ")).toContain(
      "does not establish that its effect on the outcome operates through that mediator",
    );
  });

  test("mediators and controls may be lags", async () => {
    const { models } = await run(asking('mediators: ["l(rd, 1)"]\ncontrols: ["l(eco, 1)"]'));
    expect(models[0]!.fit.nobs).toBe(24 * 7);
    expect(models[0]!.treated).toHaveLength(16);
  });

  test("in Chinese", async () => {
    const { tables } = await run(asking(BLOCK).replace("title: Small", "title: Small\nlanguage: zh"));
    expect(tables[0]!.table.notes.join("")).toContain("括号内为标准误");
    expect(tables[0]!.table.rows.map(({ label }) => label)).toContain("观测值");
    expect(tables[1]!.table.heads.flat()).toContain("自助标准误");
    expect(tables[1]!.table.notes.join("")).toContain("序贯可忽略性");
  });

  test.each([
    ["mediators: [rdd]", /study\.yaml:\d+:\d+: .*no column 'rdd'/],
    ["mediators: [eco]\ncontrols: true\nmediation: true", /study\.yaml:\d+:\d+: .*already a regressor/],
    ["mediators: []", /study\.yaml:\d+:\d+/],
    ["mediators: [rd]\nmediation: { draws: 1 }", /study\.yaml:\d+:\d+/],
  ])("refuses %s", async (block, message) => {
    await expect(async () => run(asking(block))).rejects.toThrow(message);
  });

  test("asks for the clusters of draws where the study has none", async () => {
    const study = asking("mediators: [rd]\nmediation: true").replace("variance: cluster:city", "variance: hetero");
    await expect(async () => run(study)).rejects.toThrow(
      /study\.yaml:\d+:\d+: the bootstrap of a mediation analysis draws one/,
    );
    const named = await run(study.replace("mediation: true", "mediation: { cluster: city, draws: 50 }"));
    expect(named.mediation!.bootstrap.clusters).toEqual({ name: "city", G: 24 });
  });
});
