/** Equations with instruments as a table: which column has which cell, and what the notes own up to. */
import { describe, expect, test } from "vitest";
import { renderTable } from "../../src/report/render/render.js";
import { cellText } from "../../src/report/table-model.js";
import { ivTable } from "../../src/verbs/iv/report/table.js";
import { coefficient, sampleIvFit } from "./sample-fits.js";

const texts = (table: ReturnType<typeof ivTable>): string[][] =>
  table.rows.map((row) => [row.label, ...row.cells.map(cellText)]);
const rowOf = (table: ReturnType<typeof ivTable>, label: string) => texts(table).find(([name]) => name === label);
const one = (fit = sampleIvFit(), options: Parameters<typeof ivTable>[1] = {}) =>
  ivTable([{ label: "", fit }], options);

describe("ivTable", () => {
  test("sets first and second stage side by side, the instrumented regressor and the instruments first", () => {
    const table = one(sampleIvFit(), { labels: { did: "Pilot", rugged: "Ruggedness" } });
    expect(table.heads).toEqual([
      ["(1)", "First stage", "Pilot"],
      ["(2)", "Second stage", "quality"],
    ]);
    expect(table.stub).toBe("");
    expect(texts(table).slice(0, 6)).toEqual([
      ["Pilot (instrumented)", "", "0.051"],
      ["", "", "(0.026)"],
      ["Ruggedness", "-0.091", ""],
      ["", "(0.014)", ""],
      ["eco", "0.300", "0.200"],
      ["", "(0.100)", "(0.050)"],
    ]);
    expect(rowOf(table, "R²")).toEqual(["R²", "0.400", "0.807"]);
    expect(table.notes).toContain(
      "Small-sample rule fixest: K = 10, 11 (levels of i not counted); t with 126 degrees of freedom.",
    );
  });

  test("has strength under the first stage, and what holds with weak instruments under the equation", () => {
    const rows = texts(one());
    const from = rows.findIndex(([label]) => label === "F of the excluded instruments");
    expect(rows.slice(from)).toEqual([
      ["F of the excluded instruments", "42.87", ""],
      ["Partial R²", "0.043", ""],
      ["Effective F", "45.75", ""],
      ["critical value, bias of 10%", "23.10", ""],
      ["Kleibergen-Paap rk Wald F", "", "42.90"],
      ["Underidentification, p", "", "<0.001"],
      ["Anderson-Rubin, p", "", "0.047"],
      ["Anderson-Rubin set", "", "[0.001, 0.107]"],
      ["tF interval", "", "[-0.006, 0.107]"],
      ["Overidentification, p", "", "exactly identified"],
      ["Endogeneity, p", "", "0.247"],
      ["OLS estimate", "", "0.022"],
    ]);
    expect(one().rows[from]!.ruleAbove).toBe(true);
    expect(one().notes).toContain("Tests: underidentification by Kleibergen-Paap rk LM; endogeneity by Wu-Hausman.");
  });

  test("shows the sets a weak instrument leaves, and why there is none", () => {
    const set = sampleIvFit().iv.anderson_rubin_set;
    const shown = (over: Partial<typeof set>) =>
      rowOf(one(sampleIvFit({}, { anderson_rubin_set: { ...set, ...over } })), "Anderson-Rubin set")?.at(-1);
    const rays = [
      [null, -0.1],
      [0.9, null],
    ] as const;
    expect(shown({ kind: "unbounded", intervals: rays })).toBe("(-inf, -0.100] U [0.900, inf)");
    expect(shown({ kind: "whole_line", intervals: [[null, null]] })).toBe("(-inf, inf)");
    expect(shown({ kind: "empty", intervals: [] })).toBe("empty");
    const refused = { ...set, kind: null, because: "2 endogenous regressors", intervals: [] };
    const table = one(sampleIvFit({}, { anderson_rubin_set: refused }));
    expect(rowOf(table, "Anderson-Rubin set")).toBeUndefined();
    expect(table.notes).toContain("No Anderson-Rubin set: 2 endogenous regressors.");
  });

  test("a tF interval without ends is the whole line; none where it is not made for the equation", () => {
    const tF = { ...sampleIvFit().iv.tF!, critical_value: null, conf_low: null, conf_high: null };
    expect(rowOf(one(sampleIvFit({}, { tF })), "tF interval")?.at(-1)).toBe("(-inf, inf)");
    expect(rowOf(one(sampleIvFit({}, { tF: { ...tF, applies: false } })), "tF interval")).toBeUndefined();
    expect(rowOf(one(sampleIvFit({}, { tF: null })), "tF interval")).toBeUndefined();
  });

  test("with classical errors the classical statistics stand there, and Stock and Yogo's values", () => {
    const { kleibergen_paap_wald: _, kleibergen_paap_lm: __, ...tests } = sampleIvFit().tests;
    const base = sampleIvFit();
    const fit = sampleIvFit(
      { vcov: { ...base.vcov, type: "iid", clusters: {} }, tests },
      {
        stock_yogo: {
          ...base.iv.stock_yogo,
          tsls_size: { critical_values: { "0.1": 16.38 }, reason: null },
        },
      },
    );
    const table = one(fit);
    expect(rowOf(table, "Cragg-Donald F")).toEqual(["Cragg-Donald F", "", "221.70"]);
    expect(rowOf(table, "critical value, size of 10%")).toEqual(["critical value, size of 10%", "", "16.38"]);
    expect(rowOf(table, "Kleibergen-Paap rk Wald F")).toBeUndefined();
    expect(table.notes).toContain("Tests: underidentification by Anderson LM; endogeneity by Wu-Hausman.");
  });

  test("LIML has its own threshold", () => {
    const table = one(sampleIvFit({}, { estimator: "liml", kappa: 1.01, tF: null }));
    expect(rowOf(table, "critical value, bias of 10%")?.[1]).toBe("9.50");
  });

  test("several regressors: a first stage each, conditional strength, surplus instruments tested", () => {
    const base = sampleIvFit();
    const first = base.first_stage.did!;
    const strength = base.iv.sanderson_windmeijer.did!;
    const fit = sampleIvFit(
      {
        coefficients: { fit_did: coefficient(0.05, 0.02), fit_fdi: coefficient(1, 0.3) },
        first_stage: { did: first, fdi: first },
        tests: { ...base.tests, hansen: { ...base.tests.kleibergen_paap_lm!, p_value: 0.44 } as never },
      },
      {
        endogenous: ["did", "fdi"],
        excluded: ["rugged", "open", "market"],
        effective_F: null,
        sanderson_windmeijer: { did: strength, fdi: { ...strength, F: { ...strength.F!, statistic: 7.5 } } },
        least_squares: { did: { estimate: 0.02, ratio: 2 }, fdi: { estimate: 0.5, ratio: 2 } },
      },
    );
    const table = one(fit);
    expect(table.heads.map((head) => head.slice(1).join(" "))).toEqual([
      "First stage did",
      "First stage fdi",
      "Second stage quality",
    ]);
    expect(rowOf(table, "Sanderson-Windmeijer F")).toEqual(["Sanderson-Windmeijer F", "42.87", "7.50", ""]);
    expect(rowOf(table, "Effective F")).toBeUndefined();
    expect(rowOf(table, "Overidentification, p")?.at(-1)).toBe("0.440");
    expect(rowOf(table, "OLS estimate")?.at(-1)).toBe("0.020, 0.500");
  });

  test("several equations: labels over their columns, rows an equation in all of them or in one kind, a reduced form each", () => {
    const table = ivTable(
      [
        { label: "Year effects", fit: sampleIvFit() },
        { label: "Both", fit: sampleIvFit() },
      ],
      {
        reducedForm: true,
        extraRows: [
          { label: "Treated", texts: ["92", "90"] },
          { label: "True", texts: ["0.03", "0.03"], kind: "second" },
        ],
      },
    );
    expect(table.heads.map((head) => head.join(", "))).toEqual([
      "(1), Year effects, First stage, did",
      "(2), Year effects, Second stage, quality",
      "(3), Year effects, Reduced form, quality",
      "(4), Both, First stage, did",
      "(5), Both, Second stage, quality",
      "(6), Both, Reduced form, quality",
    ]);
    expect(rowOf(table, "rugged")).toEqual(["rugged", "-0.0914", "", "-0.0046", "-0.0914", "", "-0.0046"]);
    expect(rowOf(table, "Treated")).toEqual(["Treated", "92", "92", "92", "90", "90", "90"]);
    expect(rowOf(table, "True")).toEqual(["True", "", "0.03", "", "", "0.03", ""]);
  });

  test("notes of the fit stand under the equation alone; signs the columns show are not told again", () => {
    const notes = [
      { code: "weak_instruments", message: "Weak." },
      { code: "first_stage_sign", message: "Signs." },
    ] as const;
    const table = one(sampleIvFit({ notes }));
    expect(table.notes).toContain("(2): Weak.");
    expect(table.notes.join(" ")).not.toContain("Signs.");
  });

  test("every renderer writes it; CSV has unrounded numbers under names of their own", () => {
    const table = one();
    const csv = renderTable(table, "csv");
    expect(csv).toContain("term,quantity,(1) First stage did,(2) Second stage quality\nfit_did,estimate,,0.0505\n");
    expect(csv).toContain("\npartial_F,statistic,42.87,\n");
    expect(csv).toContain('\nanderson_rubin_set,interval,,"[0.00071, 0.1074]"\n');
    expect(csv).toContain("\nunderidentification,p_value,,4e-7\n");
    for (const format of ["text", "markdown", "latex", "html"] as const) {
      expect(renderTable(table, format)).toContain("exactly identified");
    }
  });
});
