// Draws the record's place with MapLibre. Loaded only when a record with a place is on the desk.
// No tiles, no glyphs, no sprites: background, route, accuracy, and markers made of HTML.
import * as maplibre from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import type { Band, Review } from './api/types';
import { boundsOf, circle, linesOf, type Point } from './geo';
import { t, tv } from './i18n.svelte';

// A worker from our own address, so that the hub's policy needs no exception for blob: code.
maplibre.setWorkerUrl(workerUrl);

export interface DrawnMap {
	remove: () => void;
}

const shapes: Record<Band | 'sin_dato', string> = {
	critico: 'M6 .8 11.6 11H.4z',
	bajo: 'M6 .4 11.6 6 6 11.6.4 6z',
	medio: 'M1 1h10v10H1z',
	bueno: 'M6 .6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 6 .6z',
	sin_dato: 'M6 3.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z'
};

function shape(band: Band | null): SVGSVGElement {
	const ns = 'http://www.w3.org/2000/svg';
	const svg = document.createElementNS(ns, 'svg');
	svg.setAttribute('viewBox', '0 0 12 12');
	svg.setAttribute('width', '12');
	svg.setAttribute('aria-hidden', 'true');
	const path = document.createElementNS(ns, 'path');
	path.setAttribute('d', shapes[band ?? 'sin_dato']);
	path.setAttribute('fill', 'currentColor');
	svg.append(path);
	return svg;
}

function marker(name: string, band: Band | null, href: string | null): HTMLElement {
	const element = document.createElement(href ? 'a' : 'div');
	element.className = `farola-stop ${band ?? ''} ${href ? '' : 'here'}`;
	element.title = name;
	if (href) {
		element.setAttribute('href', href);
		// The list under the map has the same links; forty more stops for the Tab key help nobody.
		element.tabIndex = -1;
	}
	element.append(shape(band));
	return element;
}

function place(element: HTMLElement, at: Point, name: string, map: maplibre.Map, role: string) {
	new maplibre.Marker({ element }).setLngLat([at[0], at[1]]).addTo(map);
	// MapLibre writes its own words on a marker without asking for the language.
	element.setAttribute('aria-label', name);
	element.setAttribute('role', role);
}

function feature(geometry: GeoJSON.Geometry): GeoJSON.Feature {
	return { type: 'Feature', properties: {}, geometry };
}

const mutable = (line: Point[]) => line.map(([lon, lat]) => [lon, lat]);

function style(lines: Point[][], ring: Point[] | null): maplibre.StyleSpecification {
	const route = feature({ type: 'MultiLineString', coordinates: lines.map(mutable) });
	const area: GeoJSON.FeatureCollection = {
		type: 'FeatureCollection',
		features: ring ? [feature({ type: 'Polygon', coordinates: [mutable(ring)] })] : []
	};
	return {
		version: 8,
		sources: {
			route: { type: 'geojson', data: route },
			area: { type: 'geojson', data: area }
		},
		layers: [
			{ id: 'ground', type: 'background', paint: { 'background-color': '#e6ecef' } },
			{
				id: 'route-edge',
				type: 'line',
				source: 'route',
				layout: { 'line-cap': 'round', 'line-join': 'round' },
				paint: { 'line-color': '#ffffff', 'line-width': 9 }
			},
			{
				id: 'route',
				type: 'line',
				source: 'route',
				layout: { 'line-cap': 'round', 'line-join': 'round' },
				paint: { 'line-color': '#1e2b4d', 'line-width': 4 }
			},
			{
				id: 'area',
				type: 'fill',
				source: 'area',
				paint: { 'fill-color': '#3a4c7a', 'fill-opacity': 0.18 }
			},
			{
				id: 'area-edge',
				type: 'line',
				source: 'area',
				paint: { 'line-color': '#3a4c7a', 'line-width': 1.5 }
			}
		]
	};
}

/** Draws the map; `failed` is called if the browser loses or refuses its drawing context. */
export function draw(
	container: HTMLElement,
	record: Review,
	hrefOf: (id: string) => string,
	failed: () => void
): DrawnMap {
	const lines = linesOf(record.geometry);
	const here: Point | null = record.position ? [record.position.lon, record.position.lat] : null;
	const others = record.neighbours.filter((one) => one.instanceId !== record.instanceId);
	const accuracy = record.position?.accuracy ?? 0;
	const ring = here && accuracy > 0 ? circle(here, accuracy) : null;
	const bounds = boundsOf([
		...lines.flat(),
		...others.map((one): Point => [one.lon, one.lat]),
		...(ring ?? (here ? [here] : []))
	]);
	const map = new maplibre.Map({
		container,
		style: style(lines, ring),
		attributionControl: false,
		cooperativeGestures: true,
		fadeDuration: 0,
		dragRotate: false,
		pitchWithRotate: false,
		locale: {
			'Map.Title': t('map_region'),
			'NavigationControl.ZoomIn': t('map_zoom_in'),
			'NavigationControl.ZoomOut': t('map_zoom_out'),
			'CooperativeGesturesHandler.WindowsHelpText': t('map_gesture_ctrl'),
			'CooperativeGesturesHandler.MacHelpText': t('map_gesture_mac'),
			'CooperativeGesturesHandler.MobileHelpText': t('map_gesture_touch')
		},
		...(bounds
			? {
					bounds: [bounds.west, bounds.south, bounds.east, bounds.north],
					fitBoundsOptions: { padding: 44, maxZoom: 18 }
				}
			: {})
	});
	map.on('webglcontextlost', failed);
	map.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
	map.addControl(new maplibre.ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-left');
	// Stops on top: a finding beside one must not hide how it was rated.
	const ranked = [...others].sort((a, b) => Number(a.band !== null) - Number(b.band !== null));
	for (const other of ranked) {
		const name = other.band
			? t('map_stop', { title: other.title, band: tv('band', other.band) })
			: other.title;
		const element = marker(name, other.band, hrefOf(other.instanceId));
		place(element, [other.lon, other.lat], name, map, 'link');
	}
	if (here) {
		const name = t('map_here', { title: record.title });
		place(marker(name, record.score?.band ?? null, null), here, name, map, 'img');
	}
	return { remove: () => map.remove() };
}
