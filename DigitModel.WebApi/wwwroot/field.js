// Several digits in one line: the whole text, and each digit in its box.

import { call, latest } from "./api.js";
import { Paper } from "./paper.js";
import { announce, notice, percent } from "./text.js";

const WEAK = 0.9;

export class FieldView {
  #answer = document.getElementById("field-answer");
  #text = document.getElementById("field-text");
  #sure = document.getElementById("field-sure");
  #length = document.getElementById("field-length");
  #pattern = document.getElementById("field-pattern");
  #again;

  constructor(section) {
    const ask = latest(() => this.#ask(), 150);
    this.paper = new Paper(section.querySelector("[data-paper]"), {
      label: "Paper for several digits",
      invite: "Write digits in a line",
      thickness: 12,
      onChange: () => {
        if (this.paper.isEmpty) this.#render(null);
        ask();
      },
    });
    this.#again = ask;
    const hints = document.getElementById("field-hints");
    hints.addEventListener("input", ask);
    hints.addEventListener("submit", (event) => event.preventDefault());
  }

  async #ask() {
    if (this.paper.isEmpty) return;
    const query = new URLSearchParams();
    if (this.#length.value) query.set("length", this.#length.value);
    if (this.#pattern.value) query.set("pattern", this.#pattern.value);
    try {
      const answer = await call(`read?${query}`, await this.paper.toPng());
      notice(null);
      if (!this.paper.isEmpty) this.#render(answer);
    } catch (error) {
      notice(error.message);
      if (error.status === 0 || error.status === 503) setTimeout(this.#again, 1500);
    }
  }

  #render(answer) {
    const { state, sure } = describe(answer);
    this.#answer.dataset.state = state;
    this.#sure.textContent = sure;
    this.#text.replaceChildren(...this.#characters(answer));
    if (!answer) return;
    this.paper.mark(
      answer.digits.map(({ label, confidence, ink }) => (
        { ink, title: label, note: percent(confidence), weak: confidence < WEAK })),
      answer);
    announce(answer.text ? `${[...answer.text].join(" ")}, ${sure}` : sure);
  }

  /** The text as one element for each character; uncertain digits are marked. */
  #characters(answer) {
    const digits = [...(answer?.digits ?? [])];
    return [...(answer?.text ?? "")].map((character) => {
      const element = document.createElement("span");
      element.textContent = character;
      const isDigit = String(digits[0]?.label) === character;
      const digit = isDigit ? digits.shift() : null;
      if (!isDigit) element.className = "literal";
      else if (digit.confidence < WEAK) element.className = "weak";
      return element;
    });
  }
}

function describe(answer) {
  if (!answer) return { state: "empty", sure: "Write a few digits in one line: a postal code, an amount." };
  if (answer.text === "") return { state: "none", sure: "Nothing could be read this way." };
  const sure = `${percent(answer.confidence)} sure of the whole text`;
  return answer.accepted ? { state: "digit", sure } : { state: "weak", sure: `${sure}: a person should check it` };
}
