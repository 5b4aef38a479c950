import { describe, expect, it } from 'vitest';
import {
	coordinate,
	differsFromReader,
	distance,
	number,
	shortHash,
	when,
	zoneOf
} from './format';

const juarez = { code: '08037', name: 'Ciudad Juárez' };
const guadalajara = { code: '14039', name: 'Guadalajara' };
const now = new Date('2026-11-24T03:10:00Z'); // 23 November, 21:10 in Guadalajara

describe('when', () => {
	it('counts days by the city, not by UTC', () => {
		const zone = zoneOf(guadalajara);
		expect(when('2026-11-24T02:53:00Z', zone, 'es-MX', now)).toEqual({
			kind: 'today',
			time: '20:53'
		});
		expect(when('2026-11-23T03:15:00Z', zone, 'es-MX', now)).toEqual({
			kind: 'yesterday',
			time: '21:15'
		});
	});

	it('writes other days as the reader does', () => {
		const zone = zoneOf(guadalajara);
		expect(when('2026-11-05T18:04:00Z', zone, 'es-MX', now)).toEqual({
			kind: 'date',
			text: '5 nov 2026, 12:04'
		});
		expect(when('2026-11-05T18:04:00Z', zone, 'en', now)).toEqual({
			kind: 'date',
			text: 'Nov 5, 2026, 12:04'
		});
	});

	it('knows yesterday across a month and a year', () => {
		const newYear = new Date('2027-01-01T18:00:00Z');
		const read = when('2026-12-31T18:00:00Z', zoneOf(guadalajara), 'es-MX', newYear);
		expect(read?.kind).toBe('yesterday');
	});

	it('shows midnight as 00, never 24', () => {
		const read = when('2026-11-23T06:05:00Z', zoneOf(guadalajara), 'es-MX', now);
		expect(read).toEqual({ kind: 'today', time: '00:05' });
	});

	it('says nothing about what is not a time', () => {
		expect(when('ayer', zoneOf(null), 'es-MX', now)).toBeNull();
		expect(when(null, zoneOf(null), 'es-MX', now)).toBeNull();
	});
});

describe('zones', () => {
	it('keeps the border city on its own clock', () => {
		expect(zoneOf(juarez)).toBe('America/Ciudad_Juarez');
		expect(zoneOf(guadalajara)).toBe('America/Mexico_City');
		expect(zoneOf(null)).toBe('America/Mexico_City');
	});

	it('names the zone only where the clocks differ on that day', () => {
		const reader = 'America/Mexico_City';
		const winter = '2026-12-10T20:00:00Z';
		const summer = '2026-07-10T20:00:00Z';
		expect(differsFromReader(winter, zoneOf(juarez), reader)).toBe(true);
		expect(differsFromReader(summer, zoneOf(juarez), reader)).toBe(false);
		expect(differsFromReader(winter, zoneOf(guadalajara), reader)).toBe(false);
	});
});

describe('numbers', () => {
	it('are written as in Mexico', () => {
		expect(number(1234.5, 'es-MX')).toBe('1,234.5');
		expect(coordinate(-103.3475, 'es-MX')).toBe('−103.34750');
	});

	it('go from metres to kilometres', () => {
		expect(distance(940, 'es-MX')).toBe('940 m');
		expect(distance(1100, 'es-MX')).toBe('1.1 km');
	});

	it('cut a fingerprint into pieces one can read out', () => {
		expect(shortHash('9f2c8a01b7e4ffff')).toBe('9f2c 8a01 b7e4');
		expect(shortHash('')).toBe('');
	});
});
