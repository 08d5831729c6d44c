/** The columns of a file with their roles; a letter gives a role, Backspace takes it. Nothing moves when it does. */
import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ColumnFacts, OpenedFile } from "../protocol.js";
import { guesses } from "../state/guessing.js";
import { give, isPanelFile, takeLast } from "../state/role-actions.js";
import { isRole, type Role, rolesOf } from "../state/roles.js";
import { hasLetters } from "../state/seen.js";
import { description, language } from "../state/session.js";
import { shareText, dataWords as words } from "../words/data.js";
import { ColumnDetail } from "./column.js";
import { Histogram } from "./histogram.js";

/** The column that is looked at, by file. */
const looked = signal<Readonly<Record<string, string>>>({});
const sought = signal("");

/** Pixels of a column in the list. */
const COLUMN = 24;
/** Columns that are searched: fewer are seen at once. */
const MANY = 8;

export function Columns({ file }: { readonly file: OpenedFile }) {
  const spoken = language.value;
  const list = useRef<HTMLDivElement>(null);
  const found = file.columns.filter((column) => isFound(column, sought.value));
  const current = found.find(({ name }) => name === looked.value[file.name]) ?? found[0];
  const go = (to: number): void => {
    const next = found[Math.min(found.length - 1, Math.max(0, to))];
    if (next === undefined) return;
    look(file, next);
    list.current?.querySelectorAll<HTMLElement>("[role=option]")[found.indexOf(next)]?.focus();
  };
  return (
    <div class="columns">
      {file.columns.length > MANY && (
        <input
          type="search"
          class="find"
          placeholder={`${words.find[spoken]}  /`}
          aria-label={words.find[spoken]}
          value={sought.value}
          onInput={({ currentTarget }) => {
            sought.value = currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.isComposing || !["ArrowDown", "Enter", "Escape"].includes(event.key)) return;
            event.preventDefault();
            if (event.key === "Escape") sought.value = "";
            go(0);
          }}
        />
      )}
      {found.length === 0 && <p class="hint">{words.none[spoken]}</p>}
      <div
        ref={list}
        class="column-list"
        role="listbox"
        aria-label={words.columns[spoken]}
        tabIndex={-1}
        // as high while columns are searched
        style={{ minHeight: `min(21rem, ${file.columns.length * COLUMN}px)` }}
      >
        {found.map((column, c) => (
          <div
            key={column.name}
            role="option"
            tabIndex={column === current ? 0 : -1}
            aria-selected={column === current}
            class="column"
            onFocus={() => look(file, column)}
            onClick={({ currentTarget }) => currentTarget.focus()}
            onKeyDown={(event) => heard(event, file, column, (by) => go(c + by))}
          >
            <Letters file={file} column={column} />
            <span class="name" lang="">
              {column.name}
            </span>
            <Fact column={column} rows={file.rows} />
            <Histogram bins={column.bins} />
          </div>
        ))}
      </div>
      {current !== undefined && <ColumnDetail file={file} column={current} />}
    </div>
  );
}

function look(file: OpenedFile, { name }: ColumnFacts): void {
  if (looked.value[file.name] !== name) looked.value = { ...looked.value, [file.name]: name };
}

const isFound = ({ name, label }: ColumnFacts, text: string): boolean => {
  const wanted = text.trim().toLowerCase();
  return wanted === "" || name.toLowerCase().includes(wanted) || (label ?? "").toLowerCase().includes(wanted);
};

/** Keys on a column. What is no key of a column is one of the page. */
function heard(event: KeyboardEvent, file: OpenedFile, column: ColumnFacts, go: (by: number) => void): void {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, Home: -1e9, End: 1e9 };
  const by = moves[event.key];
  const isLetter = hasLetters.value && isRole(event.key);
  if (by === undefined && !isLetter && event.key !== "Backspace") return;
  event.preventDefault();
  if (by !== undefined) go(by);
  else if (isLetter) void give(file, column, event.key as Role);
  else void takeLast(column);
}

/** The share that is missing, else distinct values of what groups rows. */
function Fact({ column, rows }: { readonly column: ColumnFacts; readonly rows: number }) {
  const spoken = language.value;
  const { isCounted, kind, isWhole, distinct, missing } = column;
  if (!isCounted) return <span class="fact">…</span>;
  const share = shareText(missing, rows);
  if (missing > 0) return <abbr class="fact lost" title={words.missing[spoken](share)}>{`−${share}`}</abbr>;
  const isGroup = kind === "text" || (isWhole && distinct < rows / 2);
  return (
    <span class="fact" title={words.distinct[spoken](distinct)}>
      {isGroup ? distinct.toLocaleString("en") : ""}
    </span>
  );
}

function Letters({ file, column }: { readonly file: OpenedFile; readonly column: ColumnFacts }) {
  const spoken = language.value;
  const study = description.value;
  const roles = study === null || !isPanelFile(file) ? [] : rolesOf(column.name, study);
  return (
    <span class="letters">
      {roles.map((role) => {
        const guess = GUESSED[role] === undefined ? undefined : guesses.value.get(GUESSED[role]);
        const isGuess = guess?.column === column.name;
        const title = isGuess ? words.guessed[spoken](guess.because) : words.roles[role][spoken];
        return (
          <abbr key={role} class={isGuess ? "guessed" : ""} title={title}>
            {role}
          </abbr>
        );
      })}
    </span>
  );
}

const GUESSED: { readonly [role in Role]?: string } = {
  i: "unit",
  t: "time",
  Y: "outcome",
  D: "treatment",
  C: "cluster",
};
