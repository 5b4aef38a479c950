// The small geometry the record's map needs. Coordinates are [lon, lat] as in GeoJSON.
export type Point = readonly [number, number];

export interface Bounds {
	west: number;
	south: number;
	east: number;
	north: number;
}

const metresPerDegree = 111_320;
/** A single point still gets a map wide enough to show what is around it. */
const leastSpanMetres = 160;

const widthOf = (lat: number) => metresPerDegree * Math.cos((lat * Math.PI) / 180);

/** Every line of a geometry, a feature or a collection; points and other shapes are left out. */
export function linesOf(geometry: unknown): Point[][] {
	if (typeof geometry !== 'object' || geometry === null) return [];
	const shape = geometry as Record<string, unknown>;
	switch (shape.type) {
		case 'Feature':
			return linesOf(shape.geometry);
		case 'FeatureCollection':
			return Array.isArray(shape.features) ? shape.features.flatMap(linesOf) : [];
		case 'GeometryCollection':
			return Array.isArray(shape.geometries) ? shape.geometries.flatMap(linesOf) : [];
		case 'LineString':
			return [points(shape.coordinates)];
		case 'MultiLineString':
		case 'Polygon':
			return Array.isArray(shape.coordinates) ? shape.coordinates.map(points) : [];
		default:
			return [];
	}
}

function points(coordinates: unknown): Point[] {
	if (!Array.isArray(coordinates)) return [];
	return coordinates.flatMap((pair): Point[] => {
		if (!Array.isArray(pair)) return [];
		const [lon, lat] = pair as unknown[];
		return typeof lon === 'number' && typeof lat === 'number' ? [[lon, lat]] : [];
	});
}

export function boundsOf(all: readonly Point[]): Bounds | null {
	if (all.length === 0) return null;
	const bounds = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
	for (const [lon, lat] of all) {
		bounds.west = Math.min(bounds.west, lon);
		bounds.east = Math.max(bounds.east, lon);
		bounds.south = Math.min(bounds.south, lat);
		bounds.north = Math.max(bounds.north, lat);
	}
	const middle = (bounds.south + bounds.north) / 2;
	const tall = leastSpanMetres / metresPerDegree - (bounds.north - bounds.south);
	const wide = leastSpanMetres / widthOf(middle) - (bounds.east - bounds.west);
	if (tall > 0) {
		bounds.south -= tall / 2;
		bounds.north += tall / 2;
	}
	if (wide > 0) {
		bounds.west -= wide / 2;
		bounds.east += wide / 2;
	}
	return bounds;
}

/** A ring of that many metres around a place. */
export function circle([lon, lat]: Point, metres: number, steps = 48): Point[] {
	const ring: Point[] = [];
	for (let step = 0; step <= steps; step++) {
		const turn = (step / steps) * 2 * Math.PI;
		ring.push([
			lon + (Math.cos(turn) * metres) / widthOf(lat),
			lat + (Math.sin(turn) * metres) / metresPerDegree
		]);
	}
	return ring;
}

export interface Plane {
	at: (point: Point) => { x: number; y: number };
	/** How many units of the plane one metre is. */
	perMetre: number;
}

/** Lays the bounds flat into a frame, both directions at the same scale. */
export function plane(bounds: Bounds, width: number, height: number, margin: number): Plane {
	const middle = (bounds.south + bounds.north) / 2;
	const across = Math.max((bounds.east - bounds.west) * widthOf(middle), 1);
	const along = Math.max((bounds.north - bounds.south) * metresPerDegree, 1);
	const perMetre = Math.min((width - 2 * margin) / across, (height - 2 * margin) / along);
	const centre = (bounds.west + bounds.east) / 2;
	return {
		perMetre,
		at: ([lon, lat]) => ({
			x: width / 2 + (lon - centre) * widthOf(middle) * perMetre,
			y: height / 2 - (lat - middle) * metresPerDegree * perMetre
		})
	};
}

/** The longest round distance that fits. */
export function roundDistance(most: number): number {
	const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
	return [5, 2, 1].map((step) => step * power).find((one) => one <= most) ?? power;
}
