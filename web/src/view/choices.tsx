/** The right margin: choices of the column that is selected, the looks, the study's text. */
import { exhibitOf } from "../state/exhibits.js";
import { choices, here } from "../state/here.js";
import { margin } from "../state/seen.js";
import { language } from "../state/session.js";
import { choiceWords as words } from "../words/choices.js";
import { exhibitName } from "../words/exhibits.js";
import { pageWords } from "../words/page.js";
import { CodePane } from "./code-pane.js";
import { Looks } from "./looks.js";
import { MoreKeys } from "./more-keys.js";
import { Phrase } from "./phrase.js";

export function Choices() {
  const spoken = language.value;
  const shown = margin.value;
  return (
    <div class="margin" data-shows={shown}>
      <fieldset class="tabs" aria-label={pageWords.choices[spoken]}>
        {(["choices", "looks", "study"] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={shown === name}
            onClick={() => {
              margin.value = name;
            }}
          >
            {pageWords[name][spoken]}
          </button>
        ))}
      </fieldset>
      <section class="choices" aria-label={pageWords.choices[spoken]}>
        <Here />
      </section>
      <section class="looks" aria-label={pageWords.looks[spoken]}>
        <Looks />
      </section>
      <section class="study" aria-label={pageWords.study[spoken]}>
        <CodePane />
      </section>
    </div>
  );
}

function Here() {
  const spoken = language.value;
  const place = here.value;
  if (place === null) return <p class="hint">{words.nothing[spoken]}</p>;
  const { stage, column, width } = place;
  const title = exhibitName(exhibitOf(stage.name) ?? stage.name, spoken);
  return (
    <>
      <h2>{width > 1 ? words.column[spoken](title, column + 1) : title}</h2>
      <dl>
        {choices.value.map((choice) => (
          <div key={choice.key}>
            <dt>{words[choice.key][spoken]}</dt>
            <dd>
              <Phrase choice={choice} where="margin" />
            </dd>
          </div>
        ))}
      </dl>
      <MoreKeys stage={stage} column={column} width={width} />
    </>
  );
}
