/** A pasted line becomes a column of the study that says all the line said, or is refused by name. */

import { describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { line } from "../../web/src/engine/actions/line.js";
import { Desk } from "../../web/src/engine/desk.js";
import { edited } from "../../web/src/engine/edited.js";
import { readPasted } from "../../web/src/engine/pasted.js";
import { csvOf, STUDY, smallRows } from "../study/small-study.js";

// Node 20 has none
vi.stubGlobal("navigator", {});
const desk = new Desk({} as Engine, new AbortController().signal);
desk.lay("cities.csv", new Blob([csvOf(smallRows())]));

const paste = (written: string, text: string | null = null) =>
  line(desk, { line: written, file: "cities.csv", text, language: "en" }, () => {});

interface Made {
  readonly panel: object;
  readonly variance: string;
  readonly ssc?: string;
  readonly level?: number;
  readonly stages: { readonly table1: { readonly columns: readonly Readonly<Record<string, unknown>>[] } };
}

/** The study the line makes. */
async function studyOf(written: string, text: string | null = null) {
  const found = await paste(written, text);
  const made = found.text ?? edited(text!, found.edits!);
  parseStudy(made, "study.yaml");
  return { ...found, study: parse(made) as Made };
}

describe("as a study of its own", () => {
  test("a line of reghdfe is carried whole: effects, rows, both clusters, small-sample rule", async () => {
    const { study, notes } = await studyOf(
      "reghdfe quality did eco if year > 2011, absorb(city year) vce(cluster city year)",
    );
    expect(study.panel).toMatchObject({ unit: "city", time: "year", outcome: "quality", controls: ["eco"] });
    expect(study.variance).toBe("cluster:city+year");
    expect(study.ssc).toBe("reghdfe");
    expect(Object.keys(study.stages)).toEqual(["table1"]);
    expect(study.stages.table1.columns).toEqual([
      { treatment: "did", outcome: "quality", controls: ["eco"], fe: "city + year", subset: "year > 2011" },
    ]);
    expect(notes.join(" ")).toContain("did, the first regressor, is the treatment");
  });

  test("the time is told from the unit, whatever comes first", async () => {
    const { study } = await studyOf("reghdfe quality did, absorb(year city)");
    expect(study.panel).toMatchObject({ unit: "city", time: "year" });
    expect(study.stages.table1.columns[0]!.fe).toBe("year + city");
  });

  test("the time is told from the unit in a panel of more periods than units", async () => {
    const rows = [1, 2, 3, 4].flatMap((city) =>
      Array.from({ length: 9 }, (_, t) => `${city},${2001 + t},${(city * t) % 5},${Number(city < 3 && t > 4)}`),
    );
    desk.lay("long.csv", new Blob([`city,year,quality,did\n${rows.join("\n")}\n`]));
    const asked = {
      line: "reghdfe quality did, absorb(city year)",
      file: "long.csv",
      text: null,
      language: "en",
    } as const;
    const { text } = await line(desk, asked, () => {});
    expect((parse(text!) as Made).panel).toMatchObject({ unit: "city", time: "year" });
  });

  test("a call of feols, its arguments by name or by place", async () => {
    for (const written of [
      "feols(quality ~ did + eco | city + year, df, ~city, subset = ~year >= 2011)",
      "m <- fixest::feols(quality ~ did + eco | city + year, data = df, cluster = ~city, subset = year >= 2011)",
    ]) {
      const { study } = await studyOf(written);
      expect(study.variance).toBe("cluster:city");
      expect(study.stages.table1.columns[0]).toMatchObject({ subset: "year >= 2011", fe: "city + year" });
    }
  });

  test("errors by fixest's names; the command is one a shell reads", async () => {
    for (const [written, variance] of [
      ['feols(quality ~ did | city, df, vcov = "HC1", subset = region == "a b")', "hetero"],
      ["feols(quality ~ did | city, df, vcov = cluster ~ city, subset = region == 'a b')", "cluster:city"],
    ] as const) {
      const found = readPasted(written, ["quality", "did", "city", "region"], "en");
      expect(found.variance).toBe(variance);
      expect(found.command.split(" --subset ")[1]).toBe(
        written.includes('"a b"') ? `'region == "a b"'` : `"region == 'a b'"`,
      );
    }
  });

  test("a formula alone names no errors, and it is said which are taken", async () => {
    const { study, notes } = await studyOf("quality ~ did | city + year");
    expect(study.variance).toBe("cluster:city");
    expect(notes.join(" ")).toContain("The line names no errors: they are cluster:city");
  });

  test("errors robust to heteroskedasticity and another level", async () => {
    const { study } = await studyOf("reghdfe quality did, absorb(city year) vce(robust) level(90)");
    expect(study.variance).toBe("hetero");
    expect(study.level).toBe(0.9);
  });

  test("rows alone in a level are left out, and it is said", async () => {
    const { notes } = await studyOf("xtset city year\nxtreg quality did, fe vce(cluster city)");
    expect(notes.join(" ")).toContain("keeps rows that are alone");
  });
});

describe("as a column of the study that stands", () => {
  test("what a column has no key for changes the whole study, and it is said", async () => {
    const { study, notes } = await studyOf(
      "reghdfe quality did if year > 2011, absorb(city year) vce(cluster city year)",
      STUDY,
    );
    expect(study.stages.table1.columns).toHaveLength(3);
    expect(study.stages.table1.columns[2]).toEqual({
      treatment: "did",
      outcome: "quality",
      fe: "city + year",
      subset: "year > 2011",
    });
    expect(study.variance).toBe("cluster:city+year");
    expect(study.ssc).toBe("reghdfe");
    expect(notes.join(" ")).toContain(
      "variance is now cluster:city+year in the whole study, where it was cluster:city",
    );
    expect(notes.join(" ")).toContain("ssc is now reghdfe in the whole study");
  });

  test("what agrees with the study changes nothing else", async () => {
    const { edits } = await paste("feols(quality ~ did | city + year, df, cluster = ~city)", STUDY);
    expect(edits).toHaveLength(1);
  });

  test("lags in another panel than the study's are refused", async () => {
    const written = "xtset eco year\nreghdfe quality did L.eco, absorb(city year)";
    await expect(paste(written, STUDY)).rejects.toMatchObject({ code: "line_panel" });
  });
});

test("a line of which the data make no study is stated all the same, and why", async () => {
  const { text, refusal, command } = await paste("reghdfe quality eco, absorb(city year)");
  expect(text).toBeNull();
  expect(refusal!.message).toContain("0 or 1 was expected");
  expect(command).toContain('wasmetrics feols cities.csv "quality ~ eco | city + year"');
});

describe("the 0/1 column a study's codings are made from", () => {
  const coded = (codings: string) =>
    STUDY.replace("cohort: g", "dummy: did").replace("did: { coding: absorbing }", codings);
  test("is the coding in force, as it stands", async () => {
    const { study, notes } = await studyOf(
      "reghdfe quality did, absorb(city year) vce(cluster city)",
      coded("first: { coding: absorbing }\n    on: { coding: in-force }"),
    );
    expect(study.stages.table1.columns.at(-1)).toMatchObject({ treatment: "on" });
    expect(notes.join(" ")).not.toContain("switches off");
  });
  test("is said to be coded otherwise where no coding is in force", async () => {
    const { study, notes } = await studyOf(
      "reghdfe quality did, absorb(city year) vce(cluster city)",
      coded("first: { coding: absorbing }"),
    );
    expect(study.stages.table1.columns.at(-1)).toMatchObject({ treatment: "first" });
    expect(notes.join(" ")).toContain("did is estimated as the study codes it: first, absorbing.");
  });
});

describe("refused by name", () => {
  test.each([
    ["weights", "reghdfe quality did [aw=eco], absorb(city year)", "line_unplaced"],
    ["instruments", "ivreghdfe quality (did = eco), absorb(city year)", "line_unplaced"],
    ["another model", "ppmlhdfe quality did, absorb(city year)", "line_verb"],
    ["no constant", "reg quality did, noconstant", "line_unplaced"],
    ["no regressor", "quality ~ 1 | city", "line_terms"],
    ["weights of R", "feols(quality ~ did | city, df, ~city, eco)", "r_call"],
    ["rows of the data of R", "feols(quality ~ did | city, df[df$year > 2011, ], ~city)", "r_call"],
    ["what follows a call of R", "feols(quality ~ did | city, df) |> summary()", "r_call"],
    ["clusters without a name", 'feols(quality ~ did | city, df, se = "twoway")', "r_call"],
    ["errors along time", "feols(quality ~ did | city, df, vcov = NW(2) ~ city + year)", "r_call"],
    ["a cluster that is no name", "feols(quality ~ did | city, df, cluster = df$city)", "r_call"],
    ["an argument of R", "feols(quality ~ did | city, df, split = ~eco)", "r_call"],
    ["a name that is none", "reghdfe quality dod, absorb(city year)", "stata_name"],
  ])("%s", async (_, written, code) => {
    await expect(paste(written)).rejects.toMatchObject({ code });
  });
});
