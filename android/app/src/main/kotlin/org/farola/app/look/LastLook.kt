package org.farola.app.look

import android.content.Context
import android.content.res.Configuration
import java.io.File

/**
 * Language, size and light of last time, beside the database: the lock and the notices have to be
 * readable before the settings can be read. Nothing else is kept there.
 */
class LastLook(dir: File) {
    private val file = File(dir, "look")

    /** What was kept; the phone's own where nothing is. */
    fun over(base: Context): LookContext {
        val parts = file.takeIf(File::exists)?.readText()?.split(' ').orEmpty()
        val config = base.resources.configuration
        val system = if (config.locales[0].language == "en") "en" else "es"
        return LookContext.over(
            base,
            parts.getOrNull(0) ?: system,
            parts.getOrNull(1)?.toIntOrNull() ?: USUAL_PERCENT,
            parts.getOrNull(2)?.toBooleanStrictOrNull() ?: systemDark(config),
        )
    }

    /** Keeps it; false when it is what was kept. */
    fun keep(language: String, percent: Int, night: Boolean): Boolean {
        val line = "$language $percent $night"
        if (file.exists() && file.readText() == line) return false
        file.writeText(line)
        return true
    }

    /** Forgets it, with everything else on the phone. */
    fun forget() {
        file.delete()
    }

    companion object {
        private const val USUAL_PERCENT = 100

        /** Whether the phone itself is set to dark. */
        fun systemDark(config: Configuration): Boolean =
            config.uiMode and Configuration.UI_MODE_NIGHT_MASK == Configuration.UI_MODE_NIGHT_YES
    }
}
