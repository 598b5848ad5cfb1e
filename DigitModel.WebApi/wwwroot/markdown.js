// Turns the Markdown of a model card into elements. Whatever else a file contains is shown as it is written, never as HTML.

const HEADING = /^(#{1,6}) +(.*)$/;
const ITEM = /^[-*] +(.*)$/;
const FENCE = /^```/;
const INLINE = /(`[^`]+`|\*\*[^*]+\*\*)/;

/** Returns the elements of a text. */
export function render(markdown) {
  const lines = markdown.split(/\r?\n/);
  const elements = [];
  while (lines.length > 0) {
    const line = lines[0];
    if (line.trim() === "") lines.shift();
    else if (HEADING.test(line)) elements.push(heading(lines.shift()));
    else if (FENCE.test(line)) elements.push(code(lines));
    else if (line.startsWith("|")) elements.push(table(lines));
    else if (ITEM.test(line)) elements.push(list(lines));
    else elements.push(element("p", inline(takeBlock(lines))));
  }

  return elements;
}

function element(name, children) {
  const result = document.createElement(name);
  result.append(...children);
  return result;
}

/** Code and strong text; everything between is plain. */
function inline(text) {
  return text.split(INLINE).filter((part) => part !== "").map((part) => {
    if (part.length > 2 && part.startsWith("`")) return element("code", [part.slice(1, -1)]);
    if (part.length > 4 && part.startsWith("**")) return element("strong", inline(part.slice(2, -2)));
    return part;
  });
}

function heading(line) {
  const [, level, text] = HEADING.exec(line);
  return element(`h${level.length}`, inline(text));
}

function code(lines) {
  lines.shift();
  const content = [];
  while (lines.length > 0 && !FENCE.test(lines[0])) content.push(lines.shift());
  lines.shift();
  const block = element("pre", [element("code", [content.join("\n")])]);
  // Long lines scroll, also with the keyboard.
  block.tabIndex = 0;
  return block;
}

/** The lines up to the next blank one or the next block, as one text. */
function takeBlock(lines) {
  const block = [lines.shift()];
  while (lines.length > 0 && lines[0].trim() !== "" && ![HEADING, ITEM, FENCE, /^\|/].some((start) => start.test(lines[0]))) {
    block.push(lines.shift().trim());
  }

  return block.join(" ");
}

function list(lines) {
  const items = [];
  while (lines.length > 0 && ITEM.test(lines[0])) items.push(element("li", inline(ITEM.exec(takeBlock(lines))[1])));
  return element("ul", items);
}

function table(lines) {
  const rows = [];
  while (lines.length > 0 && lines[0].startsWith("|")) rows.push(cells(lines.shift()));
  const [head, marks = [], ...body] = rows;
  const numeric = marks.map((mark) => /^-+:$/.test(mark));
  const row = (name, texts) => element("tr", texts.map((text, column) => {
    const cell = element(name, inline(text));
    if (name === "th") cell.scope = "col";
    if (numeric[column]) cell.className = "number";
    return cell;
  }));
  const content = element("table", [
    element("thead", [row("th", head)]),
    element("tbody", body.map((texts) => row("td", texts))),
  ]);
  const scroller = element("div", [content]);
  scroller.className = "table";
  scroller.tabIndex = 0;
  return scroller;
}

function cells(line) {
  return line.replace(/^\|/, "").replace(/\|\s*$/, "").split("|").map((text) => text.trim());
}
