/**
 * A line of Stata, a call of fixest or a formula, taken into the study: as a further column of its first table where its treatment is that of the
 * study, else as a study of its own. What the line says that a study has no place for is refused in words, never left out.
 */
import { NotSupported, UsageError } from "../../../../src/base/errors.js";
import { parseFormula } from "../../../../src/formula/parser.js";
import { printExpression, printFixedEffect, printTerm } from "../../../../src/formula/print.js";
import { hasInstruments, type ModelSpec } from "../../../../src/formula/spec.js";
import { parseStata } from "../../../../src/formula/stata/parse-stata.js";
import { noteText } from "../../../../src/report/messages/notes.js";
import type { GivenChoices } from "../../../../src/study/init/choose-study.js";
import type { Edit, Translation } from "../../protocol.js";
import type { Deed } from "../deeds.js";
import { readRCall } from "../r-call.js";
import { studyOf } from "../studies.js";

/** A line in the parts that a study has a place for. */
interface Read {
  readonly spec: ModelSpec;
  readonly vcov?: string;
  readonly ssc?: string;
  readonly subset?: string;
  readonly panel?: { readonly unit: string; readonly time?: string };
  readonly command: string;
  readonly notes: Translation["notes"];
}

export const line: Deed<"line"> = async (desk, { line: written, file, text, language }) => {
  const { names } = await desk.table(file);
  const read = written.includes("~") ? ofR(written, names) : ofStata(written, names, language);
  const model = partsOf(read.spec);
  const study = text === null ? null : studyOf(text).spec;
  const treatment =
    study === null ? undefined : treatmentIn(model.terms, Object.keys(study.treatment.codings), study.treatment);
  const shared = { formula: read.spec.call, command: read.command.replace("DATA", file), notes: read.notes };
  if (study === null || treatment === undefined) return { edits: null, given: givenOf(model, read), ...shared };
  const table = Object.entries(study.stages).find(([, stage]) => stage.stage === "regressions");
  const column = columnOf(model, read, treatment);
  const place: Edit =
    table === undefined
      ? { path: ["stages", "pasted"], value: { stage: "regressions", columns: [column] } }
      : {
          path: ["stages", table[0], "columns", (table[1] as { columns: readonly unknown[] }).columns.length],
          value: column,
        };
  return {
    edits: [
      place,
      ...(read.vcov === undefined ? [] : [{ path: ["variance"], value: read.vcov }]),
      ...(read.ssc === undefined ? [] : [{ path: ["ssc"], value: read.ssc }]),
    ],
    given: {},
    ...shared,
  };
};

function ofStata(written: string, columns: readonly string[], language: "en" | "zh"): Read {
  const { verb, spec, options, line: command, notes } = parseStata(written, { columns });
  if (verb !== "feols") {
    throw new NotSupported(
      "line_verb",
      `A study's table is of linear regressions; this line asks for ${verb}. At a terminal: ${command}`,
      { got: verb, expected: ["feols"] },
    );
  }
  const { vcov, ssc, subset, weights, panel } = options;
  if (weights !== undefined) throw unplaced("weights", weights);
  return {
    spec,
    command,
    notes: notes.map((note) => noteText(note, language)),
    ...(vcov !== undefined && { vcov }),
    ...(ssc !== undefined && { ssc }),
    ...(subset !== undefined && { subset }),
    ...(panel !== undefined && { panel }),
  };
}

function ofR(written: string, columns: readonly string[]): Read {
  const { formula, vcov, subset } = readRCall(written);
  const spec = parseFormula(formula, { columns });
  const flags = [vcov === undefined ? "" : ` --vcov ${vcov}`, subset === undefined ? "" : ` --subset "${subset}"`];
  return {
    spec,
    command: `wasmetrics feols DATA "${spec.call}"${flags.join("")}`,
    notes: [],
    ...(vcov !== undefined && { vcov }),
    ...(subset !== undefined && { subset }),
  };
}

interface Parts {
  readonly outcome: string;
  readonly terms: readonly string[];
  readonly effects: readonly string[];
}

function partsOf(spec: ModelSpec): Parts {
  if (hasInstruments(spec)) throw unplaced("instruments", spec.call);
  if (spec.terms.length === 0) {
    throw new UsageError("line_terms", "The line has no regressor: its first one is the treatment.", {
      got: spec.call,
    });
  }
  return {
    outcome: printExpression(spec.lhs),
    terms: spec.terms.map(printTerm),
    effects: spec.fixedEffects.map(printFixedEffect),
  };
}

/** The coding whose effect the line estimates: it is named, or the 0/1 column it is made from is. */
function treatmentIn(
  terms: readonly string[],
  codings: readonly string[],
  { dummy }: { readonly dummy?: string | undefined },
): { readonly coding: string; readonly term: string } | undefined {
  const coding = codings.find((name) => terms.includes(name));
  if (coding !== undefined) return { coding, term: coding };
  return dummy !== undefined && terms.includes(dummy) ? { coding: codings[0]!, term: dummy } : undefined;
}

const columnOf = (
  { outcome, terms, effects }: Parts,
  { subset }: Read,
  { coding, term }: { readonly coding: string; readonly term: string },
): Readonly<Record<string, unknown>> => {
  const controls = terms.filter((one) => one !== term);
  return {
    treatment: coding,
    outcome,
    ...(controls.length > 0 && { controls }),
    fe: effects.length === 0 ? "none" : effects.join(" + "),
    ...(subset !== undefined && { subset }),
  };
};

/** What a study of its own is given: the first regressor is the treatment, the others are controls. */
function givenOf({ outcome, terms, effects }: Parts, { vcov, panel }: Read): GivenChoices {
  const [treat, ...controls] = terms;
  const [unit, time] = panel?.time === undefined ? effects : [panel.unit, panel.time];
  const cluster = /^cluster:([^+]+)$/.exec(vcov ?? "")?.[1];
  return {
    outcome,
    treat: treat!,
    controls,
    ...(unit !== undefined && time !== undefined && { unit, time }),
    ...(cluster !== undefined && { cluster }),
  };
}

const unplaced = (what: string, got: string): NotSupported =>
  new NotSupported(
    "line_unplaced",
    `The line asks for ${what} (${got}), which a column of a table of regressions has no place for: add a stage that has one.`,
    { got },
  );
