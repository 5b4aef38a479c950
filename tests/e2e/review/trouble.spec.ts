// When things go wrong: what the person is told, and that nothing typed is lost.
import { expect, password, people, signIn, test } from './fixture.ts';
import { stops, stopSubmission } from './walk.ts';

const list = 'Registros';

test('a wrong password is told without blame, many of them with the wait', async ({ page, watch }) => {
	watch.allow(/status of 429/);
	await page.goto('/');
	await page.getByRole('button', { name: 'Entrar' }).click();
	await expect(page.getByRole('alert')).toContainText('Escriba su correo y su contraseña');
	await page.getByLabel('Correo').fill('nadie@guadalajara.example');
	await page.getByLabel('Contraseña', { exact: true }).fill('equivocada');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('alert')).toContainText('no coinciden');
	await expect(page.getByLabel('Contraseña', { exact: true })).toBeFocused();
	// The first waits are a second long; go on until there is time to read one.
	const enter = page.getByRole('button', { name: 'Entrar' });
	for (let attempt = 0; attempt < 30; attempt++) {
		await expect(enter).toBeEnabled();
		await page.getByLabel('Contraseña', { exact: true }).fill('equivocada');
		const answered = page.waitForResponse('**/v1/sessions');
		await page.keyboard.press('Enter');
		const answer = await answered;
		if (answer.status() === 429 && Number(answer.headers()['retry-after']) >= 4) break;
	}
	await expect(page.getByRole('alert')).toContainText(/Espere \d+ segundos?/);
	await expect(page.getByRole('button', { name: 'Entrar' })).toBeDisabled();
});

test('a colleague was faster: the page shows what changed and keeps the words', async ({
	page,
	browser,
	hub,
	watch
}) => {
	watch.allow(/status of 409/);
	await signIn(page);
	await page.getByRole('list', { name: list }).getByRole('link', { name: /Parada 2/ }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Parada 2');
	await page.keyboard.press('c');
	const box = page.getByRole('dialog', { name: 'Pedir corrección' });
	await box.getByLabel('Comentario', { exact: true }).fill('¿De qué lado de la calle?');

	const other = await browser.newContext({ baseURL: hub.url, locale: 'es-MX' });
	const colleague = await other.newPage();
	await signIn(colleague, 'colleague');
	await colleague.getByRole('list', { name: list }).getByRole('link', { name: /Parada 2/ }).click();
	await expect(colleague.getByRole('heading', { level: 1 })).toContainText('Parada 2');
	await colleague.keyboard.press('a');
	await expect(colleague.getByText(/Aceptado: Parada 2/)).toBeVisible();
	await other.close();

	await box.getByRole('button', { name: 'Devolver al teléfono' }).click();
	const conflict = page.getByRole('dialog', { name: 'Alguien más decidió mientras usted leía' });
	await expect(conflict).toContainText('Ahora está: Aceptado');
	await expect(conflict).toContainText(people.colleague.name);
	await expect(conflict).toContainText('Lo que usted escribió sigue en el cuadro de corrección');
	await conflict.getByRole('button', { name: 'Ver cómo quedó' }).click();
	await page.keyboard.press('o');
	await expect(page.locator('.facts').getByText('En revisión')).toBeVisible();
	await page.keyboard.press('c');
	await expect(box.getByLabel('Comentario', { exact: true })).toHaveValue(
		'¿De qué lado de la calle?'
	);
});

test('the hub goes away: said calmly, decided nothing, and back by itself', async ({
	page,
	hub,
	watch
}) => {
	watch.allow(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|Failed to load|Worker failed to load/);
	await signIn(page);
	await page.getByRole('list', { name: list }).getByRole('link', { name: /Parada 3/ }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Parada 3');
	await hub.pause();
	try {
		await page.keyboard.press('a');
		await expect(page.getByText(/la decisión no se guardó/)).toBeVisible();
		await expect(page.getByText(/No hay contacto con el servidor/)).toBeVisible();
		// What was on screen stays.
		await expect(page.getByRole('heading', { level: 1 })).toContainText('Parada 3');
		await expect(page.getByRole('heading', { name: 'Respuestas' })).toBeVisible();
	} finally {
		await hub.resume();
	}
	await expect(page.getByText(/No hay contacto con el servidor/)).toBeHidden({ timeout: 15_000 });
	await page.keyboard.press('a');
	await expect(page.getByText(/Aceptado: Parada 3/)).toBeVisible();
});

test('the session ends elsewhere: sign in again and go on at the same record', async ({ page }) => {
	await signIn(page);
	await page.getByRole('list', { name: list }).getByRole('link', { name: /Parada 4/ }).click();
	await expect(page.getByText('Falta llegar del teléfono').first()).toBeVisible();
	await page.context().clearCookies();
	await page.keyboard.press('a');
	await expect(page.getByText('Su sesión terminó')).toBeVisible();
	await page.getByLabel('Correo').fill(people.reviewer.email);
	await page.getByLabel('Contraseña', { exact: true }).fill(password);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Parada 4');
});

test('the walk team reads and does not decide', async ({ page }) => {
	await signIn(page, 'team');
	await page.getByRole('list', { name: list }).getByRole('link', { name: /Parada 4/ }).click();
	await expect(page.getByText('Su cuenta puede leer, no decidir')).toBeVisible();
	await expect(page.getByRole('button', { name: /^Aceptar/ })).toHaveCount(0);
	await page.keyboard.press('a');
	await expect(page.getByText(/Aceptado:/)).toHaveCount(0);
});

test('an address that leads nowhere says so', async ({ page, watch }) => {
	watch.allow(/status of 404/);
	await signIn(page);
	await page.goto('/p/1/r/uuid%3Ano-existe');
	await expect(page.getByRole('heading', { name: 'Este registro no está aquí' })).toBeVisible();
	await page.getByRole('link', { name: 'Volver a la lista' }).click();
	await expect(page.getByRole('list', { name: list })).toBeVisible();
});

test('the sign-in leads only back into the app', async ({ page, hub }) => {
	await page.goto('/entrar?volver=//example.org/');
	await page.getByLabel('Correo').fill(people.reviewer.email);
	await page.getByLabel('Contraseña', { exact: true }).fill(password);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('list', { name: list })).toBeVisible();
	expect(new URL(page.url()).origin).toBe(hub.url);
});

test('where nothing can draw a map, the plan shows the same', async ({ page }) => {
	await page.addInitScript(() => {
		HTMLCanvasElement.prototype.getContext = () => null;
	});
	await signIn(page);
	await page.getByRole('list', { name: list }).getByRole('link', { name: /Parada 4/ }).click();
	await expect(page.getByRole('img', { name: 'Mapa del recorrido' })).toBeVisible();
	await expect(page.getByText(/registros más del mismo recorrido/)).toBeVisible();
});

test('a photo that comes after its record is told in words, not by its file name', async ({
	page,
	hub
}) => {
	const fourth = stops[3];
	if (!fourth) throw new Error('no fourth stop');
	const late = stopSubmission(fourth, hub.start);
	await hub.send({ ...late, photos: late.held });
	await signIn(page);
	await page.getByRole('list', { name: list }).getByRole('link', { name: /Parada 4/ }).click();
	const history = page.getByRole('region', { name: 'Historia' });
	await expect(history.getByText('Llegó la foto')).toBeVisible();
	await expect(history.getByText('enviado por Teléfono 3').first()).toBeVisible();
	await expect(history.getByText('parada-4.jpg')).toHaveCount(0);
});
