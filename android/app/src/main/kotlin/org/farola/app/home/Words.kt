package org.farola.app.home

import java.text.DateFormat
import java.text.NumberFormat
import java.text.SimpleDateFormat
import java.util.Calendar
import java.util.Date
import org.farola.app.R
import org.farola.app.look.Look
import org.farola.core.shownDistance
import org.farola.core.shownDuration
import org.farola.core.shownWind

/** Times, sizes and ways as they are said. */
class Words(private val look: Look) {
    private val locale = look.context.resources.configuration.locales[0]
    private val number: NumberFormat = NumberFormat.getNumberInstance(locale)

    /** Today 10:42, yesterday 21:15, 23 nov 2026, 21:15. */
    fun moment(ms: Long, now: Long = System.currentTimeMillis()): String {
        val clock = SimpleDateFormat("HH:mm", locale).format(Date(ms))
        return when (daysBetween(ms, now)) {
            0 -> look.words(R.string.time_today, clock)
            1 -> look.words(R.string.time_yesterday, clock)
            else -> look.words(
                R.string.time_day, DateFormat.getDateInstance(DateFormat.MEDIUM, locale).format(Date(ms)), clock,
            )
        }
    }

    private fun daysBetween(from: Long, to: Long): Int {
        val days = listOf(from, to).map { ms ->
            Calendar.getInstance().apply {
                timeInMillis = ms
                set(Calendar.HOUR_OF_DAY, 12)
                set(Calendar.MINUTE, 0)
            }.timeInMillis
        }
        return Math.round((days[1] - days[0]) / DAY_MS.toDouble()).toInt()
    }

    /** Metres, then kilometres. */
    fun way(metres: Int): String = shownDistance(metres.toDouble(), look.context.reader)

    /** 51 min, then 1 h 05 min. */
    fun duration(seconds: Int): String = shownDuration(seconds * SECOND_MS)

    fun bytes(bytes: Long): String {
        number.maximumFractionDigits = 1
        return if (bytes < 1_000_000) {
            look.words(R.string.size_kb, number.format((bytes + 999) / 1_000))
        } else {
            look.words(R.string.size_mb, number.format(bytes / 1_000_000.0))
        }
    }

    /** One of eight winds. */
    fun bearing(degrees: Int): String = shownWind(degrees.toDouble(), look.context.reader)

    private companion object {
        const val DAY_MS = 86_400_000L
        const val SECOND_MS = 1_000L
    }
}
