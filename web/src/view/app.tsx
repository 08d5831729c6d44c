/** The page: the data on the left, the paper in the middle, choices on the right. */

import { loading, openFiles } from "../state/opening.js";
import { isAdding, isHelping, said, sheet } from "../state/seen.js";
import { held, isEmpty, language, text } from "../state/session.js";
import { pageWords as words } from "../words/page.js";
import { Footer } from "./footer.js";
import { Rows } from "./grid.js";
import { later } from "./later.js";
import { Loading, Refused } from "./loading.js";
import { Start } from "./start.js";
import { Foot, Tools } from "./tools.js";

const Add = later(async () => (await import("./add.js")).Add);
const Beginning = later(async () => (await import("./beginning.js")).Beginning);
const Choices = later(async () => (await import("./choices.js")).Choices);
const Data = later(async () => (await import("./data.js")).Data);
const Held = later(async () => (await import("./held.js")).Held);
const Help = later(async () => (await import("./help.js")).Help);
const Paper = later(async () => (await import("./paper.js")).Paper);
const Save = later(async () => (await import("./save.js")).Save);

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
        {!isEmpty.value && <Data />}
      </aside>
      <div class="middle">
        <Tools />
        <main aria-label={words.paper[spoken]}>
          <Refused />
          <Loading />
          <Rows />
          {loading.value === null && isEmpty.value && <Start />}
          {!isEmpty.value && (text.value === null ? <Beginning /> : held.value ? <Held /> : <Paper />)}
          {sheet.value === "save" && <Save />}
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
