// A sheet to draw on: its content, its appearance, and drawing with pointers. Keys are in pen-keys.js.

import { drawStrokes } from "./ink.js";
import { decode, toPng } from "./pictures.js";
import { PenKeys } from "./pen-keys.js";
import { notice } from "./text.js";

/** The height of a sheet in its own units, and of the picture that is sent, in pixels. */
export const HEIGHT = 280;

export class Paper {
  #history = [];
  #canvas;
  #frame = 0;
  #pointer = null;
  #pen = false;

  /**
   * @param host the element to fill
   * @param options label, invite (text on the empty sheet), thickness, and onChange, called when the content has changed
   */
  constructor(host, options) {
    host.append(document.getElementById("paper-template").content.cloneNode(true));
    this.host = host;
    this.sheet = host.querySelector(".sheet");
    this.onChange = options.onChange;
    this.#canvas = host.querySelector("canvas");
    const help = host.querySelector("[data-help]");
    help.id = `${host.parentElement.closest("section").id}-help`;
    this.sheet.setAttribute("aria-label", options.label);
    this.sheet.setAttribute("aria-describedby", help.id);
    host.querySelector(".invite").textContent = options.invite;
    this.range = host.querySelector("input[type=range]");
    this.range.value = options.thickness;
    this.sheet.classList.add("blank");
    this.#listen();
    new PenKeys(this);
    new ResizeObserver(() => this.#fit()).observe(this.sheet);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#redraw());
  }

  get width() {
    return HEIGHT * (this.sheet.clientWidth / this.sheet.clientHeight || 1);
  }

  get thickness() {
    return Number(this.range.value);
  }

  get isEmpty() {
    const { picture, strokes } = this.#visible();
    return !picture && strokes.length === 0;
  }

  /** Begins a stroke and returns its points, to which more are added. */
  begin(point) {
    const points = [point];
    this.#history.push({ points });
    this.#changed();
    return points;
  }

  /** Called when points were added to a stroke. */
  grown() {
    this.#changed();
  }

  undo() {
    if (this.#history.length === 0) return;
    this.#history.pop();
    this.#changed();
  }

  /** Clears the sheet; undo restores it. */
  clear() {
    if (this.isEmpty) return;
    this.#history.push({ blank: true });
    this.#changed();
  }

  /** Replaces the content with a picture. */
  async show(file) {
    try {
      this.#history.push({ picture: await decode(file) });
      notice(null);
      this.#changed();
    } catch (error) {
      notice(error.message);
    }
  }

  /** The content as PNG: the picture as it is, or the strokes in black on white. */
  async toPng() {
    const { picture, strokes } = this.#visible();
    if (picture) return toPng(picture);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(this.width);
    canvas.height = HEIGHT;
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    drawStrokes(context, strokes, "#000");
    return toPng(canvas);
  }

  /** Marks rectangles of the picture that was sent, each with a short text. */
  mark(boxes, size) {
    const layer = this.host.querySelector(".boxes");
    layer.replaceChildren(...boxes.map((box) => this.#box(box, this.#placeOf(size), size)));
  }

  #box({ ink, title, note, weak }, place, size) {
    const element = document.createElement("div");
    element.className = weak ? "box weak" : "box";
    const across = place.width / size.width / this.sheet.clientWidth;
    const down = place.height / size.height / this.sheet.clientHeight;
    element.style.left = `${(place.left / this.sheet.clientWidth + ink.left * across) * 100}%`;
    element.style.top = `${(place.top / this.sheet.clientHeight + ink.top * down) * 100}%`;
    element.style.width = `${ink.width * across * 100}%`;
    element.style.height = `${ink.height * down * 100}%`;
    const label = document.createElement("span");
    const digit = document.createElement("b");
    digit.textContent = title;
    label.append(digit, ` ${note}`);
    element.append(label);
    return element;
  }

  /** The position of a picture of this size on the sheet, in CSS pixels. */
  #placeOf(size) {
    const { clientWidth, clientHeight } = this.sheet;
    const factor = Math.min(clientWidth / size.width, clientHeight / size.height);
    const width = size.width * factor;
    const height = size.height * factor;
    return { left: (clientWidth - width) / 2, top: (clientHeight - height) / 2, width, height };
  }

  /** The visible content: the last picture, or all strokes since the sheet was last blank. Drawing over a picture replaces it. */
  #visible() {
    const start = this.#history.findLastIndex((item) => !item.points);
    const strokes = this.#history.slice(start + 1).map((item) => item.points);
    return { picture: strokes.length === 0 ? this.#history[start]?.picture : undefined, strokes };
  }

  #changed() {
    this.host.querySelector("[data-do=undo]").disabled = this.#history.length === 0;
    this.host.querySelector("[data-do=clear]").disabled = this.isEmpty;
    this.sheet.classList.toggle("blank", this.isEmpty);
    this.mark([], { width: 1, height: 1 });
    this.#redraw();
    this.onChange();
  }

  #redraw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const context = this.#canvas.getContext("2d");
    const { picture, strokes } = this.#visible();
    const scale = this.#canvas.height / HEIGHT;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    if (picture) {
      const ratio = this.#canvas.height / this.sheet.clientHeight;
      const place = this.#placeOf(picture);
      context.drawImage(picture, place.left * ratio, place.top * ratio, place.width * ratio, place.height * ratio);
      return;
    }

    context.setTransform(scale, 0, 0, scale, 0, 0);
    drawStrokes(context, strokes, getComputedStyle(this.sheet).color);
  }

  #fit() {
    const ratio = devicePixelRatio || 1;
    this.#canvas.width = Math.round(this.sheet.clientWidth * ratio);
    this.#canvas.height = Math.round(this.sheet.clientHeight * ratio);
    this.#draw();
  }

  #listen() {
    this.host.querySelector("[data-do=undo]").addEventListener("click", () => this.undo());
    this.host.querySelector("[data-do=clear]").addEventListener("click", () => this.clear());
    const file = this.host.querySelector("input[type=file]");
    file.addEventListener("change", () => {
      if (file.files.length > 0) this.show(file.files[0]);
      file.value = "";
    });
    this.sheet.addEventListener("pointerdown", (event) => this.#down(event));
    this.sheet.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      this.sheet.addEventListener(end, (event) => {
        if (event.pointerId === this.#pointer?.id) this.#pointer = null;
      });
    }
  }

  #down(event) {
    // Once a pen was used, touches are ignored: a palm may rest on the screen.
    this.#pen ||= event.pointerType === "pen";
    if (this.#pointer || event.button !== 0 || (this.#pen && event.pointerType === "touch")) return;
    this.sheet.setPointerCapture(event.pointerId);
    this.#pointer = { id: event.pointerId, points: this.begin(this.#pointOf(event)) };
  }

  #move(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length > 0 ? events : [event]) this.#pointer.points.push(this.#pointOf(each));
    this.grown();
  }

  #pointOf(event) {
    const bounds = this.#canvas.getBoundingClientRect();
    const scale = HEIGHT / bounds.height;
    const pressure = event.pointerType === "pen" && event.pressure > 0 ? 0.4 + 1.2 * event.pressure : 1;
    return {
      x: (event.clientX - bounds.left) * scale,
      y: (event.clientY - bounds.top) * scale,
      w: this.thickness * pressure,
    };
  }
}
