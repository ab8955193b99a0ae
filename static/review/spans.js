// Between a page and a text on it: `text` is an element whose pieces carry in `data-start` where they begin, in code points.
export const length = (text) => Array.from(text).length; // in code points

const pieces = (text) => Array.from(text.querySelectorAll("[data-start]"));

export const wholeText = (text) => pieces(text).map((piece) => piece.textContent).join("");

export const slice = (text, start, end) => Array.from(wholeText(text)).slice(start, end).join("");

// The code point offset of a place in a text; a place between pieces is the start of the next one.
function offsetOf(text, node, at) {
  const place = document.createRange();
  place.setStart(node, at);
  let end = 0;
  for (const piece of pieces(text)) {
    const start = Number(piece.dataset.start);
    const inside = document.createRange();
    inside.selectNodeContents(piece);
    const compared = inside.comparePoint(node, at);
    if (compared < 0) return start;
    if (compared === 0) {
      inside.setEnd(node, at);
      return start + length(inside.toString());
    }
    end = start + length(piece.textContent);
  }
  return end;
}

function placeOf(text, offset) {
  for (const piece of pieces(text)) {
    const start = Number(piece.dataset.start);
    const characters = Array.from(piece.textContent);
    if (offset <= start + characters.length) {
      return [piece.firstChild, characters.slice(0, offset - start).join("").length];
    }
  }
  return [text, text.childNodes.length];
}

export function rangeOf(text, start, end) {
  const range = document.createRange();
  range.setStart(...placeOf(text, start));
  range.setEnd(...placeOf(text, end));
  return range;
}

// What is selected in one of the texts: {text, start, end}; {two: true} where the selection is of more than one; null where of none.
export function selectedIn(texts) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const touched = Array.from(texts).filter((text) => range.intersectsNode(text));
  if (touched.length === 0) return null;
  // A selection that merely touches the next text's edge, as a triple click does, is of the first alone.
  if (touched.length > 1 && offsetOf(touched[1], range.endContainer, range.endOffset) > 0) return { two: true };
  const start = offsetOf(touched[0], range.startContainer, range.startOffset);
  const end = offsetOf(touched[0], range.endContainer, range.endOffset);
  return start < end ? { text: touched[0], start, end } : null;
}

export function paint(range) {
  if (!window.CSS || !CSS.highlights) return;
  if (range) CSS.highlights.set("picked", new Highlight(range));
  else CSS.highlights.delete("picked");
}

export function shortened(quote) {
  const shown = document.createElement("bdi");
  shown.textContent = quote.length > 140 ? `${quote.slice(0, 70)} … ${quote.slice(-60)}` : quote;
  return shown;
}
