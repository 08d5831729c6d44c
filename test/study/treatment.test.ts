/** Stage `treatment` on cards given by hand: who is identified, what each coding gives, what the dates rest on. */
import { beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { panelStage } from "../../src/study/inputs/panel.js";
import { type TreatmentMade, treatmentStage } from "../../src/study/inputs/treatment.js";
import { planNodes, runNodes } from "../../src/study/run/run-stages.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const study = (treatment: string): string => `title: T
data: { rows: rows.csv, cards: cards.csv }
panel: { data: rows, unit: i, time: t, outcome: y }
treatment:
${treatment}
variance: cluster:i
stages: {}
`;
const FROM_EVENTS = study(`  events:
    { data: cards, unit: i, event: event, date: date, starts: [yellow, red], ends: [lifted], confirmed: confirmed, source: source }
  codings:
    did: { coding: absorbing, label: Card }
    common: { coding: common }
    written: { coding: as-written }
    force: { coding: in-force }`);
const years = (units: Record<string, readonly [number, number]>): string =>
  `i,t,y\n${Object.entries(units)
    .flatMap(([unit, [first, last]]) =>
      Array.from({ length: last - first + 1 }, (_, k) => `${unit},${first + k},${k / 10}`),
    )
    .join("\n")}\n`;
const cards = (lines: string): string => `i,event,date,confirmed,source\n${lines}`;

async function code(source: string, rows: string, events: string): Promise<TreatmentMade> {
  const file = parseStudy(source, "s.yaml");
  const panel = panelStage(file, file.spec.panel, parseCsv(rows), null);
  const node = treatmentStage(file, panel, parseCsv(events));
  const outcome = (
    await runNodes(
      planNodes([node], () => false),
      { engine },
    )
  ).get(node)!;
  if ("cause" in outcome) throw outcome.cause;
  return outcome.value as TreatmentMade;
}

const treated = ({ panel }: TreatmentMade, name: string): string[] => {
  const column = panel.table.numeric(name);
  return Array.from(column.keys())
    .filter((row) => column[row] === 1)
    .map((row) => `${panel.unit.label(panel.unit.codes[row]!)}${panel.timeValues[row]}`);
};

describe("cards", () => {
  const CARDS = cards(`AAA,yellow,2013-11-26,month,x
AAA,lifted,2015-10-01,date,x
BBB,yellow,2012-11-15,month,x
BBB,red,2014-01-01,date,x
CCC,yellow,2021-02-17,date,x
DDD,yellow,2016-04-21,date,x
EEE,yellow,2015-03-01,date,x
ZZZ,yellow,2014-01-05,date,x
ZZZ,lifted,2016-01-05,no,x
`);
  const ROWS = years({
    AAA: [2012, 2018],
    BBB: [2014, 2018],
    CCC: [2012, 2021],
    DDD: [2012, 2015],
    EEE: [2014, 2018],
    NNN: [2012, 2021],
  });
  let made: TreatmentMade;
  beforeAll(async () => {
    made = await code(FROM_EVENTS, ROWS, CARDS);
  });

  test("say of each unit what it can tell", () => {
    const { facts, steps, balance } = made;
    expect(facts.units.map(({ unit, cohort, status }) => [unit, cohort, status])).toEqual([
      ["BBB", 2013, "never before"],
      ["AAA", 2014, "identified"],
      ["EEE", 2016, "identified"],
      ["DDD", 2017, "never after"],
      ["CCC", 2022, "after the sample"],
    ]);
    expect(facts.excluded).toEqual(["BBB"]);
    expect(facts.never.units).toBe(1);
    expect(facts.span).toEqual([2014, 2016]);
    expect(steps.at(-1)).toMatchObject({ rows: 36, dropped: 5 });
    expect(balance).toMatchObject({ units: 5, periods: [2012, 2021], balanced: false, gaps: 0 });
  });

  test("are counted as spells, with what ended", () => {
    expect(made.facts.events).toMatchObject({
      spells: 6,
      ended: 2,
      units: 6,
      without_rows: ["ZZZ"],
      identified_ended: ["AAA"],
      min_days: 183,
    });
  });

  test("are coded four ways", () => {
    expect(treated(made, "did").slice(0, 5)).toEqual(["AAA2014", "AAA2015", "AAA2016", "AAA2017", "AAA2018"]);
    expect(treated(made, "did").slice(5)).toEqual(["EEE2016", "EEE2017", "EEE2018"]);
    expect(treated(made, "common").filter((cell) => cell.startsWith("E"))).toEqual([
      ...["EEE2014", "EEE2015", "EEE2016", "EEE2017", "EEE2018"],
    ]);
    expect(treated(made, "written").filter((cell) => cell.startsWith("A"))).toEqual(["AAA2014", "AAA2015", "AAA2016"]);
    expect(treated(made, "force").filter((cell) => cell.startsWith("A"))).toEqual(["AAA2014", "AAA2015"]);
    expect(treated(made, "common").some((cell) => cell.startsWith("C") || cell.startsWith("N"))).toBe(false);
  });

  test("take the path they take", () => {
    const paths = Object.fromEntries(made.facts.codings.map(({ name, path }) => [name, path]));
    expect(paths.did?.path).toBe("absorbing");
    expect(paths.force?.units["switching off"]).toEqual(["AAA"]);
    expect(paths.common?.units.always).toEqual(["EEE"]);
  });

  test("rest on dates that are confirmed or not", () => {
    expect(made.facts.events?.evidence).toMatchObject({
      date: 6,
      month: 2,
      no: 1,
      cells_depending_on_day: 0,
      unconfirmed_in_panel: [],
    });
    expect(made.facts.events?.events[0]).toEqual({
      unit: "AAA",
      event: "yellow",
      date: "2013-11-26",
      confirmed: "month",
      source: "x",
    });
  });
});

describe("days within a month", () => {
  const evidence = async (line: string) =>
    (await code(FROM_EVENTS, years({ AAA: [2013, 2015], NNN: [2013, 2015] }), cards(line))).facts.events?.evidence;

  test("matter where a year hangs on them", async () => {
    // 1 July leaves 184 days of the year, 31 July 154: the year is treated or not by the day
    expect((await evidence("AAA,yellow,2014-07-15,month,x\n"))?.cells_depending_on_day).toBe(1);
    // a card in January may be of the first, which makes its own year the first full one; one in December never is
    expect((await evidence("AAA,yellow,2014-01-15,month,x\n"))?.cells_depending_on_day).toBe(1);
    expect((await evidence("AAA,yellow,2013-12-15,month,x\n"))?.cells_depending_on_day).toBe(0);
  });

  test("unconfirmed dates of units in the panel are listed; an unknown confirmation is refused", async () => {
    expect((await evidence("AAA,yellow,2014-07-15,no,x\n"))?.unconfirmed_in_panel.map(({ unit }) => unit)).toEqual([
      "AAA",
    ]);
    await expect(evidence("AAA,yellow,2014-07-15,maybe,x\n")).rejects.toThrow(
      expect.objectContaining({ code: "bad_confirmation", message: expect.stringMatching(/^s\.yaml:\d+:\d+: /) }),
    );
  });
});

test("a dummy may switch off when it is coded in force, and has no cohorts then", async () => {
  const rows = "i,t,y,d\nA,1,0,0\nA,2,1,1\nA,3,0,0\nB,1,0,0\nB,2,0,0\nB,3,1,0\n";
  const source = study("  dummy: d\n  codings:\n    on: { coding: in-force }");
  const { facts } = await code(source, rows, cards("A,yellow,2014-07-15,no,x\n"));
  expect(facts.codings[0]!.path.path).toBe("switching off");
  expect(facts.cohorts).toEqual([]);
});

test("a column called cohort is not overwritten", async () => {
  const rows = "i,t,y,cohort\nA,1,0,0\nA,2,1,1\n";
  await expect(code(FROM_EVENTS, rows, cards("A,yellow,2014-07-15,no,x\n"))).rejects.toThrow(
    expect.objectContaining({ code: "column_taken" }),
  );
});
