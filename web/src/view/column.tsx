/** What a column is, on a ground of fixed height: label, values, the roles it may take, and why it can't take others. */
import type { ColumnFacts, OpenedFile } from "../protocol.js";
import { give, isPanelFile, whyNotHere } from "../state/role-actions.js";
import { ROLES, rolesOf } from "../state/roles.js";
import { description, language } from "../state/session.js";
import { dataWords as words } from "../words/data.js";

export function ColumnDetail({ file, column }: { readonly file: OpenedFile; readonly column: ColumnFacts }) {
  const spoken = language.value;
  const study = description.value;
  const roles = study === null || !isPanelFile(file) ? [] : rolesOf(column.name, study);
  return (
    <div class="detail">
      <p class="called" title={column.label ?? undefined}>
        <strong lang="">{column.name}</strong> {column.label}
      </p>
      <div class="roles">
        {ROLES.map((role) => {
          const why = roles.includes(role) ? null : whyNotHere(file, column, role);
          const name = words.roles[role][spoken];
          return (
            <button
              key={role}
              type="button"
              aria-pressed={roles.includes(role)}
              aria-disabled={why !== null}
              title={why === null ? name : words.cannot[spoken](column.name, name, words.why[why][spoken])}
              aria-label={why === null ? name : words.cannot[spoken](column.name, name, words.why[why][spoken])}
              onClick={() => void give(file, column, role)}
            >
              {role}
            </button>
          );
        })}
      </div>
      <p class="hint">{valuesOf(column)}</p>
      <p class="hint">{reasons(file, column) ?? words.keys[spoken]}</p>
    </div>
  );
}

/** The first reason why the column can't be outcome or control, in words. */
function reasons(file: OpenedFile, column: ColumnFacts): string | null {
  const spoken = language.value;
  const study = description.value;
  if (study !== null && isPanelFile(file) && rolesOf(column.name, study).length > 0) return null;
  const role = (["Y", "X"] as const).find((one) => whyNotHere(file, column, one) !== null);
  if (role === undefined) return null;
  const why = whyNotHere(file, column, role)!;
  return words.cannot[spoken](column.name, words.roles[role][spoken], words.why[why][spoken]);
}

function valuesOf({ isCounted, kind, distinct, examples }: ColumnFacts): string {
  const spoken = language.value;
  if (!isCounted) return words.counting[spoken];
  const shown = examples.map((value) => (value.length > 14 ? `${value.slice(0, 13)}…` : value));
  const what = kind === "text" ? words.frequent[spoken] : words.quartiles[spoken];
  return `${words.distinct[spoken](distinct)}; ${what} ${shown.slice(0, kind === "text" ? 4 : 5).join(", ")}`;
}
