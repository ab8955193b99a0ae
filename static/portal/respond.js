// The stakeholder's pages: counts while one writes, rows of organizations, one submit a click. Everything works without it.
import { Copies } from "./copies.js";
import { startDraft } from "./draft.js";
import { Fields } from "./fields.js";
import { countCharacters, countWords } from "./words.js";

const number = new Intl.NumberFormat(document.documentElement.lang);
const draft = document.querySelector("[data-draft]");

for (const place of document.querySelectorAll("[data-count-of]")) {
  const box = document.getElementById(place.dataset.countOf);
  const show = () => {
    const count = (place.dataset.unit === "words" ? countWords : countCharacters)(box.value);
    place.textContent = place.dataset.text.replace("#", number.format(count));
    place.classList.toggle("over", count > Number(place.dataset.advised));
  };
  box.addEventListener("input", show);
  show();
}

// Organizations that join: rows come and go without a round trip; the server drops rows without anything in them.
const rows = document.querySelector("[data-rows]");
if (rows) {
  const fields = new Fields(rows.closest("form"));
  document.querySelector("[data-add]").addEventListener("click", (event) => {
    event.preventDefault();
    fields.addRow().querySelector("input:not([type=hidden])").focus();
  });
  rows.addEventListener("click", (event) => {
    if (!event.target.matches("[data-remove]")) return;
    event.preventDefault();
    fields.clearRow(event.target.closest("[data-row]"));
    document.querySelector("[data-add]").focus();
    rows.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// The box of an answer is in the language that is chosen for it, or in that of the submission.
const common = document.getElementById("id_language");
for (const choice of document.querySelectorAll("[data-language-of]")) {
  const box = document.getElementById(choice.dataset.languageOf);
  const show = () => {
    box.lang = choice.value || common.value;
    box.dir = choice.dataset.rtl.split(" ").includes(box.lang.split("-")[0]) ? "rtl" : "auto";
  };
  choice.addEventListener("input", show);
  common.addEventListener("input", show);
}

// The region follows the country until the person chooses one.
const country = document.getElementById("id_country");
const region = document.getElementById("id_region");
if (country && region) {
  const regionOf = () => [...document.getElementById("countries").options].find((option) => option.value === country.value)?.dataset.region ?? "";
  let proposed = regionOf();
  country.addEventListener("change", () => {
    if (region.value === "" || region.value === proposed) {
      region.value = regionOf();
      region.dispatchEvent(new Event("input", { bubbles: true }));
    }
    proposed = regionOf();
  });
}

if (draft) startDraft(draft);

// On the other pages everything that was sent is saved, and once it is submitted nothing stays in this browser.
const { copyName, sent } = document.querySelector("[data-copy-name]")?.dataset ?? {};
if (copyName && !draft) new Copies(copyName)[sent === undefined ? "dropSent" : "dropAll"]();

// A form is sent once a click.
for (const form of document.querySelectorAll("[data-once]")) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (isSent) event.preventDefault();
    isSent = true;
  });
  window.addEventListener("pageshow", () => { isSent = false; });
}

// The private link in the clipboard, where the browser lets a page write there.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.copied;
  });
}

document.querySelector(".error-summary")?.focus();
