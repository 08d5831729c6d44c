/** The page: the data on the left, the paper in the middle, choices on the right. */
import { failure, files, isEmpty, openFiles, result, running } from "../state/session.js";
import { BlockView } from "./blocks.js";

export function App() {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop has its press, the button of files
    <div
      class="page"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void openFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <header>
        {files.value.map(({ name, rows }) => (
          <p key={name}>
            {name}: {rows}
          </p>
        ))}
        <input type="file" multiple onChange={(event) => void openFiles([...(event.currentTarget.files ?? [])])} />
      </header>
      <main>
        {isEmpty.value && <p>Drop a data file. It is read on this machine and sent nowhere.</p>}
        {failure.value !== null && <p class="warning">{failure.value.message}</p>}
        {running.value !== null && <p aria-live="polite">{running.value.stage}</p>}
        {result.value !== null && (
          <>
            <h1>{result.value.page.title}</h1>
            <p class="lead">{result.value.page.lead}</p>
            {result.value.page.sections.map(({ heading, blocks }) => (
              <section key={heading}>
                <h2>{heading}</h2>
                {blocks.map((block, b) => (
                  <BlockView key={b} block={block} />
                ))}
              </section>
            ))}
          </>
        )}
      </main>
    </div>
  );
}
