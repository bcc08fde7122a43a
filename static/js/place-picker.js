// <place-picker> around the two fields of a point: adds a map on which one presses the place. The fields stay, and
// lead: whoever writes the numbers sees the point move.

import { makeMap } from "./map.js";

const WALLONIA = { lat: 50.35, lon: 4.9, zoom: 8 };

class PlacePicker extends HTMLElement {
  connectedCallback() {
    this.fields = ["lat", "lon"].map((name) => this.querySelector(`input[name=${name}]`));
    if (!window.L || this.fields.some((field) => !field) || this.map) return;
    const { dataset } = this;
    const box = document.createElement("div");
    box.className = "map-box map-box--small";
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.textContent = dataset.hint;
    this.status = document.createElement("p");
    this.status.className = "small";
    this.status.setAttribute("role", "status");
    this.clear = document.createElement("button");
    this.clear.type = "button";
    this.clear.className = "btn btn--quiet btn--small";
    this.clear.textContent = dataset.clear;
    this.clear.addEventListener("click", () => this.choose(null));
    const row = document.createElement("div");
    row.className = "cluster";
    row.append(this.status, this.clear);
    this.prepend(hint, box, row);
    this.map = makeMap(box, dataset);
    const at = this.typed();
    const middle = at ?? [Number(dataset.lat ?? WALLONIA.lat), Number(dataset.lon ?? WALLONIA.lon)];
    this.map.setView(middle, at ? 16 : Number(dataset.zoom ?? WALLONIA.zoom));
    this.map.on("click", (event) => this.choose(event.latlng.wrap()));
    for (const field of this.fields) field.addEventListener("change", () => this.show(true));
    this.show(false);
  }

  disconnectedCallback() {
    this.map?.remove();
  }

  typed() {
    const numbers = this.fields.map((field) => field.value.trim().replace(",", "."));
    if (numbers.some((one) => one === "" || Number.isNaN(Number(one)))) return null;
    return numbers.map(Number);
  }

  choose(place) {
    this.fields[0].value = place ? place.lat.toFixed(6) : "";
    this.fields[1].value = place ? place.lng.toFixed(6) : "";
    this.fields[0].dispatchEvent(new Event("input", { bubbles: true }));
    this.show(false);
  }

  show(move) {
    const at = this.typed();
    this.marker?.remove();
    this.marker = at && window.L.circleMarker(at, { radius: 12, weight: 4, className: "map-point", interactive: false }).addTo(this.map);
    if (at && move) this.map.setView(at, Math.max(this.map.getZoom(), 15));
    this.clear.hidden = !at;
    this.status.textContent = at ? this.dataset.here : "";
  }
}

customElements.define("place-picker", PlacePicker);
