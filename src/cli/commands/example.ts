/**
 * Layer cli. `wasmetrics example fish`: the shipped example from files to a table and a report. Reads, prints, writes;
 * what is computed is in `study/fish`.
 */
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Argument, type Command } from "commander";
import { loadEngine } from "../../kernels/engine.js";
import { fishPage, fishSummary } from "../../report/fish-page.js";
import { fishTable } from "../../report/fish-tables.js";
import { renderPage } from "../../report/page.js";
import { rendererOf, renderTable } from "../../report/render.js";
import { type FishResult, fishStudy } from "../../study/fish.js";
import { readTable } from "../../table/node/read-table.js";
import { makeTable, type Table } from "../../table/table.js";
import { formatCsv } from "../../table/write-csv.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { writeFolderWhole } from "../write-outputs.js";

const FOLDER = fileURLToPath(new URL("../../../examples/fish/", import.meta.url));
const DEFAULT_OUT = "out/fish";
/** Share of a run that reading takes. */
const READING = 0.4;

/** Adds the command. */
export function registerExample(program: Command): void {
  const command = program
    .command("example")
    .summary("a shipped example, from data to report")
    .description(
      "Runs a shipped example. fish: UN Comtrade fish exports to export quality, the European Commission's cards against illegal fishing to treatment, and both to a table and a report.",
    )
    .addArgument(new Argument("<name>", "which example").choices(["fish"]))
    .addHelpText(
      "after",
      "\nExamples:\n  wasmetrics example fish\n  wasmetrics example fish --out report --format latex\n",
    );
  addCommonOptions(command).action((_name: string, flags: CommonOptions) =>
    runCommand(flags, async (io) => {
      const asJson = flags.json === true || flags.format === "json";
      const render = asJson ? undefined : rendererOf(flags.format);
      const started = performance.now();
      io.progress({ stage: "reading trade and cards", fraction: 0, msLeft: null });
      const [engine, trade, cards] = await Promise.all([
        loadEngine(flags.threads === undefined ? {} : { threads: flags.threads }),
        readShipped("fish_export_ship.csv.gz"),
        readShipped("eu_iuu_cards.csv"),
      ]);
      for (const note of engine.notes) io.warn(note);
      const result = fishStudy(engine, trade, cards, {
        onProgress: ({ stage, fraction }) => {
          const done = READING + (1 - READING) * fraction;
          io.progress({ stage, fraction: done, msLeft: ((performance.now() - started) * (1 - done)) / done });
        },
      });
      const out = flags.out ?? DEFAULT_OUT;
      writeFolderWhole(out, outputs(result, `wasmetrics example fish --out ${out}`));
      const report = relative(".", resolve(out, "report.html"));
      const shown = render?.(fishTable(result.study));
      if (shown === undefined) io.printJson(result.study);
      else io.print(flags.format === "text" ? `${shown}\n${fishSummary(result.study)}\n\nReport: ${report}` : shown);
      if (flags.format !== "text" || asJson) io.warn(`report: ${report}`);
    }),
  );
}

/** A shipped file; results name it by its place in the package, so that they do not depend on where that is installed. */
async function readShipped(name: string): Promise<Table> {
  const table = await readTable(join(FOLDER, name));
  return makeTable(table.columns, { ...table.source, name: `examples/fish/${name}` }, table.notes);
}

/** Every file the example writes, by name. */
function outputs({ study, panel }: FishResult, command: string): ReadonlyMap<string, string> {
  const table = fishTable(study);
  return new Map([
    ["table1.md", renderTable(table, "markdown")],
    ["table1.tex", renderTable(table, "latex")],
    ["table1.csv", renderTable(table, "csv")],
    ["country_year.csv", formatCsv(panel.columns)],
    ["results.json", `${JSON.stringify(study, null, 2)}\n`],
    ["report.html", renderPage(fishPage(study, command))],
  ]);
}
