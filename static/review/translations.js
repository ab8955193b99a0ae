// Unofficial translations beside the answers: shown or hidden together, and so the next time in this browser.
const all = () => Array.from(document.querySelectorAll("details.translation"));
const isShown = () => localStorage.getItem("coding.translations") === "shown";

all().forEach((details) => {
  details.open = isShown();
  details.querySelector("summary").addEventListener("click", () => localStorage.setItem("coding.translations", details.open ? "hidden" : "shown"));
});

export function toggleTranslations() {
  const show = !all().some((details) => details.open);
  localStorage.setItem("coding.translations", show ? "shown" : "hidden");
  all().forEach((details) => { details.open = show; });
}
