/* A map that pans and zooms, in place of the one that the server drew. Needs Leaflet.
   Reads the points beside it: {"box": [w, s, e, n], "points": [[longitude, latitude, words, tone, address], …],
   "net": true where no outline lies and lines of degrees stand in}.
   Outlines come from our own folder; nothing is asked of the internet. */
(() => {
  "use strict";
  // A part of TopoJSON: shared arcs, whole-number steps.
  const rings = (topology) => {
    const [sx, sy] = topology.transform.scale;
    const arcs = topology.arcs.map((arc) => {
      let x = 0, y = 0;
      return arc.map(([dx, dy]) => [((y += dy)) * sy, ((x += dx)) * sx]);
    });
    return topology.objects.countries.geometries.map((country) =>
      country.arcs.map((polygon) => polygon.map((ring) => ring.flatMap((n) => (n < 0 ? [...arcs[~n]].reverse() : arcs[n])))));
  };
  for (const figure of document.querySelectorAll("[data-live]")) {
    const data = JSON.parse(document.getElementById(figure.dataset.live).textContent);
    const drawn = figure.querySelector("svg");
    const home = document.createElement("div");
    home.className = "live-map";
    home.setAttribute("role", "region");
    home.setAttribute("aria-label", drawn.querySelector("title").textContent);
    drawn.replaceWith(home);
    const map = L.map(home, { attributionControl: false, minZoom: 1, maxZoom: 9, renderer: L.canvas(), zoomControl: false });
    L.control.zoom({ position: document.dir === "rtl" ? "topright" : "topleft", zoomInTitle: figure.dataset.closer, zoomOutTitle: figure.dataset.farther }).addTo(map);
    const [west, south, east, north] = data.box;
    map.fitBounds([[south, west], [north, east]]);
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(name).trim();
    fetch(figure.dataset.outlines).then((answer) => answer.json()).then((topology) => {
      for (const country of rings(topology)) {
        L.polygon(country, { color: colour("--card"), weight: 1, fillColor: colour("--r0"), fillOpacity: 1, interactive: false }).addTo(map).bringToBack();
      }
    });
    if (data.net) {
      const line = (...ends) => L.polyline(ends, { color: colour("--line"), weight: 1, interactive: false }).addTo(map);
      for (let at = -9; at <= 9; at++) {
        const [x, y] = [Math.round((west + east) / 2) + at, Math.round((south + north) / 2) + at];
        line([south - 9, x], [north + 9, x]);
        line([y, west - 9], [y, east + 9]);
      }
    }
    for (const [longitude, latitude, words, tone, address] of data.points) {
      const dot = L.circleMarker([latitude, longitude], { radius: 5, weight: 1, color: colour("--card"), fillColor: colour(tone === "low" ? "--soft" : "--bar"), fillOpacity: 0.85 });
      const said = document.createElement(address ? "a" : "span");
      said.textContent = words;
      said.dir = "auto";
      if (address) said.href = address;
      dot.bindPopup(said).addTo(map);
    }
  }
})();
