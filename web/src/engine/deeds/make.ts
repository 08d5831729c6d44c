/** Files of a run, for saving: the same bytes as the command line writes. */

import { renderPage } from "../../../../src/report/page/render-page.js";
import { renderDocx } from "../../../../src/report/render/docx.js";
import { renderTable } from "../../../../src/report/render/render.js";
import type { MadeFile } from "../../protocol.js";
import type { Deed } from "../deeds.js";
import { withDrawings } from "../page.js";
import { studyOf, tablesOf } from "../studies.js";
import { COMMAND, ofStages } from "./run.js";

const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

export const make: Deed<"make"> = async (desk, { text, language, what }, report) => {
  const file = studyOf(text, language);
  const study = await ofStages(desk, file, await tablesOf(desk, file), undefined, report);
  const files: MadeFile[] = [];
  for (const exhibit of study.shown.flatMap(({ exhibits }) => exhibits)) {
    if (exhibit.kind !== "table" || (typeof what === "object" && exhibit.id !== what.exhibit)) continue;
    const { id, table } = exhibit;
    files.push({ name: `${id}.tex`, type: "text/x-tex", content: renderTable(table, "latex") });
    files.push({ name: `${id}.csv`, type: "text/csv", content: renderTable(table, "csv") });
    files.push({ name: `${id}.docx`, type: WORD, content: await renderDocx([table], { language }) });
  }
  if (typeof what === "object") return files;
  const page = await withDrawings(study, COMMAND);
  const whole: MadeFile[] = [
    { name: "report.html", type: "text/html", content: renderPage(page) },
    { name: "results.json", type: "application/json", content: `${JSON.stringify(study.record, null, 2)}\n` },
  ];
  return what === "report" ? whole : [...whole, ...files];
};
