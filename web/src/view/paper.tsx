/** The paper: title, the sentence, the exhibits in the order of the study, and what they rest on. */
import type { Block, Section } from "../../../src/report/page/page.js";
import { withMinus } from "../../../src/report/render/minus.js";
import { exhibits, isAppendix } from "../state/exhibits.js";
import { isBlind } from "../state/looks-kept.js";
import { lesson } from "../state/seen.js";
import { description, failure, frame, language } from "../state/session.js";
import { paperWords as words } from "../words/paper.js";
import { BlockView } from "./blocks.js";
import { ExhibitView } from "./exhibit.js";
import { later } from "./later.js";
import { Refusal } from "./refusal.js";
import { Sentence } from "./sentence.js";

const Lesson = later(async () => (await import("./gallery.js")).Lesson);

const isSupporting = (block: Block): boolean => "id" in block && isAppendix(block.id);
const isMain = (block: Block): boolean => !isSupporting(block);

export function Paper() {
  const spoken = language.value;
  const study = description.value;
  const page = frame.value;
  const stages = study?.stages.map(({ name }) => name) ?? [];
  const apart = stages.filter((stage) => headingOf(stage) !== null);
  const shared = stages.filter((stage) => headingOf(stage) === null);
  const main = shared.filter((stage) => !isAside(stage));
  const [first, ...all] = sectionsOf(page?.sections ?? []);
  const others = all.filter(({ blocks }) => !apart.some((stage) => isOf(stage, blocks)));
  const leads = [...exhibits.value.values()].find(({ findings }) => findings.length > 0);
  return (
    <>
      <h1>{study?.title ?? page?.title}</h1>
      <Sentence />
      {lesson.value !== null && <Lesson />}
      {/* over what stands below: nothing moves */}
      <div class="over-paper">{failure.value !== null && <Refusal failure={failure.value} />}</div>
      {study !== null && study.lacking.length > 0 && (
        <p class="warning">{words.lacking[spoken](study.lacking.join(", "))}</p>
      )}
      <p class={`lead ${leads?.status === "current" ? "" : "quiet"}`}>
        {page === null || isBlind.value ? "" : withMinus(page.lead)}
      </p>
      <section aria-label={first?.heading}>
        {first?.blocks
          .filter((block) => !("id" in block) && block.kind !== "warning")
          .map((block, b) => (
            <BlockView key={b} block={block} />
          ))}
        {main.map((stage) => exhibitView(stage, isMain))}
      </section>
      {apart.map((stage) => (
        <section key={stage}>
          <h2>{headingOf(stage)}</h2>
          {exhibitView(stage, () => true)}
        </section>
      ))}
      {others.map(({ heading, blocks }) => (
        <section key={heading}>
          <h2>{heading}</h2>
          {ofStages(blocks, shared).map((part) =>
            typeof part === "string" ? (
              exhibitView(part, isSupporting)
            ) : (
              <BlockView key={JSON.stringify("id" in part ? part.id : part)} block={part} />
            ),
          )}
        </section>
      ))}
    </>
  );
}

function exhibitView(stage: string, isMine: (block: Block) => boolean) {
  const exhibit = exhibits.value.get(stage);
  return exhibit && <ExhibitView key={stage} stage={stage} exhibit={exhibit} isMine={isMine} />;
}

/** The heading of the section that is a stage's alone; null where it has none. */
const headingOf = (stage: string): string | null => exhibits.value.get(stage)?.heading ?? null;

/** Whether a section of the report is that of the stage. */
function isOf(stage: string, section: readonly Block[]): boolean {
  const ids = new Set(section.flatMap((block) => ("id" in block ? [block.id] : [])));
  return exhibits.value.get(stage)?.blocks.some((block) => "id" in block && ids.has(block.id)) === true;
}

/** Whether all a stage shows stands in the appendix. */
function isAside(stage: string): boolean {
  const blocks = exhibits.value.get(stage)?.blocks ?? [];
  return blocks.length > 0 && blocks.every(isSupporting);
}

/** Results first, then the rest; what failed stands in the place of its exhibit. */
const sectionsOf = (sections: readonly Section[]): readonly Section[] =>
  sections[0]?.blocks.every(({ kind }) => kind === "warning") ? sections.slice(1) : sections;

/** Blocks of a section, those of stages by the names of these, in the order of the study. */
function ofStages(blocks: readonly Block[], stages: readonly string[]): readonly (Block | string)[] {
  const mine = new Map(
    stages.flatMap((stage) =>
      (exhibits.value.get(stage)?.blocks ?? []).flatMap((block) => ("id" in block ? [[block.id, stage]] : [])),
    ) as [string, string][],
  );
  const hasExhibits = blocks.some((block) => "id" in block && mine.has(block.id));
  const aside = hasExhibits ? stages.filter((stage) => exhibits.value.get(stage)?.blocks.some(isSupporting)) : [];
  return [...aside, ...blocks.filter((block) => !("id" in block && mine.has(block.id)))];
}
