// The list of what is done, kept as the page is while one writes: the rule of submissions/forms/outline.py.
import { countWords } from "./words.js";

const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);
const number = new Intl.NumberFormat(language);

export function keepOutline({ fields, list, sentences }) {
  const places = [...list.querySelectorAll("[data-place]")].map((place) => ({
    place,
    said: place.querySelector("[data-said]"),
    names: place.dataset.fields.split(" ").filter(Boolean),
    needs: place.dataset.needs.split(" ").filter(Boolean),
    isRequired: "required" in place.dataset,
  }));
  const questions = places.filter(({ place }) => "question" in place.dataset);
  const counted = (forms, count) => (forms[plural.select(count)] ?? forms.other).replace("#", number.format(count));
  const filled = (name) => {
    const value = fields.value(name);
    return typeof value === "string" ? value.trim() !== "" : Array.isArray(value) ? value.length > 0 : value;
  };
  const isAnswered = ({ names }) => names.some((name) => !name.startsWith("language-") && filled(name));

  function standing(entry) {
    if (questions.includes(entry)) {
      const words = countWords(fields.value(entry.names.find((name) => name.startsWith("text-")) ?? ""));
      const isNeeded = entry.isRequired || (entry === questions[0] && !questions.some((one) => one.isRequired || isAnswered(one)));
      return [isAnswered(entry) ? "done" : isNeeded ? "needed" : "empty", words ? counted(sentences.words, words) : null];
    }
    if (entry.names.includes("endorsers")) {
      const rows = fields.filledRows().map((row) => row.querySelector("[name$=-name]").value.trim());
      const state = rows.length === 0 ? "empty" : rows.every(Boolean) ? "done" : "needed";
      return [state, state === "done" ? counted(sentences.organizations, rows.length) : null];
    }
    if (entry.needs.length) return [entry.needs.every(filled) ? "done" : "needed", null];
    return [entry.names.some(filled) ? "done" : "empty", null];
  }

  function show() {
    for (const entry of places) {
      const [state, said] = standing(entry);
      entry.place.dataset.state = state;
      entry.said.textContent = said ?? sentences.states[state];
    }
  }

  const details = list.querySelector("details");
  const isWide = matchMedia("(min-width: 62rem)");
  const open = () => { details.open = isWide.matches; };
  isWide.addEventListener("change", open);
  open();

  let asked;
  fields.form.addEventListener("input", () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(show);
  });
  show();
  followReading(places);
}

// Marks the place that one is at.
function followReading(places) {
  const seen = new Map(places.map(({ place }) => [document.querySelector(place.querySelector("a").hash), place]));
  const visible = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target);
    const first = [...seen.keys()].find((section) => visible.has(section));
    for (const [section, place] of seen) {
      const link = place.querySelector("a");
      if (section === first) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-20% 0px -60% 0px" });
  for (const section of seen.keys()) if (section) watcher.observe(section);
}
