package org.farola.app.home

import java.text.DateFormat
import java.text.NumberFormat
import java.text.SimpleDateFormat
import java.util.Calendar
import java.util.Date
import org.farola.app.R
import org.farola.app.look.Look

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
                R.string.time_date, DateFormat.getDateInstance(DateFormat.MEDIUM, locale).format(Date(ms)), clock,
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
    fun way(metres: Int): String = if (metres < 1_000) {
        look.words(R.string.way_m, number.format(metres))
    } else {
        number.maximumFractionDigits = 1
        look.words(R.string.way_km, number.format(metres / 1_000.0))
    }

    fun minutes(seconds: Int): String = look.words(R.string.time_min, seconds / 60)

    fun bytes(bytes: Long): String {
        number.maximumFractionDigits = 1
        return if (bytes < 1_000_000) {
            look.words(R.string.size_kb, number.format((bytes + 999) / 1_000))
        } else {
            look.words(R.string.size_mb, number.format(bytes / 1_000_000.0))
        }
    }

    /** One of eight winds. */
    fun bearing(degrees: Int): String {
        val winds = look.context.resources.getStringArray(R.array.winds)
        return winds[Math.floorMod(Math.round(degrees / WIND_DEG).toInt(), winds.size)]
    }

    private companion object {
        const val DAY_MS = 86_400_000L
        const val WIND_DEG = 45f
    }
}
