/** A study's result as the page shows it: the data of the report, figures drawn in the colours they stand in. */
import type { Block, Drawing, Page } from "../../../src/report/page/page.js";
import { figureDrawing } from "../../../src/study/outputs/figure-drawing.js";
import { type StudyPageOptions, studyPage } from "../../../src/study/page/page.js";
import type { StudyResult } from "../../../src/study/run-study.js";
import type { ShownFigure } from "../../../src/study/stages/stage.js";
import type { RunPart } from "../protocol.js";
import { draw } from "./drawn.js";

/** The page's policy allows no style attribute: what an SVG has of them is a rule of the page, or an attribute. */
const withoutStyles = (svg: string): string => svg.replace(/ style="[^"]*"/g, "");

async function drawingOf(figure: ShownFigure): Promise<Drawing> {
  const made = await figureDrawing(figure, draw, null);
  return { ...made, wide: withoutStyles(made.wide), narrow: withoutStyles(made.narrow) };
}

async function drawings(study: StudyResult): Promise<ReadonlyMap<string, Drawing>> {
  const made = new Map<string, Drawing>();
  for (const exhibit of study.shown.flatMap(({ exhibits }) => exhibits)) {
    if (exhibit.kind === "figure") made.set(exhibit.id, await drawingOf(exhibit));
  }
  return made;
}

/** The report's page. */
export async function withDrawings(study: StudyResult, command: string): Promise<Page> {
  return studyPage(study, optionsOf(command, await drawings(study)));
}

const optionsOf = (command: string, made: ReadonlyMap<string, Drawing>): StudyPageOptions => ({
  command,
  drawings: made,
  // Word files are made when they are asked for
  wordFile: () => new Uint8Array(),
});

/** What each stage of a run shows, those that failed with the words of their failure. */
export async function partsOf(study: StudyResult, command: string): Promise<readonly Omit<RunPart, "ms">[]> {
  const { sections } = await withDrawings(study, command);
  const all = sections.flatMap(({ blocks }) => blocks);
  const byId = new Map(all.flatMap((block): [string, Block][] => ("id" in block ? [[block.id, block]] : [])));
  const { failures } = study.record;
  const warnings = sections[0]!.blocks;
  return [
    ...study.shown.map(({ name, exhibits, findings, section: own }) => ({
      stage: name,
      heading: own?.heading ?? null,
      blocks:
        own === undefined
          ? exhibits.flatMap(({ id }) => byId.get(id) ?? [])
          : sections.find(({ blocks }) => blocks.includes(byId.get(exhibits[0]!.id)!))!.blocks,
      findings,
      failure: null,
    })),
    // the report begins with what failed
    ...failures.map((failure, i) => ({
      stage: failure.stage,
      heading: null,
      blocks: [warnings[i]!],
      findings: [],
      failure,
    })),
  ];
}
