// <idea-map data-list="id …"> around a drawn map: replaces the drawing by one that can be moved, with the points of
// the list (`data-lat`, `data-lon` and a link in each entry). Points that would overlap are drawn as one.

import { makeMap } from "./map.js";

const NEAR = 30; // pixels

class IdeaMap extends HTMLElement {
  connectedCallback() {
    const list = document.getElementById(this.dataset.list);
    const drawing = this.querySelector("svg");
    if (!window.L || !list || !drawing) return;
    this.ideas = [...list.querySelectorAll("[data-lat]")].map((entry) => ({
      at: window.L.latLng(Number(entry.dataset.lat), Number(entry.dataset.lon)),
      link: entry.querySelector("a"),
    }));
    const box = document.createElement("div");
    box.className = "map-box";
    drawing.replaceWith(box);
    const caption = this.querySelector("figcaption");
    if (caption) caption.textContent = this.dataset.hint;
    this.map = makeMap(box, this.dataset);
    this.points = window.L.featureGroup().addTo(this.map);
    this.map.on("zoomend", () => this.draw());
    this.map.fitBounds(window.L.latLngBounds(this.ideas.map((idea) => idea.at)).pad(0.1), { maxZoom: 16 });
    this.draw();
  }

  disconnectedCallback() {
    this.map?.remove();
  }

  draw() {
    const groups = [];
    for (const idea of this.ideas) {
      const spot = this.map.project(idea.at);
      const near = groups.find((group) => group.spot.distanceTo(spot) < NEAR);
      if (near) near.ideas.push(idea);
      else groups.push({ spot, ideas: [idea] });
    }
    this.points.clearLayers();
    for (const group of groups) this.point(group.ideas);
  }

  point(ideas) {
    const many = ideas.length > 1;
    const marker = window.L.circleMarker(ideas[0].at, { radius: many ? 15 : 10, weight: 3, className: "map-point" });
    marker.bindPopup(() => this.words(ideas), { minWidth: 180, maxWidth: 260, maxHeight: 220, autoPanPadding: [20, 20] }).addTo(this.points);
    if (many) marker.bindTooltip(this.text("span", ideas.length), { permanent: true, direction: "center", className: "map-count" });
    const shape = marker.getElement();
    if (!shape) return; // the map has no size yet: it draws, and comes here again, when it has
    shape.setAttribute("tabindex", "0");
    shape.setAttribute("role", "button");
    shape.setAttribute("aria-label", many ? this.dataset.many.replace("{}", ideas.length) : ideas[0].link.textContent);
    shape.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      marker.openPopup().getPopup().getElement()?.querySelector("a")?.focus();
      marker.once("popupclose", () => shape.focus());
    });
  }

  words(ideas) {
    const list = this.text("ul", "");
    for (const idea of ideas) {
      const link = this.text("a", idea.link.textContent);
      link.href = idea.link.href;
      link.lang = idea.link.lang || document.documentElement.lang;
      const entry = this.text("li", "");
      entry.append(link);
      list.append(entry);
    }
    return list;
  }

  text(kind, words) {
    const element = document.createElement(kind);
    element.textContent = words;
    return element;
  }
}

customElements.define("idea-map", IdeaMap);
