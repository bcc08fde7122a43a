// What both maps share: Leaflet without motion, without pictures, and with a plain grid when there is no base map.

const STEPS = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const LINES = 8; // of the grid, in the longer direction

// words: the data attributes of the element (label, zoomIn, zoomOut, tiles, credit).
export function makeMap(box, words) {
  const { L } = window;
  const map = L.map(box, {
    zoomControl: false, scrollWheelZoom: false, fadeAnimation: false, zoomAnimation: false,
    markerZoomAnimation: false, inertia: false, minZoom: 3, maxZoom: 18,
  });
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", words.label);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  map.attributionControl.setPrefix(false);
  if (words.tiles) {
    const credit = document.createElement("span");
    credit.textContent = words.credit; // Leaflet takes HTML: it gets the escaped text
    L.tileLayer(words.tiles, { maxZoom: 19, attribution: credit.innerHTML }).addTo(map);
  } else {
    const grid = L.layerGroup().addTo(map);
    map.on("load moveend", () => drawGrid(map, grid));
  }
  return map;
}

function drawGrid(map, grid) {
  const { L } = window;
  const bounds = map.getBounds().pad(0.1);
  const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const step = STEPS.findLast((one) => (east - west) / one <= LINES) ?? STEPS[0];
  const line = (from, to) => L.polyline([from, to], { className: "map-grid", interactive: false, weight: 1 });
  grid.clearLayers();
  for (let lon = Math.ceil(west / step) * step; lon <= east; lon += step) grid.addLayer(line([south, lon], [north, lon]));
  for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) grid.addLayer(line([lat, west], [lat, east]));
}
