import { describe, expect, test } from "vitest";
import { panel } from "../../src/panel/panel.js";
import { codeCards } from "../../src/study/fish-cards.js";
import { parseCsv } from "../../src/table/csv.js";

const cards = (lines: string) => parseCsv(`i,event,date,confirmed,source\n${lines}`);
function years(units: Record<string, readonly [number, number]>) {
  const lines = Object.entries(units).flatMap(([unit, [first, last]]) =>
    Array.from({ length: last - first + 1 }, (_, k) => `${unit},${first + k}`),
  );
  return panel(parseCsv(`i,t\n${lines.join("\n")}\n`), { unit: "i", time: "t" });
}

const CARDS = cards(`AAA,yellow,2013-11-26,month,x
AAA,lifted,2015-10-01,date,x
BBB,yellow,2012-11-15,month,x
BBB,red,2014-01-01,date,x
CCC,yellow,2021-02-17,date,x
DDD,yellow,2016-04-21,date,x
ZZZ,yellow,2014-01-05,date,x
ZZZ,lifted,2016-01-05,no,x
`);
const PANEL = years({ AAA: [2012, 2018], BBB: [2014, 2018], CCC: [2012, 2021], DDD: [2012, 2015], NNN: [2012, 2021] });

describe("codeCards", () => {
  const { facts, excluded, absorbing, inForce } = codeCards(PANEL, CARDS);
  const treated = (column: Float64Array): string[] =>
    Array.from(column.keys())
      .filter((row) => column[row] === 1)
      .map((row) => `${PANEL.unit.label(PANEL.unit.codes[row]!)}${PANEL.timeValues[row]}`);

  test("leaves out countries never observed before their cohort", () => expect(excluded).toEqual(["BBB"]));

  test("says what each country with a card can tell", () => {
    expect(facts.units.map(({ unit, cohort, status }) => [unit, cohort, status])).toEqual([
      ["BBB", 2013, "never before"],
      ["AAA", 2014, "identified"],
      ["DDD", 2017, "never after"],
      ["CCC", 2022, "after the sample"],
    ]);
    expect(facts.cohorts).toEqual([
      { cohort: 2013, units: ["BBB"], identified: [] },
      { cohort: 2014, units: ["AAA"], identified: ["AAA"] },
      { cohort: 2017, units: ["DDD"], identified: [] },
    ]);
    expect(facts.withoutRows).toEqual(["ZZZ"]);
    expect([facts.spells, facts.lifted, facts.countries]).toEqual([5, 2, 5]);
    expect(facts.identifiedLifted).toEqual(["AAA"]);
  });

  test("codes absorbing and in force", () => {
    expect(treated(absorbing).filter((cell) => cell.startsWith("A"))).toEqual([
      "AAA2014",
      "AAA2015",
      "AAA2016",
      "AAA2017",
      "AAA2018",
    ]);
    expect(treated(inForce).filter((cell) => cell.startsWith("A"))).toEqual(["AAA2014", "AAA2015"]);
  });

  test("names the paths among the countries kept", () => {
    expect(facts.absorbing.path).toBe("absorbing");
    expect(facts.inForce.path).toBe("switching off");
    expect(facts.inForce.units["switching off"]).toEqual(["AAA"]);
    expect(facts.absorbing.units.always).toEqual([]);
  });

  test("counts what confirms the dates", () => {
    expect(facts.evidence).toMatchObject({ date: 5, month: 2, no: 1, cellsDependingOnDay: 0, unconfirmedInPanel: [] });
    expect(facts.events[0]).toEqual({
      country: "AAA",
      event: "yellow",
      date: "2013-11-26",
      confirmed: "month",
      source: "x",
    });
  });
});

test("country-years that depend on the day within a month are counted", () => {
  // 1 July leaves 184 days of the year, 31 July 154: the year is treated or not by the day
  const july = codeCards(years({ AAA: [2013, 2015] }), cards("AAA,yellow,2014-07-15,month,x\n"));
  expect(july.facts.evidence.cellsDependingOnDay).toBe(1);
  // a card in January may be of the first, which makes its own year the first full one; one in December never is
  const january = codeCards(years({ AAA: [2013, 2015] }), cards("AAA,yellow,2014-01-15,month,x\n"));
  expect(january.facts.evidence.cellsDependingOnDay).toBe(1);
  const december = codeCards(years({ AAA: [2013, 2015] }), cards("AAA,yellow,2013-12-15,month,x\n"));
  expect(december.facts.evidence.cellsDependingOnDay).toBe(0);
});

test("unconfirmed dates of countries in the panel are listed", () => {
  const found = codeCards(years({ AAA: [2013, 2015] }), cards("AAA,yellow,2014-07-15,no,x\n"));
  expect(found.facts.evidence.unconfirmedInPanel.map(({ country }) => country)).toEqual(["AAA"]);
});

test("an unknown confirmation is refused", () => {
  expect(() => codeCards(years({ AAA: [2013, 2015] }), cards("AAA,yellow,2014-07-15,maybe,x\n"))).toThrow(
    expect.objectContaining({ code: "bad_confirmation" }),
  );
});
