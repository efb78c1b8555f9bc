// Loaded where texts are written.
"use strict";
(() => {
  // Citing: a button puts its words where the caret last stood in a text.
  let last = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("main textarea")) last = event.target;
  });
  for (const button of document.querySelectorAll("[data-insert]")) button.hidden = !document.querySelectorAll("main textarea").length;
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-insert]");
    if (!button) return;
    const card = button.closest("form .card");
    const text = (card && card.contains(last) ? last : card && card.querySelector("textarea")) || last || document.querySelector("main textarea");
    if (!text) return;
    const at = text.selectionEnd;
    text.setRangeText(button.dataset.insert, at, at, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
})();
