package org.farola.app.form.place

import java.math.BigDecimal
import java.math.RoundingMode
import kotlin.math.cos
import kotlin.math.hypot
import kotlin.math.roundToInt
import org.farola.app.form.Fix

/** A place of a form: latitude, longitude, and what is known of height and accuracy. */
data class Spot(val lat: Double, val lon: Double, val altitudeM: Double = 0.0, val accuracyM: Double = 0.0) {
    /** `20.6767 -103.347 1550 9.5`, as forms store it. */
    fun write(): String = listOf(plain(lat, DEGREES), plain(lon, DEGREES), plain(altitudeM, 1), plain(accuracyM, 1))
        .joinToString(" ")

    /** The place so many metres to the east and to the north; put by hand, it has no accuracy. */
    fun moved(eastM: Double, northM: Double): Spot {
        val next = Ground(this).spot(eastM, northM)
        return next.copy(altitudeM = 0.0, accuracyM = 0.0)
    }

    /** Metres to another place, on the small distances of a street. */
    fun metresTo(other: Spot): Double {
        val (x, y) = Ground(this).metres(other)
        return hypot(x, y)
    }

    companion object {
        private const val DEGREES = 7

        /** A place as it was measured. */
        fun of(fix: Fix) = Spot(fix.lat, fix.lon, fix.altitudeM ?: 0.0, fix.accuracyM ?: 0.0)

        /** Reads one place; nothing where there is none. */
        fun read(text: String): Spot? {
            val numbers = text.trim().split(' ').filter(String::isNotEmpty).map { it.toDoubleOrNull() ?: return null }
            if (numbers.size < 2) return null
            return Spot(numbers[0], numbers[1], numbers.getOrElse(2) { 0.0 }, numbers.getOrElse(3) { 0.0 })
        }

        /** Reads a line of places. */
        fun readAll(text: String): List<Spot> = text.split(';').mapNotNull(::read)

        private fun plain(number: Double, digits: Int): String {
            val rounded = BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN)
            return if (rounded.signum() == 0) "0" else rounded.stripTrailingZeros().toPlainString()
        }
    }
}

/** A flat piece of ground around a place, in metres: right within a neighbourhood. */
class Ground(private val origin: Spot) {
    private val perLon = PER_DEGREE * cos(Math.toRadians(origin.lat)).coerceAtLeast(LEAST)

    /** Metres to the east and to the north of the origin. */
    fun metres(spot: Spot): Pair<Double, Double> =
        (spot.lon - origin.lon) * perLon to (spot.lat - origin.lat) * PER_DEGREE

    /** The place so many metres to the east and to the north. */
    fun spot(eastM: Double, northM: Double) =
        Spot((origin.lat + northM / PER_DEGREE).coerceIn(-90.0, 90.0), origin.lon + eastM / perLon)

    private companion object {
        /** Metres of a degree on a sphere of the earth's mean radius. */
        const val PER_DEGREE = 111_195.0
        const val LEAST = 0.01
    }
}

/** Lengths and areas of what is drawn. */
object Measure {
    /** Length of a line in metres. */
    fun lengthM(spots: List<Spot>): Double = spots.zipWithNext { a, b -> a.metresTo(b) }.sum()

    /** Area of a ring in square metres. */
    fun areaM2(spots: List<Spot>): Double {
        val ground = Ground(spots.firstOrNull() ?: return 0.0)
        val points = spots.map(ground::metres)
        val ring = points.zip(points.drop(1) + points.take(1))
        return kotlin.math.abs(ring.sumOf { (a, b) -> a.first * b.second - b.first * a.second }) / 2
    }

    /** Metres, then kilometres. */
    fun shown(metres: Double, locale: java.util.Locale): String = when {
        metres < KILOMETRE -> "${metres.roundToInt()} m"
        else -> String.format(locale, "%.1f km", metres / KILOMETRE)
    }

    private const val KILOMETRE = 1000.0
}
