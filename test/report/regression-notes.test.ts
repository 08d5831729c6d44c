/** What a table of regressions says beneath itself: everything dropped, chosen or assumed, in every format. */
import { describe, expect, it } from "vitest";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { byColumn, regressionNotes } from "../../src/report/regression/regression-notes.js";
import { regressionTable } from "../../src/report/regression/regression-table.js";
import { renderTable } from "../../src/report/render/render.js";
import { coefficient, sampleFit } from "./sample-fits.js";

const did = { did: coefficient(1, 2) };
const note = (message: string) => ({ code: "missing", message }) as const;
const notesOf = (...fits: FitRecord[]): string[] => regressionNotes(fits, (term) => (term === "pop" ? "people" : term));

describe("notes by column", () => {
  it("stand once where every column has them, else behind the columns that do", () => {
    expect(byColumn([["a", "b"], ["b"], ["c", "b", "a"]])).toEqual(["(1), (3): a", "b", "(3): c"]);
  });

  it("name runs of three and more columns by the first and the last", () => {
    const texts = ["a", "a", "b", "b", "b", "a", "b"].map((text) => [text]);
    expect(byColumn(texts)).toEqual(["(1), (2), (6): a", "(3)-(5), (7): b"]);
  });

  it("carry no number in a table of one column", () => {
    expect(byColumn([["a", "b"]])).toEqual(["a", "b"]);
  });
});

describe("the notes say", () => {
  it("what each fit noted: repaired covariance, reference levels, a perfect fit", () => {
    const repaired = sampleFit(did, { notes: [note("Repaired."), note("The reference is 'north'.")] });
    const perfect = sampleFit(did, { notes: [note("The reference is 'north'."), note("Perfect fit.")] });
    expect(notesOf(repaired, perfect)).toEqual(
      expect.arrayContaining(["(1): Repaired.", "The reference is 'north'.", "(2): Perfect fit."]),
    );
  });

  it("weights, by the reader's word, and which columns have none", () => {
    const weighted = sampleFit(did, { weights: "pop" });
    expect(notesOf(weighted)[0]).toBe("Weighted by people.");
    expect(notesOf(weighted, sampleFit(did)).slice(0, 2)).toEqual(["(1): Weighted by people.", "(2): Unweighted."]);
    expect(notesOf(sampleFit(did)).join()).not.toMatch(/[Ww]eighted/);
  });

  it("the parts of the small-sample rule that are not its preset's", () => {
    const fit = sampleFit(did);
    const full = { ...fit.vcov, ssc: { preset: "fixest with K.fixef=full", "K.fixef": "full" } };
    expect(notesOf({ ...fit, vcov: full })[0]).toMatch(/^Small-sample rule fixest with K\.fixef=full: K = 11 /);
  });

  it("how effects were absorbed, with the worst figures of the columns, and nothing where there are none", () => {
    const solver = {
      method: "map",
      because: "as requested",
      iterations: 12,
      certificate: 2e-10,
      error_estimate: 3e-11,
      converged: true,
      least_squares: "qr" as const,
      refined: false,
    };
    const slower = { ...solver, iterations: 1900, certificate: 1e-10 };
    const none = { ...solver, method: "none" };
    const direct = sampleFit(did);
    const [map, second, plain] = [solver, slower, none].map((how) => sampleFit(did, { solver: how }));
    expect(notesOf(map!)).toContain(
      "Fixed effects absorbed by alternating projections in 12 iterations: largest remaining group mean 2.0e-10, estimated error 3.0e-11.",
    );
    expect(notesOf(map!, plain!, second!, direct)).toEqual(
      expect.arrayContaining([
        "(1), (3): Fixed effects absorbed by alternating projections in at most 1,900 iterations: largest remaining group mean at most 2.0e-10, estimated error at most 3.0e-11.",
        "(4): Fixed effects absorbed by a direct solver: largest remaining group mean 1.0e-15.",
      ]),
    );
    expect(notesOf(plain!).join()).not.toContain("absorbed");
  });

  it("terms left out, those of one reason in one sentence", () => {
    const because = "is absorbed by the fixed effects i";
    const collinear = [
      { term: "z2", because, code: "absorbed" },
      { term: "x3", because: "equals 2 * x1", code: "combination" },
      { term: "z3", because, code: "absorbed" },
    ] as const;
    expect(notesOf(sampleFit(did, { collinear }))).toEqual(
      expect.arrayContaining([`z2, z3 omitted: ${because}.`, "x3 omitted: equals 2 * x1."]),
    );
  });

  it("the joint tests that were asked for", () => {
    const test = { statistic: 2.5, distribution: "F" as const, df1: 2, df2: 1500, p_value: 0.0824, terms: ["a", "b"] };
    const notes = notesOf(sampleFit(did, { tests: { slopes: test, "^a|b": test } }));
    expect(notes).toContain("Wald test of ^a|b: F(2, 1,500) = 2.500000, p = 0.0824.");
    expect(notes.join()).not.toContain("slopes");
  });

  it("the level of intervals, a column's own where they differ", () => {
    const fit = sampleFit(did);
    const wide = { ...fit, vcov: { ...fit.vcov, level: 0.99 } };
    const fits = [fit, wide].map((one) => ({ label: "", fit: one }));
    expect(regressionTable(fits, { beneath: "interval" }).notes[0]).toBe("95%, 99% confidence intervals in brackets.");
  });
});

it.each(["text", "markdown", "latex", "html", "csv"])("%s carries them", (format) => {
  const fit = sampleFit(did, { weights: "pop", notes: [note("Assumed here.")] });
  const printed = renderTable(regressionTable([{ label: "", fit }]), format);
  for (const said of ["Weighted by pop.", "Assumed here."]) expect(printed).toContain(said);
  // of the solver a document says nothing unless asked to
  expect(printed.includes("absorbed by a direct solver")).toBe(format !== "latex");
});

it("CSV keeps its shape: a row a note, as many cells as the header", () => {
  const fit = sampleFit(did, { notes: [note("Said, with a comma.")] });
  const labelled = { label: "", fit };
  const lines = renderTable(regressionTable([labelled, labelled]), "csv")
    .trimEnd()
    .split("\n");
  expect(lines[0]).toBe("term,quantity,(1),(2)");
  expect(lines.at(-1)).toBe('note,,"Said, with a comma.",');
});
