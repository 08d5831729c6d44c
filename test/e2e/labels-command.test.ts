/** Labels of a Stata file on the command line: in the summary, in every format of a table, and --no-labels. */
import { expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const DATA = new URL("../golden/files/files_dta_118.dta", import.meta.url).pathname;
const feols = (...flags: string[]) => run("feols", DATA, "v_int ~ factor(grp)", "--vcov", "iid", "--quiet", ...flags);

it("a labelled factor prints the labels of the file", async () => {
  const { status, stdout } = await feols();
  expect(status).toBe(0);
  expect(stdout).toMatch(/^group with extended missing codes = mid level +49134\.5/m);
  expect(stdout).toMatch(/^group with extended missing codes = high +32767/m);
  expect(stdout).toContain("reference category is the first level, '1 (low)'");
});

it.each(["latex", "html"])("%s has the labels, CSV and JSON the names", async (format) => {
  expect((await feols("--format", format)).stdout).toContain("group with extended missing codes = high");
  expect((await feols("--format", "csv")).stdout).toContain("factor(grp)3,estimate");
  const { coefficients, labels, provenance } = JSON.parse((await feols("--json")).stdout);
  expect(Object.keys(coefficients)).toEqual(["(Intercept)", "factor(grp)2", "factor(grp)3"]);
  expect(labels["factor(grp)2"]).toBe("group with extended missing codes = mid level");
  expect(provenance).toMatchObject({ data_format: "Stata 14-18 (.dta 118)", data_label: "reader test file" });
});

it("words of the user come first, and --no-labels has names alone", async () => {
  expect((await feols("--format", "latex", "--rename", "factor(grp)3=High")).stdout).toMatch(/^High &/m);
  const { stdout } = await feols("--no-labels");
  expect(stdout).toMatch(/^factor\(grp\)2 +49134\.5/m);
  expect(stdout).toContain("'1'");
  expect(JSON.parse((await feols("--no-labels", "--json")).stdout)).not.toHaveProperty("labels");
});

it("a condition on a label says the value that has it", async () => {
  const { stderr } = await feols("--subset", 'grp == "high"');
  expect(stderr).toContain(`in 'grp' the label "high" is of the value 3: compare with that`);
  expect((await feols("--subset", 'grp %in% c("low", "high")')).stderr).toContain("is of the value 1");
});
