package org.farola.app.home

import org.farola.app.look.Look
import org.farola.app.sense.Now
import org.farola.core.shownBytes
import org.farola.core.shownDistance
import org.farola.core.shownDuration
import org.farola.core.shownMoment
import org.farola.core.shownMomentAtStart
import org.farola.core.shownWind

/** Times, sizes and ways as the core says them to this person. */
class Words(look: Look) {
    private val reader = look.context.reader

    /** Today 10:42, yesterday 21:15, 23 nov 2026, 21:15. */
    fun moment(ms: Long, now: Long = System.currentTimeMillis()): String = shownMoment(here(ms), here(now), reader)

    /** The same as the beginning of a line. */
    fun momentAtStart(ms: Long, now: Long = System.currentTimeMillis()): String =
        shownMomentAtStart(here(ms), here(now), reader)

    private fun here(ms: Long) = Now.at(ms)

    /** Metres, then kilometres. */
    fun way(metres: Int): String = shownDistance(metres.toDouble(), reader)

    /** 51 min, then 1 h 05 min. */
    fun duration(seconds: Int): String = shownDuration(seconds.toLong() * SECOND_MS)

    /** Kilobytes, then megabytes. */
    fun bytes(bytes: ULong): String = shownBytes(bytes, reader)

    /** One of eight winds. */
    fun bearing(degrees: Int): String = shownWind(degrees.toDouble(), reader)

    private companion object {
        const val SECOND_MS = 1_000
    }
}
