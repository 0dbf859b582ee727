// The rows of a table on a map (Leaflet). Without tiles its ground is a grid of degrees, so that nobody else is asked.
import "./leaflet/leaflet.js";

const { L } = globalThis;
const MOST = 20_000;
const NEAREST = 16; // no closer than a block of houses when the map fits itself to what it shows
const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString("en"));

const isPlace = ([east, north]) => Math.abs(east) <= 180 && Math.abs(north) <= 90;
const point = (east, north) => {
  const place = [east, north].map((text) => (String(text).trim() === "" ? NaN : Number(text)));
  return isPlace(place) ? { type: "Point", coordinates: place } : null;
};
// What the fields of a row say: longitude and latitude, a Table Schema geopoint, or GeoJSON.
export const geometryOf = (texts, order) => {
  if (texts.length === 2) return point(...texts);
  const text = texts[0].trim();
  try {
    if (order !== "array" && order !== "object" && !text.startsWith("{")) return point(...text.split(","));
    const value = JSON.parse(text);
    if (Array.isArray(value)) return point(...value);
    return "lon" in value ? point(value.lon, value.lat) : value;
  } catch {
    return null;
  }
};

const degrees = (value, [plus, minus], digits) => `${Math.abs(value).toFixed(digits)}° ${value < 0 ? minus : plus}`;
// Lines of longitude and latitude, about five each way, with their degrees at the edge.
const drawGrid = (map, grid, colour) => {
  grid.clearLayers();
  const bounds = map.getBounds();
  const [west, east, south, north] = [bounds.getWest(), bounds.getEast(), bounds.getSouth(), bounds.getNorth()];
  const step = STEPS.find((size) => Math.max(east - west, north - south) / size >= 4) ?? STEPS.at(-1);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const line = (from, to, at, text) => {
    const html = document.createElement("span");
    html.textContent = text;
    L.polyline([from, to], { color: colour, weight: 1, interactive: false }).addTo(grid);
    if (at[1] > west + (east - west) * 0.85 || at[0] < south + (north - south) * 0.1) return; // no room for the text
    L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: "degrees", html, iconSize: null }) }).addTo(grid);
  };
  for (let at = Math.ceil(west / step) * step; at <= east; at += step) {
    line([south, at], [north, at], [north - (north - south) * 0.01, at], degrees(at, "EW", digits));
  }
  for (let at = Math.ceil(south / step) * step; at <= north; at += step) {
    line([at, west], [at, east], [at, west + (east - west) * 0.01], degrees(at, "NS", digits));
  }
};

export class PlaceMap {
  // `box` holds the texts and settings, `rowsAt` reads the row of a number, `labelOf` names a column.
  constructor(box, rowsAt, labelOf) {
    Object.assign(this, { said: box.dataset, rowsAt, labelOf, status: box.querySelector("#map-status") });
    this.map = L.map("map-view", { zoomControl: false, preferCanvas: true, attributionControl: Boolean(this.said.tiles) });
    L.control.zoom({ zoomInTitle: this.said.in, zoomOutTitle: this.said.out }).addTo(this.map);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.map);
    const colours = getComputedStyle(document.documentElement);
    const colour = (name) => colours.getPropertyValue(name).trim();
    if (this.said.tiles) {
      const credit = document.createElement("span");
      credit.textContent = this.said.credit; // its text only: Leaflet reads a credit as HTML
      L.tileLayer(this.said.tiles, { attribution: credit.innerHTML, maxZoom: 19 }).addTo(this.map);
    } else {
      const grid = L.layerGroup().addTo(this.map);
      this.map.on("moveend", () => drawGrid(this.map, grid, colour("--line")));
    }
    this.map.setView([23.7, 121], 7); // Taiwan, until there is something to see
    this.places = L.featureGroup().addTo(this.map);
    this.style = { color: colour("--series-1"), weight: 2, fillOpacity: 0.35 };
  }

  // Rows by number, and what the geometry fields of each say.
  show(numbers, textsOf) {
    this.places.clearLayers();
    let [found, drawn] = [0, 0];
    for (const at of numbers) {
      found += 1;
      if (drawn >= MOST) continue;
      const geometry = geometryOf(textsOf(at), this.said.order);
      if (geometry && this.add(geometry, at)) drawn += 1;
    }
    const bounds = this.places.getBounds();
    if (bounds.isValid()) this.map.fitBounds(bounds, { maxZoom: NEAREST, padding: [24, 24], animate: false });
    this.status.textContent = fill(this.said.some, { shown: drawn, found })
      + (drawn >= MOST ? ` ${fill(this.said.many, { most: MOST })}` : "");
  }

  // Whether a geometry could be drawn; one that is none of GeoJSON's is left to the table.
  add(geometry, at) {
    try {
      const layer = L.geoJSON(geometry, {
        style: () => this.style,
        pointToLayer: (_, place) => L.circleMarker(place, { ...this.style, radius: 6 }),
      });
      if (!layer.getBounds().isValid()) return false;
      layer.bindPopup(() => this.row(at), { maxWidth: 360, maxHeight: 260 });
      this.places.addLayer(layer);
      return true;
    } catch {
      return false;
    }
  }

  // A row as a list; only text nodes are made: nothing of the data is read as HTML.
  row(at) {
    const list = document.createElement("dl");
    list.className = "place";
    list.textContent = this.said.busy;
    this.rowsAt(at).then(([row]) => {
      list.replaceChildren(...Object.entries(row).flatMap(([name, value]) => {
        const [term, text] = ["dt", "dd"].map((tag) => document.createElement(tag));
        term.textContent = this.labelOf(name);
        text.textContent = value ?? "–";
        return [term, text];
      }));
    }, () => { list.textContent = this.said.failed; });
    return list;
  }
}
