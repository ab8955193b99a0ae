// Moves the focus to the error summary when the page comes back with one, so that a screen reader says it first.
const summary = document.querySelector(".error-summary");
if (summary) {
  summary.setAttribute("tabindex", "-1");
  summary.focus();
}
