// An invented walk in Analco, Guadalajara, as the kit's forms write it. Places are the street
// names of the quarter; nothing was observed there.

export const walkCode = '14039-20261123-4fa2c1';

export interface Submission {
	instanceId: string;
	xml: string;
	/** Names in the XML of photos to be sent along; a missing one is still on the phone. */
	photos: string[];
	held: string[];
}

export interface Stop {
	number: number;
	lat: number;
	lon: number;
	accuracy: number;
	place: string;
	light: 'dia' | 'crepusculo' | 'noche';
	/** The twelve ratings in the order of the form; `p_luz` is left out by day. */
	rating: number;
	voices: number;
	avoid: number;
	photos: 0 | 1;
	held?: boolean;
	note?: string;
	urgency: 1 | 2 | 3 | 4;
}

export const stops: Stop[] = [
	{ number: 1, lat: 20.67025, lon: -103.34012, accuracy: 6, place: 'parque', light: 'dia', rating: 3, voices: 9, avoid: 1, photos: 1, urgency: 4 },
	{ number: 2, lat: 20.66961, lon: -103.33895, accuracy: 8, place: 'calle', light: 'crepusculo', rating: 2, voices: 9, avoid: 3, photos: 1, urgency: 3 },
	{ number: 3, lat: 20.66874, lon: -103.33841, accuracy: 7, place: 'cruce', light: 'noche', rating: 2, voices: 8, avoid: 4, photos: 1, urgency: 3 },
	{ number: 4, lat: 20.66832, lon: -103.33702, accuracy: 11, place: 'parada', light: 'noche', rating: 1, voices: 8, avoid: 6, photos: 1, held: true, urgency: 2 },
	{ number: 5, lat: 20.66748, lon: -103.33655, accuracy: 9, place: 'mercado', light: 'noche', rating: 1, voices: 3, avoid: 2, photos: 1, urgency: 3 },
	{ number: 6, lat: 20.66701, lon: -103.33521, accuracy: 9, place: 'andador', light: 'noche', rating: 0, voices: 8, avoid: 7, photos: 1, urgency: 1, note: 'La lámpara del poste 118 está apagada desde septiembre. La barda tapa la salida.' }
];

const id = (kind: string, number: number) =>
	`uuid:${kind}0000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const at = (start: Date, minutes: number) => new Date(start.getTime() + minutes * 60_000).toISOString();

/** Versions of the kit's forms; a form not named here is still at its first. */
const versions: Record<string, string> = { cs_punto: '2026112501' };

function form(name: string, instanceId: string, fields: Record<string, string | number>, inner = ''): string {
	const body = Object.entries(fields)
		.map(([key, value]) => `<${key}>${value}</${key}>`)
		.join('');
	return (
		`<?xml version="1.0" encoding="UTF-8"?><data id="${name}" version="${versions[name] ?? '2026112301'}" ` +
		`xmlns:orx="http://openrosa.org/xforms">${body}${inner}` +
		`<meta><instanceID>${instanceId}</instanceID></meta></data>`
	);
}

export function registration(start: Date): Submission {
	const instanceId = id('aaaa', 1);
	const route = stops.map((stop) => `${stop.lat} ${stop.lon} 0 0`).join(';');
	const fields = {
		start: at(start, -60), end: at(start, -50),
		walk_uid: '4fa2c1d0-0000-4000-8000-000000000001', ciudad: '14039', walk_code: walkCode,
		colonia: 'Analco', tipo: 'base', motivo: 'luz escuela', inicio_plan: at(start, 0),
		luz_plan: 'ida', minutos_plan: 90, paradas_plan: stops.length, ruta: route, ruta_m: 640
	};
	const group = '<grupo><n_mujeres>7</n_mujeres><n_mayores>1</n_mayores><n_ninas>0</n_ninas><n_hombres>0</n_hombres><n_discap>1</n_discap></grupo>';
	return { instanceId, xml: form('cs_recorrido', instanceId, fields, group), photos: [], held: [] };
}

export function stopSubmission(stop: Stop, start: Date): Submission {
	const instanceId = id('bbbb', stop.number);
	const when = stop.number * 12;
	const up = Math.min(3, stop.rating + 1);
	const photo = `parada-${stop.number}.jpg`;
	const night: Record<string, number> =
		stop.light === 'dia' ? {} : { p_luz: stop.rating, lamp_total: 4, lamp_apagadas: 3 - stop.rating };
	const fields = {
		start: at(start, when), end: at(start, when + 2), walk_code: walkCode, parada: stop.number,
		pos: `${stop.lat} ${stop.lon} 1540 ${stop.accuracy}`, pos_acc: stop.accuracy,
		lugar: stop.place, luz_ahora: stop.light, p_senal: up, ...night, p_apertura: stop.rating,
		escondites: stop.rating > 1 ? 'ninguno' : 'esquina barda', p_ojos: stop.rating,
		p_gente: stop.rating, p_genero: stop.rating, usos: 'paso', p_vigila: Math.max(0, stop.rating - 1),
		p_salida: up, ayuda: 'comercio', p_trans: up, cobertura: 'buena', p_camino: stop.rating,
		barreras: 'hoyo sin_rampa', p_cuidado: stop.rating, incivil: 'basura', p_comun: up,
		p_siente: stop.rating, n_calif: stop.voices, n_evita: stop.avoid, porque: 'luz solo',
		presencia: 'ninguna', foto: photo, foto_limpia: 1, propuesta: 'reparar_luz podar',
		urgencia: stop.urgency, nota: stop.note ?? '', k_noche: stop.light === 'dia' ? 0 : 1
	};
	return {
		instanceId,
		xml: form('cs_punto', instanceId, fields),
		photos: stop.held ? [] : [photo],
		held: stop.held ? [photo] : []
	};
}

/** What the phone sends when a reviewer asked: the same record, corrected, under a new id. */
export function correction(stop: Stop, start: Date, lamps: number): Submission {
	const old = stopSubmission(stop, start);
	const instanceId = id('dddd', stop.number);
	const xml = old.xml
		.replace(/<lamp_total>\d+</, `<lamp_total>${lamps}<`)
		.replace(
			/<meta>.*<\/meta>/,
			`<meta><instanceID>${instanceId}</instanceID><deprecatedID>${old.instanceId}</deprecatedID></meta>`
		);
	return { ...old, instanceId, xml };
}

export function finding(start: Date): Submission {
	const instanceId = id('cccc', 1);
	const fields = {
		start: at(start, 80), walk_code: walkCode, ciudad: '14039', pos: '20.66715 -103.33560 1540 8',
		tipo: 'lampara', foto: 'poste-118.jpg', foto_limpia: 1, poste: '118', cuantos: 1, urgencia: 2,
		nota: 'Apagada, frente a la secundaria.', dep_sug: 'alumbrado'
	};
	return { instanceId, xml: form('cs_hallazgo', instanceId, fields), photos: ['poste-118.jpg'], held: [] };
}

/** A second finding, in the city with another clock. */
export function borderFinding(start: Date): Submission {
	const instanceId = id('cccc', 2);
	const fields = {
		start: at(start, 81), walk_code: '08037-20261123-77aa01', ciudad: '08037',
		pos: '31.73860 -106.48700 1120 14', tipo: 'hoyo', poste: '', cuantos: 1, urgencia: 3,
		nota: 'Prueba de captura.', dep_sug: 'obras'
	};
	return { instanceId, xml: form('cs_hallazgo', instanceId, fields), photos: [], held: [] };
}

/** A finding with a photo that is whole as a file and in which no program finds a picture. */
export function tornFinding(start: Date): { one: Submission; photos: Map<string, Buffer> } {
	const instanceId = id('cccc', 3);
	const name = 'rota.jpg';
	const fields = {
		start: at(start, 82), walk_code: walkCode, ciudad: '14039', pos: '20.66720 -103.33570 1540 8',
		tipo: 'hoyo', foto: name, foto_limpia: 1, poste: '', cuantos: 1, urgencia: 4,
		nota: 'La foto llegó rota.', dep_sug: 'obras'
	};
	const one = { instanceId, xml: form('cs_hallazgo', instanceId, fields), photos: [name], held: [] };
	return { one, photos: new Map([[name, Buffer.from('\xff\xd8\xff\xda\0\x04\0\0rota\xff\xd9', 'latin1')]]) };
}
