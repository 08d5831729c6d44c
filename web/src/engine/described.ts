/** What a study says, as the words of its sentence need it. */
import type { StudyFile } from "../../../src/study/file/study-file.js";
import { isOnEngine, readingOf } from "../../../src/study/inputs/data-source.js";
import type { StudyDescription } from "../protocol.js";
import type { Desk } from "./desk.js";

type Sources = StudyDescription["sources"];

export function described(desk: Desk, { spec }: StudyFile): StudyDescription {
  const data = Object.fromEntries(
    Object.entries(spec.data).map(([name, source]) => [
      name,
      isOnEngine(source) ? source.from : readingOf(source).path,
    ]),
  );
  const { unit, time, outcome, controls, aggregate, lags } = spec.panel;
  return {
    title: spec.title,
    data,
    lacking: [...new Set(Object.values(data))].filter((path) => !desk.has(path)),
    ...{ unit, time, outcome, controls },
    variance: spec.variance,
    treated: spec.treatment.cohort ?? spec.treatment.dummy ?? null,
    sources: Object.fromEntries(Object.entries(spec.data).filter(([, source]) => !isOnEngine(source))) as Sources,
    source: spec.panel.data,
    aggregates: aggregate === undefined ? null : Object.keys(aggregate),
    lags: Object.keys(lags),
    codings: Object.entries(spec.treatment.codings).map(([name, { coding, label }]) => ({
      name,
      label: label ?? name,
      coding,
    })),
    stages: Object.entries(spec.stages).map(([name, stage]) => ({
      name,
      kind: stage.stage,
      caption: "caption" in stage ? ((stage.caption as string | undefined) ?? null) : null,
      spec: stage as unknown as Readonly<Record<string, unknown>>,
    })),
  };
}
