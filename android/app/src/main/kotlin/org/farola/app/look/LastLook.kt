package org.farola.app.look

import android.content.Context
import android.content.SharedPreferences
import android.content.res.Configuration
import org.farola.core.usualSettings

/**
 * Language, size and light of last time, beside the database: the lock and the notices have to be
 * readable before the settings can be read. Nothing else is kept there.
 */
class LastLook(context: Context) {
    private val kept: SharedPreferences = context.getSharedPreferences("look", Context.MODE_PRIVATE)

    /** What was kept; the phone's own where nothing is. */
    fun over(base: Context): LookContext {
        val config = base.resources.configuration
        val usual = usualSettings(config.locales[0].toLanguageTag())
        return LookContext.over(
            base,
            kept.getString(LANGUAGE, usual.language) ?: usual.language,
            kept.getInt(PERCENT, usual.textPercent.toInt()),
            kept.getBoolean(NIGHT, systemDark(config)),
        )
    }

    /** Keeps it; false when it is what was kept. */
    fun keep(language: String, percent: Int, night: Boolean): Boolean {
        if (kept.all == mapOf(LANGUAGE to language, PERCENT to percent, NIGHT to night)) return false
        kept.edit().putString(LANGUAGE, language).putInt(PERCENT, percent).putBoolean(NIGHT, night).apply()
        return true
    }

    /** Forgets it, with everything else on the phone. */
    fun forget() = kept.edit().clear().apply()

    companion object {
        private const val LANGUAGE = "language"
        private const val PERCENT = "percent"
        private const val NIGHT = "night"

        /** Whether the phone itself is set to dark. */
        fun systemDark(config: Configuration): Boolean =
            config.uiMode and Configuration.UI_MODE_NIGHT_MASK == Configuration.UI_MODE_NIGHT_YES
    }
}
