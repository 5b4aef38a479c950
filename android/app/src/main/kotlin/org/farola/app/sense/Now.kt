package org.farola.app.sense

import java.util.TimeZone
import org.farola.core.LocalTime

/** The phone's clock. */
object Now {
    private const val SECOND_MS = 1_000

    /** The time it is, by the clocks here. */
    fun here(): LocalTime = at(System.currentTimeMillis())

    /** An instant by the clocks here. */
    fun at(ms: Long) = LocalTime(ms, TimeZone.getDefault().getOffset(ms) / SECOND_MS)
}
