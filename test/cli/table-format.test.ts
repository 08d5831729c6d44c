import { afterEach, describe, expect, it } from "vitest";
import { UsageError } from "../../src/base/errors.js";
import { requireTableFormat, tablesAs } from "../../src/cli/table-options.js";
import type { TableModel } from "../../src/report/table-model.js";

const table: TableModel = { title: "T", stub: "s", heads: [["a"]], rows: [], notes: [] };

describe("a Word document asked for at a terminal", () => {
  const isTTY = process.stdout.isTTY;
  afterEach(() => {
    process.stdout.isTTY = isTTY;
  });

  it("is refused without --out, naming it", () => {
    process.stdout.isTTY = true;
    expect(() => requireTableFormat("feols", { format: "docx" })).toThrow(UsageError);
    expect(() => requireTableFormat("feols", { format: "docx" })).toThrow(/feols --format docx .* --out/);
    expect(() => requireTableFormat("simulate", { format: "docx", out: "rows.csv" }, "data")).toThrow(/> tables.docx/);
  });

  it("is let through to a file, to a pipe, and where JSON is printed", () => {
    process.stdout.isTTY = true;
    requireTableFormat("feols", { format: "docx", out: "a.docx" });
    requireTableFormat("feols", { format: "docx", json: true });
    requireTableFormat("feols", { format: "latex" });
    process.stdout.isTTY = false;
    requireTableFormat("feols", { format: "docx" });
  });

  it("is bytes; every other format is text", async () => {
    expect(await tablesAs([table], "docx")).toBeInstanceOf(Uint8Array);
    expect(await tablesAs([table, table], "markdown")).toMatch(/\*\*T\*\*[\s\S]*\n\n\*\*T\*\*/);
  });
});
