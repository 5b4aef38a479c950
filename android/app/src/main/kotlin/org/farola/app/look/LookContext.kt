package org.farola.app.look

import android.content.Context
import android.content.ContextWrapper
import android.content.res.Configuration
import android.os.LocaleList
import android.view.ContextThemeWrapper
import java.util.Locale
import org.farola.app.R
import org.farola.app.sense.Keyboard
import org.farola.core.ReaderLocale
import org.farola.core.appLanguage
import org.farola.core.readerLocale
import org.farola.core.usualSettings

/**
 * The language, size and light of a screen, by the settings of the core and not of the phone:
 * resources that are read and views that are made through it follow them.
 */
class LookContext private constructor(
    base: Context,
    val palette: Palette,
    /** Its code: also the language that the core is asked to speak. */
    val language: String,
) : ContextThemeWrapper(base, if (palette.night) R.style.FarolaNight else R.style.Farola) {

    /** How the core reads and writes: in the app's language, with the marks of the phone's keyboard. */
    val reader: ReaderLocale
        get() = readerLocale(language, Keyboard.decimalSign)

    companion object {
        /** [percent] enlarges what the phone itself has set, up to twice the usual size. */
        fun over(base: Context, language: String, percent: Int, night: Boolean): LookContext {
            val asked = Configuration(base.resources.configuration)
            asked.setLocales(LocaleList(localeOf(language)))
            asked.fontScale = (asked.fontScale * percent / 100f).coerceIn(MIN_SCALE, MAX_SCALE)
            val dark = if (night) Configuration.UI_MODE_NIGHT_YES else Configuration.UI_MODE_NIGHT_NO
            asked.uiMode = asked.uiMode and Configuration.UI_MODE_NIGHT_MASK.inv() or dark
            val context = base.createConfigurationContext(asked)
            return LookContext(context, Palette.of(night), language)
        }

        /** The one around a view's context; day and the usual settings where there is none. */
        fun of(context: Context): LookContext {
            var at: Context? = context
            while (at is ContextWrapper) {
                if (at is LookContext) return at
                at = at.baseContext
            }
            val usual = usualSettings("")
            return over(context, usual.language, usual.textPercent.toInt(), night = false)
        }

        private fun localeOf(language: String) = Locale.forLanguageTag(appLanguage(language).tag)

        private const val MIN_SCALE = 0.85f
        private const val MAX_SCALE = 2f
    }
}
