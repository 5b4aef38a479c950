package org.farola.app.rig

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.farola.core.Phone

/** The forms of a walk, and a registration that its gate lets through. */
object Kit {
    private val root = File(System.getProperty("farola.root"))

    fun addForms(phone: Phone) = listOf("cs_recorrido", "cs_punto", "cs_hallazgo", "cs_cierre")
        .forEach { phone.addForm(File(root, "kit/$it.xml").readBytes()) }

    /** A sound of a recorder, as WAV, with what a recorder says of itself. */
    fun sound(): ByteArray {
        fun chunk(name: String, body: ByteArray) =
            name.toByteArray() + ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(body.size).array() + body
        val format = byteArrayOf(1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0)
        val inside = "WAVE".toByteArray() + chunk("fmt ", format) + chunk("LIST", "Pixel 9 SN-7781.".toByteArray()) +
            chunk("data", ByteArray(64) { 7 })
        return chunk("RIFF", inside)
    }

    /** A film of a camera, with a place wherever one can stand. */
    fun film(): ByteArray = File(root, "bindings/scenario/film.mp4").readBytes()

    /** Whether a file has such a word in it. */
    fun says(file: ByteArray, word: String) = String(file, Charsets.ISO_8859_1).contains(word)

    /** Registers a walk, with other answers where they are given; it waits at its gate. */
    fun register(phone: Phone, vararg other: Pair<String, String>) = phone.newWalk("es").use { registration ->
        (REGISTRATION.toMap() + other).forEach { (at, value) -> registration.answer("/data/$at", value) }
        registration.finalize()
    }

    private val REGISTRATION = listOf(
        "ciudad" to "14039", "colonia" to "Analco", "tipo" to "base", "motivo" to "luz",
        "inicio_plan" to java.time.OffsetDateTime.now().withNano(0).toString().take(19) + ".000-06:00",
        "luz_plan" to "noche", "minutos_plan" to "90", "paradas_plan" to "10",
        "ruta" to "20.6689 -103.3392 0 0;20.6693 -103.3387 0 0;20.6697 -103.3379 0 0",
        "grupo/n_mujeres" to "6", "grupo/n_mayores" to "1", "grupo/n_ninas" to "0", "grupo/n_hombres" to "0",
        "policia_modo" to "lejos",
        "seguridad" to "reco salidas contacto telefonos clima botiquin apoyo palabra", "checkin_min" to "20",
        "consent" to "1", "consent_foto" to "1", "publicar" to "puntos",
    )
}
