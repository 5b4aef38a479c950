import { describe, expect, it } from 'vitest';
import { boundsOf, circle, linesOf, plane, roundDistance, type Point } from './geo';

const stop: Point = [-103.3331, 20.6702];

describe('the plan of a place', () => {
	it('draws a circle as wide as the accuracy says', () => {
		const ring = circle(stop, 50);
		const bounds = boundsOf(ring);
		expect(ring).toHaveLength(49);
		const tall = ((bounds?.north ?? 0) - (bounds?.south ?? 0)) * 111_320;
		// The frame never gets narrower than what shows the surroundings.
		expect(tall).toBeGreaterThanOrEqual(159.9);
		const highest = Math.max(...ring.map(([, lat]) => lat));
		expect((highest - stop[1]) * 111_320).toBeCloseTo(50, 3);
	});

	it('keeps both directions at one scale, north up', () => {
		const bounds = boundsOf([stop, [-103.3371, 20.6742]]);
		expect(bounds).not.toBeNull();
		if (!bounds) return;
		const flat = plane(bounds, 400, 300, 36);
		const a = flat.at(stop);
		const b = flat.at([-103.3371, 20.6742]);
		expect(b.y).toBeLessThan(a.y);
		expect(b.x).toBeLessThan(a.x);
		const metres = Math.hypot(b.x - a.x, b.y - a.y) / flat.perMetre;
		expect(metres).toBeGreaterThan(600);
		expect(metres).toBeLessThan(620);
	});

	it('finds lines wherever GeoJSON keeps them', () => {
		const line = { type: 'LineString', coordinates: [stop, [-103, 20, 1500]] };
		const feature = { type: 'Feature', geometry: line };
		expect(linesOf(line)).toEqual([[stop, [-103, 20]]]);
		expect(linesOf({ type: 'FeatureCollection', features: [feature, feature] })).toHaveLength(2);
		expect(linesOf({ type: 'Point', coordinates: stop })).toEqual([]);
		expect(linesOf(null)).toEqual([]);
		expect(linesOf({ type: 'LineString', coordinates: [['a', 'b'], null] })).toEqual([[]]);
	});

	it('picks a distance one can picture', () => {
		expect(roundDistance(730)).toBe(500);
		expect(roundDistance(230)).toBe(200);
		expect(roundDistance(99)).toBe(50);
		expect(roundDistance(1)).toBe(1);
	});

	it('has no frame without points', () => {
		expect(boundsOf([])).toBeNull();
	});
});
