/**
 * Every idiom of docs/stata.md: the line of Stata is translated to the command the page shows, estimated on the golden data, and
 * compared with the reference the page names.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { elementary } from "../../../src/engine/kernels/math.js";
import { parseExpression } from "../../../src/formula/parser.js";
import { parseStata } from "../../../src/formula/stata/parse-stata.js";
import { evaluate } from "../../../src/regression/frame/expression.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { fromStata } from "../../../src/verbs/feols/from-stata.js";
import { felogit, fepois } from "../../../src/verbs/glm/fit-glm.js";
import { plm } from "../../../src/verbs/plm/plm.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { columnsMade, type Idiom, idioms, referenceOf } from "./idioms.js";

/** Relative, as for feols on the same files. */
const COEFFICIENT = 1e-9;
const STD_ERROR = 1e-8;

/** Relative to an error: the copy of lwage that Stata read is up to 5e-7 from this one. */
const ANOTHER_COPY = 5e-6;

let engine: Engine;
const tables = new Map<string, Promise<Table>>();

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function prepared(name: string): Promise<Table> {
  const table = await goldenTable(`${name}.csv`);
  const made = (columnsMade.get(name) ?? []).map(([column, expression]) => {
    const { values } = evaluate(parseExpression(expression), table, elementary(engine));
    return { kind: "numeric", name: column, values } as const;
  });
  return made.length === 0 ? table : withColumns(table, made);
}

function tableOf({ data }: Idiom): Promise<Table> {
  if (!tables.has(data)) tables.set(data, prepared(data));
  return tables.get(data)!;
}

interface Estimates {
  readonly coefficients: Readonly<Record<string, { readonly estimate: number; readonly std_error: number }>>;
  readonly vcov: { readonly df: number | null };
}

function estimate(stata: string, table: Table): Estimates {
  const { verb, spec, options } = parseStata(stata, { columns: table.names });
  if (verb === "plm") {
    const { panel: keys, model, components = "swar", vcov } = options;
    return plm(engine, panel(table, keys!), spec, { model: model!, components, vcov: vcov! });
  }
  if (verb === "fepois" || verb === "felogit") {
    const { vcov, ssc, fixefRm } = options;
    const estimator = verb === "fepois" ? fepois : felogit;
    return estimator(engine, table, spec, { vcov: vcov!, ssc: ssc!, fixefRm: fixefRm! });
  }
  const { formula, options: ofFeols } = fromStata(stata, { columns: table.names });
  return feols(engine, table, formula, ofFeols);
}

const plain = (name: string) => name.replaceAll(" ", "");

const [agree, ofIvreg2] = [agreeing("stata-lines"), agreeing("ivreg2")];

describe("idioms of Stata", () => {
  it("are at least twelve, on more than three data sets", () => {
    expect(idioms.length).toBeGreaterThanOrEqual(12);
    expect(new Set(idioms.map(({ data }) => data)).size).toBeGreaterThan(3);
  });

  for (const idiom of idioms) {
    const { stata, line, coefficients } = idiom;
    it(`${stata} equals ${idiom.file}, ${idiom.variant}`, async () => {
      const table = await tableOf(idiom);
      expect(parseStata(stata, { columns: table.names }).line).toBe(line);
      const fit = estimate(stata, table);
      const want = referenceOf(idiom);
      const got = new Map(Object.entries(fit.coefficients).map(([name, value]) => [plain(name), value]));
      for (const [ours, theirs] of coefficients) {
        const { estimate: beta, std_error } = got.get(plain(ours))!;
        const [coef, se] = [want.coef[theirs]!, want.se[theirs]!];
        agree(beta, coef, COEFFICIENT, ours);
        agree(std_error, se, STD_ERROR, `error of ${ours}`);
      }
      if (want.df !== undefined) expect(fit.vcov.df).toBe(want.df);
    });
  }
});

describe("lines of 2SLS without instruments", () => {
  const list = "y x1 treat post tp";
  const { se_by_type } = JSON.parse(
    readFileSync(new URL("../variances-hc/expected/hc_base_did_pooled.json", import.meta.url), "utf8"),
  );

  it.each([
    [`ivreg2 ${list}`, "iid"],
    [`ivreg2 ${list}, robust`, "HC0"],
    [`ivregress 2sls ${list}, vce(robust) small`, "HC1"],
  ])("%s is least squares", async (line, type) => {
    const table = await prepared("base_did");
    const fit = estimate(line, table);
    const regress = estimate(`reg ${list}`, table);
    const n = table.nRows;
    for (const name of ["x1", "treat", "post", "tp"]) {
      const { estimate: beta, std_error } = fit.coefficients[name]!;
      expect(beta).toBe(regress.coefficients[name]!.estimate);
      // without `small`, squared residuals are divided by n
      const want =
        type === "iid" ? regress.coefficients[name]!.std_error * Math.sqrt((n - 5) / n) : se_by_type[type][name];
      expect(Math.abs(std_error - want)).toBeLessThanOrEqual(STD_ERROR * want);
    }
  });
});

describe("a line of ivreg2 that Stata ran", () => {
  const { command, y, exogenous, endogenous, instruments, data_file, cases } = JSON.parse(
    readFileSync(new URL("../iv/ivreg2-gmm.json", import.meta.url), "utf8"),
  );
  const line = `ivreg2 ${y} ${exogenous.join(" ")} (${endogenous.join(" ")} = ${instruments.join(" ")}), gmm2s`;

  it.each([
    ["hetero", "robust"],
    ["cluster", "cluster(age)"],
  ])("under %s errors", async (errors, option) => {
    expect(command.startsWith(line)).toBe(true);
    const { names, coef, vcov } = cases.find((one: { errors: string }) => one.errors === errors);
    const fit = estimate(`${line} ${option}`, await goldenTable(data_file));
    expect(fit.vcov.df).toBe(Number.POSITIVE_INFINITY);
    for (const [j, name] of (names as string[]).entries()) {
      const ours = fit.coefficients[name === "_cons" ? "(Intercept)" : name === "educ" ? "fit_educ" : name]!;
      const error = Math.sqrt(vcov[j * names.length + j]);
      ofIvreg2.within(ours.estimate / error, coef[j] / error, ANOTHER_COPY, name);
      ofIvreg2(ours.std_error, error, ANOTHER_COPY, name);
    }
  });
});
