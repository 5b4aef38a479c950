package org.farola.app.form.date

import android.content.Context
import android.icu.text.SimpleDateFormat
import android.icu.util.Calendar
import android.icu.util.TimeZone
import android.icu.util.ULocale
import java.time.LocalDate
import java.time.ZoneOffset
import org.farola.app.R
import org.farola.app.form.text.Numbers

/**
 * The same day in another calendar, said beside the Gregorian one. The platform knows five of the
 * seven that forms may ask for; of the other two only the sentence is shown that says so.
 */
object OtherCalendar {
    /** Words of appearances, and what the platform calls the calendar. */
    private val KNOWN = mapOf(
        "coptic" to "coptic",
        "ethiopian" to "ethiopic",
        "islamic" to "islamic-civil",
        "persian" to "persian",
        "buddhist" to "buddhist",
    )

    /** Every calendar that a form may ask for. */
    val ALL = KNOWN.keys + setOf("bikram-sambat", "myanmar")

    /** Whether a day can be told in it. */
    fun known(calendar: String) = calendar in KNOWN

    /** The day in that calendar, in a sentence; nothing where the platform does not know it. */
    fun shown(date: LocalDate, calendar: String?, context: Context): String? {
        val name = KNOWN[calendar] ?: return null
        val language = Numbers.locale(context).toLanguageTag()
        val locale = ULocale.forLanguageTag(language).setKeywordValue("calendar", name)
        val millis = date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
        // Not the locale's own pattern: it adds the name of an era that the platform cannot spell.
        val format = SimpleDateFormat("d MMMM y", locale)
        format.calendar = Calendar.getInstance(locale)
        format.timeZone = TimeZone.GMT_ZONE
        return context.getString(R.string.form_other_calendar, format.format(java.util.Date(millis)))
    }
}
