// Invented records for `npm run dev` without a hub. Nothing here is from a real walk.

const rating = (labels) => labels.map(([es, en], value) => ({ value: String(value), es, en }));

const questions = [
	['p_luz', 'Iluminación de la calle', 'Street lighting', rating([['Nula: no hay luz que llegue aquí', 'None: no lamp reaches this spot'], ['Poca: hay luz cerca, no alcanza', 'Little: light nearby, not enough here'], ['Suficiente: veo bien el piso y las caras', 'Enough: ground and faces are clear'], ['Muy buena: todo se ve parejo', 'Bright: the whole area evenly lit']])],
	['p_ojos', '¿Cuántas puertas, ventanas o puestos me pueden ver?', 'How many doors, windows or stalls could see me?', rating([['Nadie podría verme', 'No one could see me'], ['Pocos: menos de 5', 'Few: fewer than 5'], ['Varios: de 5 a 10', 'Some: 5 to 10'], ['Muchos: más de 10', 'Many: more than 10']])],
	['p_salida', 'Si algo pasa, ¿por dónde puedo salir?', 'If something happens, how can I leave?', rating([['Sin salida', 'No way out'], ['Una sola salida', 'One way out'], ['Dos salidas', 'Two ways out'], ['Tres o más salidas claras', 'Three or more clear ways out']])],
	['p_siente', '¿Cómo nos sentimos aquí?', 'How do we feel here?', rating([['Miedo: no vendría sola', 'Fear: I would not come alone'], ['Incómoda: lo evito si puedo', 'Uneasy: I avoid it if I can'], ['Aceptable: prefiero otra ruta', 'Acceptable: I would rather go another way'], ['Tranquila, también de noche', 'At ease, also after dark']])]
];

const stops = [
	['Andador Gante', 22, 'critico', 'noche', 8, 20.6702, -103.3331],
	['Calle Constancio', 41, 'bajo', 'noche', 8, 20.6711, -103.3345],
	['Jardín San Sebastián', 78, 'bueno', 'noche', 9, 20.6723, -103.3352],
	['Calle Cuitláhuac', 55, 'medio', 'crepusculo', 3, 20.6731, -103.3366],
	['Plaza de la Luz', 63, 'medio', 'dia', 7, 20.6742, -103.3371]
];

export function records(now = Date.now()) {
	const out = stops.map(([place, isp, band, light, voices, lat, lon], at) => {
		const number = stops.length - at;
		const answeredAt = new Date(now - (at * 11 + 40) * 60_000).toISOString();
		return {
			instanceId: `uuid:00000000-0000-4000-8000-00000000000${at}`,
			formId: 'cs_punto',
			title: { es: `Parada ${number} · ${place}`, en: `Stop ${number} · ${place}` },
			formTitle: { es: 'Observación en una parada', en: 'Observation at a stop' },
			place: 'Analco',
			city: { code: '14039', name: 'Guadalajara' },
			walkCode: '14039-20261123-4fa2c1',
			state: at === 3 ? 'edited' : 'received',
			urgency: at === 0 ? '1' : '3',
			score: { isp, band, light, voices },
			light,
			photos: { expected: 2, present: at === 1 ? 1 : 2 },
			answeredAt,
			receivedAt: new Date(now - 5 * 60_000).toISOString(),
			position: { lat, lon, accuracy: 9 },
			rated: at % 4,
			flags: at === 4 ? ['walk'] : at === 2 ? ['form'] : [],
			faults: at === 2 ? [['/data/lugar/fotos', 'required'], ['/data/n_calif', 'constraint']] : [],
			version: 1,
			comments: [],
			history: [{ at: new Date(now - 5 * 60_000).toISOString(), actor: null, kind: 'received', from: null, to: 'received', ref: null, label: null, body: null }]
		};
	});
	out.push({
		...structuredClone(out[0]),
		instanceId: 'uuid:00000000-0000-4000-8000-0000000000f1',
		formId: 'cs_hallazgo',
		title: { es: 'Lámpara apagada · poste 118', en: 'Lamp off · pole 118' },
		formTitle: { es: 'Hallazgo rápido', en: 'Quick finding' },
		score: null,
		urgency: '2',
		photos: { expected: 1, present: 0 },
		city: { code: '08037', name: 'Ciudad Juárez' },
		position: { lat: 31.7386, lon: -106.487, accuracy: 14 },
		walkCode: null
	});
	return out;
}

export function answers(record, lang) {
	const rows = [];
	const row = (ref, kind, depth, label, type, value, extra = {}) =>
		rows.push({ ref, kind, depth, label, type, value, text: value, choices: null, media: null, computed: false, ...extra });
	if (record.score) {
		row('/data/lugar', 'group', 0, lang === 'en' ? 'Light and view' : 'Luz y vista', 'group', null);
		for (const [at, [name, es, en, scale]] of questions.entries()) {
			const value = String((record.rated + at) % 4);
			row(`/data/lugar/${name}`, 'question', 1, lang === 'en' ? en : es, 'select1', value, {
				choices: scale.map((one) => ({ value: one.value, label: one[lang] ?? one.es }))
			});
		}
		row('/data/voces', 'group', 0, lang === 'en' ? 'What we felt' : 'Lo que sentimos', 'group', null);
		row('/data/voces/n_evita', 'question', 1, lang === 'en' ? 'How many avoid passing here alone at night?' : '¿Cuántas evitan pasar sola por aquí de noche?', 'int', '7');
	}
	row('/data/nota', 'question', 0, lang === 'en' ? 'Short note (no names)' : 'Nota breve (sin nombres)', 'string', record.score ? '' : 'La lámpara lleva tres semanas apagada.');
	for (let at = 0; at < record.photos.expected; at++) {
		const name = `foto-${at + 1}.jpg`;
		const url = `/v1/projects/1/review/submissions/${encodeURIComponent(record.instanceId)}/attachments/${name}`;
		row(`/data/foto_${at + 1}`, 'question', 0, lang === 'en' ? 'Photo of the place' : 'Foto del lugar', 'binary', name, {
			media: { name, present: at < record.photos.present, sha256: null, size: 204_000, url, thumbUrl: `${url}?size=320` }
		});
	}
	row('/data/end', 'question', 0, null, 'dateTime', record.answeredAt, { computed: true });
	return rows;
}

export function picture(seed) {
	const hue = 215 + ((seed * 13) % 30);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 960"><defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop stop-color="hsl(${hue},40%,14%)"/><stop offset=".65" stop-color="hsl(${hue},14%,25%)"/><stop offset="1" stop-color="hsl(36,22%,34%)"/></linearGradient></defs><rect width="1280" height="960" fill="url(#g)"/><path d="M0 620 560 520 560 160 0 40z" fill="#0005"/><path d="M1280 640 760 520 760 200 1280 20z" fill="#0007"/><circle cx="${420 + seed * 40}" cy="230" r="110" fill="#f5a52422"/><path d="M${414 + seed * 40} 250h12v320h-12z" fill="#0b1224"/></svg>`;
}
