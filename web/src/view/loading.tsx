/** A file that is being read: how much of it, its first rows, and a way to stop. */
import { loading, refused, stopLoading } from "../state/opening.js";
import { language } from "../state/session.js";
import { bytesText, dataWords as words } from "../words/data.js";
import { Cells } from "./grid.js";

export function Loading() {
  const spoken = language.value;
  if (loading.value === null) return null;
  const { name, bytes, fraction, rows, first } = loading.value;
  return (
    <section class="loading">
      <p class="state" aria-live="polite">
        {words.loading[spoken](name, bytesText(fraction * bytes), bytesText(bytes))}
        {rows !== null && rows > 0 && `, ${words.rowsSoFar[spoken](rows)}`}
        <button type="button" class="word" onClick={stopLoading}>
          {words.stop[spoken]}
        </button>
      </p>
      <progress max={1} value={fraction} aria-label={name} />
      {first !== null && (
        <>
          <p class="hint">{words.firstRows[spoken](first.cells[0]?.length ?? 0)}</p>
          <div class="grid">
            <Cells names={first.names} cells={first.cells} from={0} />
          </div>
        </>
      )}
    </section>
  );
}

/** Files that could not be read. */
export function Refused() {
  const spoken = language.value;
  return (
    <>
      {refused.value.map(({ name, failure }) => (
        <div key={name} class="warning" role="alert">
          <p>
            <strong>{words.unreadable[spoken](name)}</strong> {failure.message}
          </p>
        </div>
      ))}
    </>
  );
}
