// Numbers, dates and places as the reader writes them. Every time is shown in the zone of the
// city it happened in: a walk at dusk in Ciudad Juárez must not read as one in daylight.
import type { City } from './api/types';
import type { Locale } from './i18n.svelte';

const central = 'America/Mexico_City';
/** Cities of the network whose clock differs from the centre of Mexico. */
const zones: Record<string, string> = { '08037': 'America/Ciudad_Juarez' };

export function zoneOf(city: City | null): string {
	return (city && zones[city.code]) || central;
}

export function number(value: number, locale: Locale, digits = 3): string {
	return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

function parts(at: Date, zone: string): { day: string; minutes: number } {
	const found: Record<string, string> = {};
	const format = new Intl.DateTimeFormat('en-CA', {
		timeZone: zone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23'
	});
	for (const part of format.formatToParts(at)) found[part.type] = part.value;
	return {
		day: `${found.year}-${found.month}-${found.day}`,
		minutes: Number(found.hour) * 60 + Number(found.minute)
	};
}

export function clock(at: Date, zone: string, locale: Locale): string {
	return new Intl.DateTimeFormat(locale, {
		timeZone: zone,
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23'
	}).format(at);
}

export function day(at: Date, zone: string, locale: Locale): string {
	return new Intl.DateTimeFormat(locale, {
		timeZone: zone,
		day: 'numeric',
		month: 'short',
		year: 'numeric'
	}).format(at);
}

export type When =
	| { kind: 'today' | 'yesterday'; time: string }
	| { kind: 'date'; text: string };

/** Today and yesterday by the city's calendar; `null` for a time nobody can read. */
export function when(iso: string | null, zone: string, locale: Locale, now: Date): When | null {
	if (!iso) return null;
	const at = new Date(iso);
	if (Number.isNaN(at.getTime())) return null;
	const time = clock(at, zone, locale);
	const then = parts(at, zone).day;
	const today = parts(now, zone).day;
	if (then === today) return { kind: 'today', time };
	if (then === previousDay(today)) return { kind: 'yesterday', time };
	return { kind: 'date', text: `${day(at, zone, locale)}, ${time}` };
}

function previousDay(isoDay: string): string {
	const noon = new Date(`${isoDay}T12:00:00Z`);
	noon.setUTCDate(noon.getUTCDate() - 1);
	return noon.toISOString().slice(0, 10);
}

/** Whether the city's clock shows something else than the reader's at that moment. */
export function differsFromReader(iso: string, zone: string, reader?: string): boolean {
	const at = new Date(iso);
	if (Number.isNaN(at.getTime())) return false;
	const own = reader ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
	const here = parts(at, own);
	const there = parts(at, zone);
	return here.day !== there.day || here.minutes !== there.minutes;
}

export function distance(metres: number, locale: Locale): string {
	if (metres < 1000) return `${number(Math.round(metres), locale)} m`;
	return `${number(metres / 1000, locale, 1)} km`;
}

export function coordinate(value: number, locale: Locale): string {
	return new Intl.NumberFormat(locale, {
		minimumFractionDigits: 5,
		maximumFractionDigits: 5,
		signDisplay: 'auto'
	})
		.format(value)
		.replace('-', '−');
}

export function shortHash(hex: string): string {
	return (hex.slice(0, 12).match(/.{1,4}/g) ?? []).join(' ');
}
