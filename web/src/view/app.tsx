/** The page: the data on the left, the paper in the middle, choices on the right. */

import { loading, openFiles } from "../state/opening.js";
import { isAdding, isHelping, said, sheet } from "../state/seen.js";
import { isEmpty, language, text } from "../state/session.js";
import { pageWords as words } from "../words/page.js";
import { Add } from "./add.js";
import { Beginning } from "./beginning.js";
import { Choices } from "./choices.js";
import { Data } from "./data.js";
import { Footer } from "./footer.js";
import { Rows } from "./grid.js";
import { Help } from "./help.js";
import { Loading, Refused } from "./loading.js";
import { Paper } from "./paper.js";
import { Start } from "./start.js";
import { Foot, Tools } from "./tools.js";

export function App() {
  const spoken = language.value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop has its press, the button of files
    <div
      class="page"
      lang={spoken}
      data-sheet={sheet.value ?? "paper"}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void openFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <aside class="left" aria-label={words.data[spoken]}>
        <Data />
      </aside>
      <div class="middle">
        <Tools />
        <main aria-label={words.paper[spoken]}>
          <Refused />
          <Loading />
          <Rows />
          {loading.value === null && isEmpty.value && <Start />}
          {!isEmpty.value && (text.value === null ? <Beginning /> : <Paper />)}
          {isAdding.value && <Add />}
          {isHelping.value && <Help />}
        </main>
        <Footer />
      </div>
      {text.value !== null && (
        <aside class="right" aria-label={words.choices[spoken]}>
          <Choices />
        </aside>
      )}
      {text.value !== null && <Foot />}
      <p class="said" role="status">
        {said.value}
      </p>
    </div>
  );
}
