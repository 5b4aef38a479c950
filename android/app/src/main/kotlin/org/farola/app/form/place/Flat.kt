package org.farola.app.form.place

import kotlin.math.hypot
import org.farola.app.form.Fix
import org.farola.core.FixRecord
import org.farola.core.Offset
import org.farola.core.PlaceRecord
import org.farola.core.flatMoved
import org.farola.core.flatOffsets

/** The place as it was sensed. */
val Fix.place: PlaceRecord get() = PlaceRecord(lat, lon, altitudeM, accuracyM)

/** The same for the core. */
val Fix.record: FixRecord get() = FixRecord(atMs, lat, lon, altitudeM, accuracyM, null, null)

/** Metres to another place of the neighbourhood. */
fun PlaceRecord.metresTo(other: PlaceRecord): Double =
    flatOffsets(this, listOf(other)).single().let { hypot(it.eastM, it.northM) }

/** The middle between the outermost of these places. */
fun middleOf(places: List<PlaceRecord>): PlaceRecord {
    val around = flatOffsets(places.first(), places)
    fun middle(along: (Offset) -> Double) = (around.minOf(along) + around.maxOf(along)) / 2
    return flatMoved(places.first(), Offset(middle(Offset::eastM), middle(Offset::northM)))
}
