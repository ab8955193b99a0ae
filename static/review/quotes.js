// Copying a passage with its reference. Without this script the text is selected by hand.
const status = document.getElementById("copied");

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const text = button.closest("li").querySelector(".citation").textContent;
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = status.dataset.done;
    } catch {
      status.textContent = status.dataset.failed;
    }
    setTimeout(() => { status.textContent = ""; }, 4000);
  });
}
