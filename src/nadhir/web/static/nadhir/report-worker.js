// Keeps the page for telling what happened, so that it opens without a line. Nothing that was written is here.
"use strict";
const KEPT = "nadhir-report-1";
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.add("./")).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const ours = new URL(request.url).origin === self.location.origin;
  if (request.method !== "GET" || !ours) return;
  const page = request.mode === "navigate";
  event.respondWith(
    fetch(request)
      .then((answer) => {
        if (answer.ok) {
          const copy = answer.clone();
          caches.open(KEPT).then((kept) => kept.put(page ? "./" : request, copy));
        }
        return answer;
      })
      .catch(() => caches.match(page ? "./" : request).then((kept) => kept || Response.error())),
  );
});
