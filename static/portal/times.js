// Adds the reader's own time to every <time class="js-local" datetime="…">, in the page's language.
const page = document.documentElement.lang;
const language = page === "en" ? "en-GB" : page || undefined;
for (const time of document.querySelectorAll("time.js-local[datetime]")) {
  const moment = new Date(time.dateTime);
  const target = time.closest("[data-local-times]")?.querySelector(".local-time");
  if (Number.isNaN(moment.getTime()) || !target) continue;
  target.querySelector("bdi").textContent = new Intl.DateTimeFormat(language, {
    dateStyle: "full", timeStyle: "short", numberingSystem: "latn",
  }).format(moment) + ` (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
  target.hidden = false;
}
