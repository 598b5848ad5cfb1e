// The confusion matrix, and the images in each of its cells.

import { call } from "./api.js";
import { drawPixels } from "./pixels.js";
import { notice, percent } from "./text.js";

const DIGITS = [...Array(10).keys()];
const PAGE = 60;
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class MistakesView {
  #matrix = document.getElementById("matrix");
  #images = document.getElementById("cell-images");
  #more = document.getElementById("cell-more");
  #chosen = null;
  #shown = "";

  constructor() {
    this.#matrix.addEventListener("keydown", (event) => this.#key(event));
    this.#more.addEventListener("click", () => this.#load());
  }

  /** Called when the view is shown. */
  async open() {
    try {
      const state = await call("explorer");
      notice(null);
      document.getElementById("mistakes-note").textContent = describe(state);
      document.getElementById("explorer").hidden = !state.counts;
      const content = JSON.stringify(state.counts ?? null);
      if (state.counts && content !== this.#shown) {
        this.#shown = content;
        this.#fill(state.counts);
      }

      if (state.status === "working") setTimeout(() => this.open(), 500);
    } catch (error) {
      notice(error.message);
    }
  }

  #fill(counts) {
    const wrong = counts.flatMap((row, actual) => row.filter((_, predicted) => predicted !== actual));
    const most = Math.max(1, ...wrong);
    const head = document.createElement("tr");
    head.append(header("col", ""), ...DIGITS.map((digit) => header("col", digit)));
    const rows = DIGITS.map((actual) => {
      const row = document.createElement("tr");
      row.append(header("row", actual));
      row.append(...DIGITS.map((predicted) => this.#cell(actual, predicted, counts[actual][predicted], most)));
      return row;
    });
    const body = document.createElement("tbody");
    body.append(...rows);
    const top = document.createElement("thead");
    top.append(head);
    this.#matrix.querySelectorAll("thead, tbody").forEach((part) => part.remove());
    this.#matrix.append(top, body);
    const worst = wrong.length > 0 ? this.#buttons().find((button) => button.dataset.level === "4") : null;
    this.#choose(worst ?? this.#buttons()[0], false);
  }

  #cell(actual, predicted, count, most) {
    const cell = document.createElement("td");
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.textContent = count === 0 ? "·" : count;
    button.dataset.actual = actual;
    button.dataset.predicted = predicted;
    if (actual === predicted) button.dataset.right = "";
    else button.dataset.level = count === 0 ? 0 : Math.ceil((count / most) * 4);
    const images = count === 1 ? "1 image" : `${count} images`;
    button.setAttribute("aria-label", `${actual} read as ${predicted}: ${images}`);
    button.addEventListener("click", () => this.#choose(button, false));
    cell.append(button);
    return cell;
  }

  #buttons() {
    return [...this.#matrix.querySelectorAll("button")];
  }

  #key(event) {
    const move = MOVES[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    const { actual, predicted } = event.target.dataset;
    const row = Math.min(9, Math.max(0, Number(actual) + move[0]));
    const column = Math.min(9, Math.max(0, Number(predicted) + move[1]));
    this.#choose(this.#buttons()[row * DIGITS.length + column], true);
    event.preventDefault();
  }

  #choose(button, focus) {
    for (const each of this.#buttons()) {
      each.tabIndex = each === button ? 0 : -1;
      each.setAttribute("aria-pressed", each === button);
    }

    if (focus) button.focus();
    this.#chosen = { actual: button.dataset.actual, predicted: button.dataset.predicted, skip: 0 };
    this.#load();
  }

  async #load() {
    const chosen = this.#chosen;
    try {
      const query = new URLSearchParams({ ...chosen, take: PAGE });
      const answer = await call(`explorer/images?${query}`);
      // Another cell may have been chosen before the images arrived.
      if (chosen !== this.#chosen) return;
      this.#show(chosen, answer);
    } catch (error) {
      notice(error.message);
    }
  }

  #show(chosen, { total, images }) {
    const { actual, predicted } = chosen;
    if (chosen.skip === 0) this.#images.replaceChildren();
    this.#images.append(...images.map(figure));
    chosen.skip += images.length;
    this.#more.hidden = chosen.skip >= total;
    document.getElementById("cell-title").textContent = actual === predicted ? `${actual} read right` : `${actual} read as ${predicted}`;
    document.getElementById("cell-note").textContent = total === 0
      ? "That never happened."
      : `${total === 1 ? "1 image" : `${total.toLocaleString("en")} images`}${total > 1 ? ", the least certain first" : ""}`;
  }
}

function describe({ status, note, source, images, done, right }) {
  if (status === "none") return note;
  if (status === "failed") return `The images can't be shown: ${note}`;
  if (status === "working") return images ? `Reading ${source}: ${Math.floor((done / images) * 100)} %` : note;
  const share = ((right / images) * 100).toFixed(2);
  return `${right.toLocaleString("en")} of ${images.toLocaleString("en")} images in ${source} are read right, ${share} %. ${note}`;
}

function header(scope, text) {
  const cell = document.createElement(text === "" ? "td" : "th");
  if (text !== "") cell.scope = scope;
  cell.textContent = text;
  return cell;
}

function figure({ index, confidence, isDigit, pixels }) {
  const item = document.createElement("li");
  const canvas = document.createElement("canvas");
  canvas.width = 28;
  canvas.height = 28;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Image ${index}`);
  drawPixels(canvas, pixels);
  const note = document.createElement("span");
  note.textContent = isDigit ? percent(confidence) : "not a digit";
  item.append(canvas, note);
  return item;
}
