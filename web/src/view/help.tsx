/** The keys, and the switch that turns letters off. */
import { hasLetters, isHelping } from "../state/seen.js";
import { language } from "../state/session.js";
import { keyHelp, pageWords as words } from "../words/page.js";

export function Help() {
  const spoken = language.value;
  return (
    <section class="help" aria-label={words.keys[spoken]}>
      <h2>{words.keys[spoken]}</h2>
      <dl>
        {keyHelp.map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does[spoken]}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={hasLetters.value}
          onChange={({ currentTarget }) => {
            hasLetters.value = currentTarget.checked;
          }}
        />{" "}
        {words.letters[spoken]}
      </label>{" "}
      <button
        type="button"
        onClick={() => {
          isHelping.value = false;
        }}
      >
        {words.close[spoken]}
      </button>
    </section>
  );
}
