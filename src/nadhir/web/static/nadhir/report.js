// What was written on the page for telling waits on this device until there is a line; then it is wiped here.
"use strict";
(() => {
  const form = document.querySelector("form[data-report]");
  if (!form || !window.indexedDB) return;
  const box = document.getElementById("waiting");
  const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  const newCode = () => {
    const drawn = crypto.getRandomValues(new Uint8Array(20));
    return Array.from(drawn, (one) => letters[one % 32]).join("").replace(/(.{4})(?=.)/g, "$1-");
  };
  const store = (mode, act) =>
    new Promise((done, failed) => {
      const opened = indexedDB.open("nadhir-report", 1);
      opened.onupgradeneeded = () => opened.result.createObjectStore("waiting", { keyPath: "code" });
      opened.onerror = () => failed(opened.error);
      opened.onsuccess = () => {
        const asked = act(opened.result.transaction("waiting", mode).objectStore("waiting"));
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => failed(asked.error);
      };
    });
  const say = (words, code) => {
    box.hidden = false;
    box.querySelector("[data-words]").textContent = words;
    box.querySelector("[data-code]").textContent = code || "";
  };
  const send = async (fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value) body.append(name, value);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "omit" });
    return [answer.status, await answer.json()];
  };
  const forget = (code) => store("readwrite", (kept) => kept.delete(code));
  // What was refused stays on this device, and comes back into the form to be put right.
  const putBack = (one) => {
    if (form.dataset.from || Array.from(form.elements).some((field) => field.type === "textarea" && field.value)) return;
    for (const [name, value] of Object.entries(one)) {
      const field = form.elements[name];
      if (field && field.type !== "file" && typeof value === "string") field.value = value;
    }
    form.dataset.from = one.code;
    say(one.refused, "");
  };
  const sendWaiting = async () => {
    for (const one of (await store("readonly", (kept) => kept.getAll())) || []) {
      if (one.refused) {
        putBack(one);
        continue;
      }
      const [status, told] = await send(one).catch(() => [0]);
      if (status === 200) {
        await forget(one.code);
        say(form.dataset.sent, one.code);
      } else if (status === 422) {
        one.refused = (told.problems || []).join(" ") || form.dataset.kept;
        await store("readwrite", (kept) => kept.put(one));
        putBack(one);
      }
      if (status === 0) return;
    }
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    if (fields.picture && !fields.picture.size) delete fields.picture;
    fields.code = newCode();
    try {
      const [status, told] = await send(fields);
      if (status === 200) say(form.dataset.sent, told.code);
      else return say((told.problems || []).join(" "), "");
    } catch {
      await store("readwrite", (kept) => kept.put(fields));
      say(form.dataset.kept, fields.code);
    }
    if (form.dataset.from) await forget(form.dataset.from);
    delete form.dataset.from;
    form.reset();
    box.focus();
  });
  addEventListener("online", sendWaiting);
  sendWaiting();
  if (navigator.serviceWorker) navigator.serviceWorker.register(form.dataset.worker).catch(() => {});
})();
