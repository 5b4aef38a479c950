// Photos for the tests, painted by the browser: a street at some hour. No photo of a real place
// is kept in the project. Each carries an Exif block with a place in it, as a phone's would.
import type { Page } from '@playwright/test';

/** What must never reach a reviewer: the place where the camera was, in its own words. */
export const secretInPhoto = 'GPS 20.66701 -103.33521 TELEFONO-DE-PRUEBA';

export async function paint(page: Page, darkness: number, seed: number): Promise<Buffer> {
	const base64 = await page.evaluate(
		({ darkness, seed }) => {
			const canvas = document.createElement('canvas');
			canvas.width = 1280;
			canvas.height = 960;
			const ink = canvas.getContext('2d');
			if (!ink) throw new Error('no canvas');
			let state = seed * 7919 + 17;
			const random = () => ((state = (state * 16807) % 2147483647) / 2147483647);
			const sky = ink.createLinearGradient(0, 0, 0, 620);
			const shade = (day: number[], night: number[]) =>
				`rgb(${day.map((one, at) => Math.round(one + ((night[at] ?? 0) - one) * darkness)).join(',')})`;
			sky.addColorStop(0, shade([126, 170, 214], [13, 18, 38]));
			sky.addColorStop(1, shade([236, 224, 205], [42, 40, 58]));
			ink.fillStyle = sky;
			ink.fillRect(0, 0, 1280, 960);
			const street = ink.createLinearGradient(0, 560, 0, 960);
			street.addColorStop(0, shade([150, 146, 140], [38, 36, 44]));
			street.addColorStop(1, shade([112, 108, 104], [62, 54, 46]));
			ink.fillStyle = street;
			ink.fillRect(0, 560, 1280, 400);
			const wall = (side: 1 | -1) => {
				const edge = side === 1 ? 0 : 1280;
				for (let house = 0; house < 5; house++) {
					const near = edge + side * (house * 118);
					const far = edge + side * ((house + 1) * 118);
					const top = (at: number) => 60 + at * 84 + random() * 40;
					const high = top(house);
					ink.fillStyle = shade(
						[170 + random() * 60, 120 + random() * 70, 90 + random() * 60],
						[30 + random() * 16, 28 + random() * 12, 40 + random() * 12]
					);
					ink.beginPath();
					ink.moveTo(near, high);
					ink.lineTo(far, high + 70);
					ink.lineTo(far, 740 - (house + 1) * 34);
					ink.lineTo(near, 780 - house * 34);
					ink.fill();
					const lit = random() > 0.55 + darkness * 0.2;
					ink.fillStyle = lit ? 'rgb(240,196,110)' : shade([90, 110, 130], [18, 20, 30]);
					ink.fillRect(Math.min(near, far) + 34, high + 150, 44, 74);
				}
			};
			wall(1);
			wall(-1);
			ink.strokeStyle = shade([90, 90, 96], [20, 22, 32]);
			ink.lineWidth = 12;
			ink.beginPath();
			ink.moveTo(770, 800);
			ink.lineTo(770, 240);
			ink.quadraticCurveTo(770, 190, 700, 190);
			ink.stroke();
			if (darkness > 0.3 && seed % 2 === 0) {
				const glow = ink.createRadialGradient(700, 200, 8, 700, 330, 380);
				glow.addColorStop(0, 'rgba(255,206,120,.95)');
				glow.addColorStop(0.25, 'rgba(245,165,36,.32)');
				glow.addColorStop(1, 'rgba(245,165,36,0)');
				ink.fillStyle = glow;
				ink.fillRect(280, 0, 840, 960);
			}
			// The grain of a phone at night, and files of a phone's size.
			const grain = ink.getImageData(0, 0, 1280, 960);
			for (let at = 0; at < grain.data.length; at += 4) {
				const noise = (random() - 0.5) * (8 + 22 * darkness);
				for (let band = 0; band < 3; band++) {
					grain.data[at + band] = Math.max(0, Math.min(255, (grain.data[at + band] ?? 0) + noise));
				}
			}
			ink.putImageData(grain, 0, 0);
			return canvas.toDataURL('image/jpeg', 0.8).split(',')[1] ?? '';
		},
		{ darkness, seed }
	);
	return withExif(Buffer.from(base64, 'base64'));
}

function withExif(jpeg: Buffer): Buffer {
	const words = Buffer.from(secretInPhoto, 'latin1');
	const count = words.length + 1;
	const tiff = Buffer.alloc(8 + 2 + 12 + 4);
	tiff.write('II*\0', 0, 'latin1');
	tiff.writeUInt32LE(8, 4);
	tiff.writeUInt16LE(1, 8);
	tiff.writeUInt16LE(0x010e, 10); // ImageDescription
	tiff.writeUInt16LE(2, 12);
	tiff.writeUInt32LE(count, 14);
	tiff.writeUInt32LE(tiff.length, 18);
	const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, words, Buffer.from([0])]);
	const head = Buffer.from([0xff, 0xe1, 0, 0]);
	head.writeUInt16BE(body.length + 2, 2);
	return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}
