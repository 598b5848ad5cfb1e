// Drawing with keys: arrows move a pen over a grid, space lowers and lifts it. Its position is announced to screen readers.

import { HEIGHT } from "./paper.js";
import { announce } from "./text.js";

const STEP = 20;
const FAR = 3;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class PenKeys {
  #paper;
  #dot;
  #place = null;
  #points = null;

  constructor(paper) {
    this.#paper = paper;
    this.#dot = paper.sheet.querySelector(".cursor");
    paper.sheet.addEventListener("keydown", (event) => this.#key(event));
    paper.sheet.addEventListener("blur", () => {
      this.#lift();
      this.#dot.hidden = true;
    });
    paper.sheet.addEventListener("pointerdown", () => {
      this.#lift();
      this.#dot.hidden = true;
    });
  }

  #key(event) {
    if (event.altKey || ((event.ctrlKey || event.metaKey) && event.key !== "z")) return;
    if (event.key in MOVES) this.#move(...MOVES[event.key], event.shiftKey ? FAR : 1);
    else if (event.key === " ") this.#toggle();
    else if (event.key === "Escape") this.#lift();
    else if (event.key === "Backspace" || event.key === "z") this.#undo();
    else if (event.key === "Delete") this.#clear();
    else return;
    event.preventDefault();
  }

  #move(right, down, steps) {
    this.#show();
    const place = this.#place;
    for (let i = 0; i < steps; i++) {
      const x = place.x + right * STEP;
      const y = place.y + down * STEP;
      if (x < STEP / 2 || y < STEP / 2 || x > this.#paper.width - STEP / 2 || y > HEIGHT - STEP / 2) break;
      Object.assign(place, { x, y });
      this.#points?.push(this.#point());
    }

    if (this.#points) this.#paper.grown();
    this.#show();
    this.#say(this.#where());
  }

  #toggle() {
    this.#show();
    if (this.#points) {
      this.#lift();
      this.#say(`Pen up, ${this.#where()}`);
    } else {
      this.#points = this.#paper.begin(this.#point());
      this.#say(`Pen down, ${this.#where()}`);
    }

    this.#show();
  }

  #lift() {
    this.#points = null;
    this.#dot.classList.remove("down");
  }

  #undo() {
    this.#lift();
    this.#paper.undo();
    this.#say("Undone");
  }

  #clear() {
    this.#lift();
    this.#paper.clear();
    this.#say("Paper cleared");
  }

  #point() {
    return { ...this.#place, w: this.#paper.thickness };
  }

  #where() {
    return `row ${Math.ceil(this.#place.y / STEP)}, column ${Math.ceil(this.#place.x / STEP)}`;
  }

  #show() {
    const columns = Math.floor(this.#paper.width / STEP);
    this.#place ??= { x: (Math.min(7, Math.floor(columns / 2)) - 0.5) * STEP, y: 3.5 * STEP };
    this.#dot.hidden = false;
    this.#dot.classList.toggle("down", this.#points !== null);
    this.#dot.style.left = `${(this.#place.x / this.#paper.width) * 100}%`;
    this.#dot.style.top = `${(this.#place.y / HEIGHT) * 100}%`;
  }

  #say(text) {
    announce(text, "cursor-live", 60);
  }
}
