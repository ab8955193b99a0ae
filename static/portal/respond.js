// The stakeholder's pages: counts while one writes, rows of organizations, one submit a click, a word before typed text is left.
// Everything works without it.

const byCharacter = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/gu;

// The rule of texts.count_words: each Chinese or Japanese character is a word, the rest goes by white space.
function countWords(text) {
  const characters = text.match(byCharacter)?.length ?? 0;
  return characters + text.replace(byCharacter, " ").split(/[\s\u0085]+/u).filter(Boolean).length;
}

const number = new Intl.NumberFormat(document.documentElement.lang);

for (const place of document.querySelectorAll("[data-count-of]")) {
  const box = document.getElementById(place.dataset.countOf);
  const show = () => {
    const text = box.value.normalize("NFC");
    const count = place.dataset.unit === "words" ? countWords(text) : [...text].length;
    place.textContent = place.dataset.text.replace("#", number.format(count));
    place.classList.toggle("over", count > Number(place.dataset.advised));
  };
  box.addEventListener("input", show);
  show();
}

// Organizations that join: rows come and go without a round trip; the server drops rows without anything in them.
const rows = document.querySelector("[data-rows]");
if (rows) {
  const total = document.getElementById("id_endorsers-TOTAL_FORMS");
  const template = document.querySelector("[data-row-template]");
  document.querySelector("[data-add]").addEventListener("click", (event) => {
    event.preventDefault();
    const row = template.content.firstElementChild.cloneNode(true);
    row.innerHTML = row.innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    rows.append(row);
    row.querySelector("input:not([type=hidden])").focus();
  });
  rows.addEventListener("click", (event) => {
    if (!event.target.matches("[data-remove]")) return;
    event.preventDefault();
    const row = event.target.closest("[data-row]");
    for (const control of row.querySelectorAll("input, select")) control.value = "";
    row.hidden = true;
    document.querySelector("[data-add]").focus();
    row.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// The region follows the country until the person chooses one.
const country = document.getElementById("id_country");
const region = document.getElementById("id_region");
if (country && region) {
  const regionOf = () => [...document.getElementById("countries").options].find((option) => option.value === country.value)?.dataset.region ?? "";
  let proposed = regionOf();
  country.addEventListener("change", () => {
    if (region.value === "" || region.value === proposed) region.value = regionOf();
    proposed = regionOf();
  });
}

// Typed text is not left by accident, and a form is sent once a click.
let unsaved = document.querySelector("[data-unsaved]") !== null;
document.querySelector("[data-guard]")?.addEventListener("input", () => { unsaved = true; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

for (const form of document.querySelectorAll("[data-once]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    unsaved = false;
  });
  window.addEventListener("pageshow", () => { sent = false; });
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
