package org.farola.app.rig

import java.io.File
import org.farola.core.Phone

/** The forms of a walk, and a registration that its gate lets through. */
object Kit {
    private val root = File(System.getProperty("farola.root"))

    fun addForms(phone: Phone) = listOf("cs_recorrido", "cs_punto", "cs_hallazgo", "cs_cierre")
        .forEach { phone.addForm(File(root, "kit/$it.xml").readBytes()) }

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
