package org.farola.app.form

import org.farola.app.R
import org.farola.app.form.media.DrawingView
import org.farola.app.form.place.SketchView
import org.farola.app.form.range.ScaleView
import org.farola.app.form.select.ImageMapView

/** One picture of a control: the question it is about, and what was done before it was taken. */
class Scene(val name: String, val question: String, val act: Gallery.() -> Unit = {})

/** Every control in the states a person meets, in families that make one sheet each. */
object Scenes {
    private fun plain(vararg names: String) = names.map { Scene(it, it) }

    /** The words of a text in the language of the page. */
    private fun Gallery.word(id: Int, vararg parts: Any) = context.getString(id, *parts)

    private fun Gallery.touch(id: Int, vararg parts: Any) = tap(word(id, *parts))

    val TEXT = plain("numeros", "oculto", "secreto", "escondido", "direccion", "rumbo", "contador", "booleano", "nota", "fija") +
        listOf(
            Scene("texto", "texto") { touch(R.string.form_guidance) },
            Scene("texto_falta", "texto") { host.goOn() },
            Scene("largo", "largo") { type("Hay tres lámparas apagadas y nadie en la calle.") },
            Scene("miles", "miles") { type("1234567") },
            Scene("entero_de_mas", "entero") {
                type("1200")
                host.goOn()
            },
            Scene("decimal", "decimal") { type("1,5") },
            Scene("entero_con_punto", "entero") { type("1.5") },
            Scene("direccion_con", "direccion") { type("https://example.org") },
            Scene("app", "app") { type("42") },
            Scene("impresora", "impresora"),
            Scene("rumbo_midiendo", "rumbo") {
                touch(R.string.control_bearing_measure)
                host.bearing!!(271.0)
            },
            Scene("contado", "contador") { repeat(3) { touch(R.string.control_more_one) } },
        )

    val RANGE = plain("escala", "escala_parada", "escala_lisa", "estrellas", "escala_lista", "escala_fina") +
        listOf(
            Scene("escala_con", "escala") { drag(only<ScaleView>(), listOf(0.5f to 0.5f, 0.7f to 0.5f)) },
            Scene("parada_con", "escala_parada") { drag(only<ScaleView>(), listOf(0.5f to 0.3f)) },
            Scene("estrellas_con", "estrellas") { tap("4") },
            Scene("lista_abierta", "escala_lista") { tap(views().first { it.isClickable }) },
        )

    val SELECT = plain("uno", "busca", "columnas", "paquete", "acuerdo", "orden", "enterada", "uno_minimo") +
        listOf(
            Scene("uno_con", "uno") { tap(first()) },
            Scene("varias_con", "varias") { tap(first()) },
            Scene("minimo_abierto", "varias_minimo") { tap(views().first { it.isClickable }) },
            Scene("busca_con", "busca_varias") {
                tap(views().first { it.isClickable })
                type("san")
                tap(choices().first())
            },
            Scene("columnas_tres", "columnas_tres") { tap(first()) },
            Scene("dibujos", "dibujos") { tap(first()) },
            Scene("con_dibujo", "con_dibujo") { tap(first()) },
            Scene("plano", "plano"),
            Scene("plano_con", "plano") { drag(only<ImageMapView>(), listOf(0.5f to 0.1f)) },
            Scene("mapa", "mapa") { tap(first()) },
            Scene("lectura", "lectura"),
            Scene("acuerdo_con", "acuerdo") { tap(choices()[3]) },
        )

    val DATE = plain("fecha", "anio", "mes", "hora", "momento", "nepali") +
        listOf(
            Scene("fecha_abierta", "fecha") {
                filling.answer("/data/fecha", "2026-11-23")
                open("fecha")
                tap(views().first { it.isClickable })
            },
            Scene("pasos", "fecha_pasos") {
                filling.answer("/data/fecha_pasos", "2026-11-23")
                open("fecha_pasos")
                tap(views().first { it.isClickable })
            },
            Scene("copto", "copto") {
                filling.answer("/data/copto", "2026-11-23")
                open("copto")
            },
            Scene("hora_con", "hora") {
                filling.answer("/data/hora", "20:45:00.000")
                open("hora")
            },
            Scene("momento_con", "momento_pasos") {
                filling.answer("/data/momento_pasos", "2026-11-23T20:45:00.000")
                open("momento_pasos")
            },
        )

    val PLACE = listOf(
        Scene("punto", "punto"),
        Scene("punto_buscando", "punto") { touch(R.string.form_place_find) },
        Scene("punto_debil", "punto") {
            touch(R.string.form_place_find)
            host.fixAt(0.0, 0.0, 62.0)
            idle()
        },
        Scene("punto_bueno", "punto") {
            touch(R.string.form_place_find)
            host.fixAt(0.0, 0.0, 9.0)
            idle()
        },
        Scene("punto_guardado", "punto") {
            touch(R.string.form_place_find)
            host.fixAt(0.0, 0.0, 9.0)
            idle()
            touch(R.string.control_place_take)
        },
        Scene("punto_pin", "punto_mapa") {
            touch(R.string.form_place_map_start)
            host.fixAt(0.0, 0.0, 9.0)
            idle()
            drag(only<SketchView>(), listOf(0.7f to 0.3f))
        },
        Scene("punto_sin_gps", "punto") {
            open("linea")
            host.lacking = setOf(Sense.PLACE)
            open("punto")
        },
        Scene("linea", "linea"),
        Scene("linea_caminada", "linea") {
            touch(R.string.control_trace_walk)
            listOf(0.0 to 0.0, 20.0 to 5.0, 38.0 to 30.0, 60.0 to 32.0).forEach { (x, y) -> host.fixAt(x, y, 8.0) }
            idle()
        },
        Scene("area_dibujada", "area_mapa") {
            touch(R.string.control_trace_walk)
            host.fixAt(0.0, 0.0, 8.0)
            idle()
            touch(R.string.control_trace_stop)
            listOf(0.7f to 0.5f, 0.7f to 0.25f).forEach { drag(only<SketchView>(), listOf(it)) }
        },
    )

    val MEDIA = plain("foto", "foto_nueva", "retrato", "firma", "dibujo", "voz", "video", "archivo", "archivo_app", "codigo") +
        listOf(
            Scene("foto_con", "foto") {
                touch(R.string.control_photo_take)
                host.photo?.invoke(host.snap())
                idle()
            },
            Scene("foto_tapada", "foto") {
                touch(R.string.control_photo_take)
                host.photo?.invoke(host.snap())
                idle()
                touch(R.string.control_photo_cover)
                drag(only<DrawingView>(), listOf(0.6f to 0.3f, 0.8f to 0.7f))
            },
            Scene("foto_marcada", "foto_marcada") {
                touch(R.string.control_photo_take)
                host.photo?.invoke(host.snap())
                idle()
                drag(only<DrawingView>(), listOf(0.1f to 0.1f, 0.4f to 0.15f, 0.4f to 0.5f, 0.1f to 0.5f, 0.1f to 0.1f))
            },
            Scene("firma_con", "firma") {
                drag(only<DrawingView>(), listOf(0.1f to 0.7f, 0.3f to 0.2f, 0.5f to 0.8f, 0.7f to 0.3f, 0.9f to 0.6f))
            },
            Scene("voz_grabando", "voz") { touch(R.string.form_audio_record) },
            Scene("voz_con", "voz_sola") {
                touch(R.string.form_audio_record)
                touch(R.string.form_audio_stop)
            },
            Scene("codigo_con", "codigo") {
                touch(R.string.control_code_scan)
                host.code?.invoke("7501031311309")
                idle()
            },
        )

    val PAGE = listOf(
        Scene("cuadro", "cuadro/g_luz") {
            tap(views().first { it.isClickable && squareOf(1) in nameOf(it) })
            tap(views().last { it.isClickable && squareOf(2) in nameOf(it) })
        },
        Scene("cuadro_palabras", "cuadro/g_luz") { tap(gridName()) },
        Scene("personas", "personas/mujeres"),
        Scene("personas_cero", "personas/mujeres") { type("0") },
        Scene("pregunta", "lampara"),
        Scene("instancia", "lampara") { host.addRepeat("/data/lampara") },
        Scene("pregunta_con", "lampara") {
            host.addRepeat("/data/lampara")
            idle()
            host.goOn()
        },
        Scene("quitar", "lampara") {
            host.addRepeat("/data/lampara")
            idle()
            touch(R.string.button_remove)
        },
        Scene("comentario", "texto") {
            remarked("texto", "Del municipio: ¿es la del poste 118 o la de enfrente?")
        },
        Scene("final", "texto") {
            var at = filling.screen()
            while (at.kind != org.farola.core.ScreenType.END) at = filling.skip()
            show(at)
        },
    )

    val ALL = mapOf(
        "text" to TEXT, "range" to RANGE, "select" to SELECT, "date" to DATE,
        "place" to PLACE, "media" to MEDIA, "page" to PAGE,
    )

    /** The rows of choices in sight. */
    fun Gallery.choices() = views().filterIsInstance<org.farola.app.form.select.ChoiceRow>()

    private fun Gallery.first() = choices()[1]

    private fun Gallery.gridName() = find(context.getString(R.string.form_open_meanings, question("cuadro/g_veo").drawn.label.plain))

    private fun Gallery.squareOf(at: Int) = question("cuadro/g_luz").choices[at].drawn.label.plain
}
