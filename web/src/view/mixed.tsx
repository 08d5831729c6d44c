/** Columns of numbers with cells that are none: the first of them, and a press that repairs the column. */
import { nameOf } from "../../../src/base/text.js";
import type { ColumnFacts, MixedCells, OpenedFile } from "../protocol.js";
import { change } from "../state/live.js";
import { asMissing, asText, isRepaired, type Source } from "../state/repairs.js";
import { description, language } from "../state/session.js";
import { dataWords as words } from "../words/data.js";

/** Kinds of cells named in words. */
const NAMED = 3;

export function Mixed({ file }: { readonly file: OpenedFile }) {
  const study = description.value;
  const [name, source] = Object.entries(study?.sources ?? {}).find(([, one]) => pathOf(one) === file.name) ?? [];
  const mixed = file.columns.filter(
    (column): column is ColumnFacts & { readonly mixed: MixedCells } =>
      column.mixed !== null && !isRepaired(source, column.name),
  );
  return (
    <>
      {mixed.map((column) => (
        <Repair key={column.name} file={file} column={column} name={name} source={source} />
      ))}
    </>
  );
}

const pathOf = (source: Source): string => nameOf(typeof source === "string" ? source : source.file);

interface RepairProps {
  readonly file: OpenedFile;
  readonly column: ColumnFacts & { readonly mixed: MixedCells };
  readonly name: string | undefined;
  readonly source: Source | undefined;
}

function Repair({ file, column, name, source }: RepairProps) {
  const spoken = language.value;
  const { mixed } = column;
  const cells = mixed.cells.slice(0, NAMED).map((cell) => (spoken === "en" ? `“${cell}”` : `“${cell}”`));
  const more = mixed.cells.length > NAMED ? ", …" : "";
  return (
    <div class="mixed">
      <p>{words.mixed[spoken](column.name, mixed.count, file.rows, mixed.row, mixed.got)}</p>
      {name !== undefined && source !== undefined && (
        <p>
          <button
            type="button"
            class="word"
            onClick={() =>
              void change(asMissing(name, source, column.name, mixed), words.repaired.missing[spoken](column.name))
            }
          >
            {words.asMissing[spoken](cells.join(", ") + more)}
          </button>
          <button
            type="button"
            class="word"
            onClick={() => void change(asText(name, source, column.name), words.repaired.text[spoken](column.name))}
          >
            {words.asText[spoken]}
          </button>
        </p>
      )}
    </div>
  );
}
