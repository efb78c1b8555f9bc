/* Nadhir: small helps on top of pages that work without them.
   Keys in lists, the selected words of a passage, colours, disclosures, maps as links. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (id) => (id ? document.getElementById(id) : null);

  // Colours: the cookie is read by the server, so that no page flashes in the wrong ones.
  for (const group of all("[data-theme-switch]")) {
    group.hidden = false;
    const show = () => {
      const now = document.documentElement.dataset.theme || "";
      for (const button of all("button", group)) {
        if (button.value === now) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    };
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.value) document.documentElement.dataset.theme = button.value;
      else delete document.documentElement.dataset.theme;
      document.cookie = `theme=${button.value};path=/;max-age=${button.value ? 31536000 : 0};samesite=lax`;
      show();
    });
    show();
  }

  // A menu closes when the reader turns elsewhere.
  const close = (except) => all("details.pop[open]").forEach((menu) => menu.contains(except) || (menu.open = false));
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest && event.target.closest("details[open]");
    if (open && open.matches(".pop, .confirm")) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  // A step that asks once takes the reader to its first field.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches || !event.target.matches("details.confirm[open]")) return;
    const first = event.target.querySelector("textarea, select, input:not([type=hidden]), form button");
    if (first) first.focus();
  }, true);

  // Triage: j and k walk the rows, Enter opens, a row's own keys press what carries data-key.
  // Single letters can be switched off (WCAG 2.1.4) by a button with data-keys-switch.
  const lists = all("[data-list]");
  if (lists.length || all("[data-key]")[0]) {
    let on = localStorage.getItem("keys") !== "off";
    for (const button of all("[data-keys-switch]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(on));
      button.addEventListener("click", () => {
        on = !on;
        localStorage.setItem("keys", on ? "on" : "off");
        button.setAttribute("aria-pressed", String(on));
      });
    }
    const rows = () => lists.flatMap((list) => all("[data-row]", list)).filter((row) => row.offsetParent);
    const current = () => rows().find((row) => row.contains(document.activeElement)) || rows().find((row) => row.hasAttribute("aria-current"));
    const go = (row) => {
      if (!row) return;
      rows().forEach((other) => other.removeAttribute("aria-current"));
      row.setAttribute("aria-current", "true");
      row.tabIndex = -1;
      row.focus();
      row.scrollIntoView({ block: "nearest" });
    };
    document.addEventListener("keydown", (event) => {
      const at = event.target;
      if (!on || event.ctrlKey || event.metaKey || event.altKey || at.closest("input, select, textarea, [contenteditable]")) return;
      const known = rows();
      const row = current();
      // Arabic keyboards
      const pressed = event.key > "~" ? event.code.slice(3).toLowerCase() : event.key;
      const step = { j: 1, ArrowDown: row === at ? 1 : 0, k: -1, ArrowUp: row === at ? -1 : 0 }[pressed];
      let done = true;
      if (step) go(row ? known[known.indexOf(row) + step] : known[0]);
      else if (event.key === "Enter" && row && at === row) {
        const link = row.querySelector("[data-open]");
        if (link) link.click();
      } else if (event.key === "?") {
        const help = document.querySelector("[data-keys-help]");
        if (help) help.open = !help.open;
      } else {
        const key = pressed.toLowerCase().replace(/["\\]/g, "\\$&");
        const target = (row && row.querySelector(`[data-key="${key}"]`)) || document.querySelector(`[data-page-keys] [data-key="${key}"]`);
        if (target) target.click();
        else done = false;
      }
      if (done) event.preventDefault();
    });
  }

  // Coding: the selected words go into the form, counted in code points of the original.
  const points = (text) => [...text].length;
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0).cloneRange();
    const from = range.startContainer;
    const home = (from.nodeType === 1 ? from : from.parentElement).closest("[data-code]");
    if (!home) return;
    if (!home.contains(range.endContainer)) range.setEnd(home, home.childNodes.length);
    const before = document.createRange();
    before.setStart(home, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const words = range.toString();
    const lead = words.length - words.trimStart().length;
    const start = points(before.toString()) + lead;
    const kept = words.trim();
    if (!kept) return;
    for (const [name, value] of [["start", start], ["end", start + points(kept)], ["quote", kept]]) {
      const field = one(home.dataset[name]);
      if (!field) continue;
      if ("value" in field) field.value = value;
      else field.textContent = value;
    }
    home.dispatchEvent(new CustomEvent("nadhir:coded", { bubbles: true, detail: { start, words: kept } }));
  });

  // A country on a map leads where its row in the table leads.
  document.addEventListener("click", (event) => {
    const land = event.target.closest && event.target.closest("[data-k]");
    const map = land && land.closest("[data-href]");
    if (map) location.assign(map.dataset.href.replace("{}", land.dataset.k));
  });
})();
