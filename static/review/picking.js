// A form about words of a text, taken by selecting them: to redact, or to place a passage. Without this file everything works by picking sentences.
// Offsets go to the server in code points; what the server does not find at that place it refuses.
import { paint, rangeOf, selectedIn, shortened, slice } from "./spans.js";

const form = document.querySelector("form.picks-words");
const status = document.getElementById("selected");
const texts = form ? form.querySelectorAll(".answer-text") : [];
const hidden = form && ["answer", "start", "end", "quote"].map((name) => form.querySelector(`input[type=hidden][name=${name}]`));

function select({ text, start, end }) {
  const quote = slice(text, start, end);
  [text.dataset.answer, start, end, quote].forEach((value, index) => { hidden[index].value = value; });
  form.querySelectorAll("input[name=sentence]:checked").forEach((box) => { box.checked = false; });
  paint(rangeOf(text, start, end));
  status.replaceChildren(`${form.dataset.selected} `, shortened(quote));
}

function selectNothing(sentence) {
  hidden.forEach((input) => { input.value = ""; });
  paint(null);
  status.textContent = sentence;
}

if (form) {
  document.addEventListener("selectionchange", () => {
    const selected = selectedIn(texts);
    if (selected?.two) selectNothing(form.dataset.two);
    else if (selected) select(selected);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") selectNothing(form.dataset.none);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "sentence") selectNothing(form.dataset.picked);
  });
  const again = Array.from(texts).find((text) => text.dataset.answer === hidden[0].value);
  if (again && hidden[1].value) select({ text: again, start: Number(hidden[1].value), end: Number(hidden[2].value) });
}
