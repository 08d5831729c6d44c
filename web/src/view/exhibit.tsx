/** What a stage shows, with its state: up to date, of choices that have changed, running, or waiting for a press. */
import type { Block } from "../../../src/report/page/page.js";
import type { TableModel } from "../../../src/report/table-model.js";
import { countsAlone, covered, IS_OF_EFFECTS } from "../state/cells.js";
import { type Exhibit, running } from "../state/exhibits.js";
import { rerun, stop } from "../state/live.js";
import { isBlind } from "../state/looks-kept.js";
import { pins } from "../state/pinned.js";
import { withPins } from "../state/pins.js";
import { UNSAID_MS } from "../state/pricing.js";
import { selected } from "../state/seen.js";
import { description, language } from "../state/session.js";
import { paperWords as words } from "../words/paper.js";
import { BlockView } from "./blocks.js";
import { ExhibitActions } from "./exhibit-actions.js";
import { TableView } from "./table.js";
import { TooLargeStudy } from "./too-large.js";

interface ExhibitProps {
  readonly stage: string;
  /** Shown anew when this is another: a change that leaves an exhibit as it is draws nothing of it. */
  readonly exhibit: Exhibit;
  /** Blocks that stand here: a stage may have some in the appendix. */
  readonly isMine: (block: Block) => boolean;
}

export function ExhibitView({ stage, exhibit, isMine }: ExhibitProps) {
  const { status, blocks } = exhibit;
  const mine = blocks.filter(isMine);
  const isChosen = selected.value?.stage === stage;
  return (
    // biome-ignore lint/a11y: a press anywhere in an exhibit selects it; `[` and `]` do the same
    <div
      class={`exhibit ${status} ${mine.length === 0 ? "new" : ""} ${isChosen ? "here" : ""}`}
      data-stage={stage}
      onClick={() => {
        if (selected.value?.stage !== stage) selected.value = { stage, column: 0 };
      }}
    >
      <State stage={stage} exhibit={exhibit} />
      {mine.map((block, b) => (
        <Shown key={"id" in block ? block.id : b} stage={stage} block={block} exhibit={exhibit} />
      ))}
      <ExhibitActions stage={stage} blocks={mine} isCurrent={status === "current"} />
    </div>
  );
}

interface ShownProps {
  readonly stage: string;
  readonly block: Block;
  readonly exhibit: Exhibit;
}

function Shown({ stage, block, exhibit: { status, former, findings } }: ShownProps) {
  const spoken = language.value;
  const kind = description.value?.stages.find(({ name }) => name === stage)?.kind ?? "";
  const isOfEffects = IS_OF_EFFECTS.test(kind);
  if (block.kind === "figure" && isBlind.value && (findings.length > 0 || isOfEffects || kind === "iv")) {
    return <p class="covered">{words.coveredFigure[spoken]}</p>;
  }
  if (block.kind === "paragraph" && isBlind.value) return <p class="covered">{words.coveredFigure[spoken]}</p>;
  if (block.kind !== "table") return <BlockView block={block} />;
  const before = former.find((one) => one.kind === "table" && one.id === block.id);
  const here = selected.value?.stage === stage ? selected.value.column : null;
  const names = { pinned: words.pinned[spoken], less: words.less[spoken] };
  const mine = pins.value.filter((pin) => pin.stage === stage);
  const wide = withPins(block.table, mine, here ?? 0, names);
  const mark = words.covered[spoken];
  const hidden = (): TableModel => (isOfEffects ? countsAlone(wide, mark) : covered(wide, treatments(), mark));
  return (
    <TableView
      id={block.id}
      table={isBlind.value ? hidden() : wide}
      before={status === "current" && !isBlind.value && before?.kind === "table" ? before.table : undefined}
      column={here}
      select={(column) => {
        selected.value = { stage, column };
      }}
      live={block.table.heads.length}
    />
  );
}

const treatments = (): ReadonlySet<string> =>
  new Set(description.value?.codings.flatMap(({ name, label }) => [name, label]));

/** The word that says whether numbers are of the choices as they stand. */
function State({ stage, exhibit: { status, ms, blocks } }: { readonly stage: string; readonly exhibit: Exhibit }) {
  const spoken = language.value;
  const time = words.about[spoken](ms);
  const now = running.value;
  const left = now === null || now.msLeft === null ? null : words.about[spoken](now.msLeft);
  const begun = ms > UNSAID_MS ? words.runningFor[spoken](time) : words.runs[spoken];
  const progress = now?.stage === stage ? words.running[spoken](Math.floor(100 * now.fraction), left) : begun;
  switch (status) {
    case "current":
      return (
        <p key={status} class="state">
          {words.current[spoken]}
        </p>
      );
    case "failed":
      return <p key={status} class="state" />;
    case "large":
      return <TooLargeStudy stage={stage} />;
    case "quiet":
      return (
        <p key={status} class="state">
          {blocks.length === 0 ? "" : words.quiet[spoken]}
        </p>
      );
    case "running":
      return (
        <p key={status} class="state">
          {/* other words are new words: they do not move what stood there */}
          <span key={progress}>{progress}</span>{" "}
          {ms > UNSAID_MS && (
            <button type="button" onClick={stop}>
              {words.stop[spoken]}
            </button>
          )}
        </p>
      );
    case "waiting":
      return (
        <p key={status} class="state">
          {blocks.length === 0 ? words.notYet[spoken] : words.quiet[spoken]}{" "}
          <button type="button" onClick={() => void rerun({ asked: stage })}>
            {words.run[spoken](time)}
          </button>
        </p>
      );
  }
}
