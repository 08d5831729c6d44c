/** Starts the page. */
import "virtual:paper.css";
import "./style.css";
import { render } from "preact";
import { engine } from "./state/session.js";
import { App } from "./view/app.js";

render(<App />, document.getElementById("page")!);
void engine.start();
