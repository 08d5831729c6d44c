/** What a run of a study writes, as an explanation reads it: of a shipped example, or of a study as text. */
import type { Table } from "../../../src/data/table/table.js";
import type { Engine } from "../../../src/engine/kernels/engine.js";
import type { StudyFolder } from "../../../src/study/explain/explain.js";
import { readMap } from "../../../src/study/explain/read-map.js";
import type { StudyFile } from "../../../src/study/file/study-file.js";
import { exhibitMap, mapText } from "../../../src/study/outputs/exhibits.js";
import { json } from "../../../src/study/outputs/manifest.js";
import { runWholeStudy } from "../../support/run-whole-study.js";

export async function writtenStudy(
  engine: Engine,
  file: StudyFile,
  tables: ReadonlyMap<string, Table>,
): Promise<StudyFolder> {
  const study = await runWholeStudy(engine, file, tables);
  const map = exhibitMap(study, { command: "wasmetrics study study.yaml --out out", out: "out" });
  return {
    map: readMap(JSON.parse(mapText(map)), "exhibits.json"),
    results: JSON.parse(json(study.record)),
    files: [],
    from: "out",
  };
}
