package org.farola.app.form.place

import org.farola.app.form.Fix
import org.farola.core.FixRecord
import org.farola.core.PlaceRecord
import org.farola.core.SketchFrame
import org.farola.core.sketchAround
import org.farola.core.sketchFollowing
import org.farola.core.sketchZoomed

/** The place as it was sensed. */
val Fix.place: PlaceRecord get() = PlaceRecord(lat, lon, altitudeM, accuracyM)

/** The same for the core. */
val Fix.record: FixRecord get() = FixRecord(atMs, lat, lon, altitudeM, accuracyM, null, null)

/** Points on the glass for a metre, where the frame fits between margins. */
fun SketchFrame.scale(width: Int, height: Int, margin: Int): Float =
    minOf((width - 2 * margin) / eastM, (height - 2 * margin) / northM).toFloat()

/** The frame of before, moved where it has to be to hold the place; at first the one around [all]. */
fun SketchFrame?.following(place: PlaceRecord, all: List<PlaceRecord> = listOf(place)): SketchFrame =
    if (this == null) sketchAround(all) else sketchFollowing(this, place)

/** Nearer or farther away, with the place in the middle. */
fun SketchFrame.zoomed(nearer: Boolean, place: PlaceRecord?): SketchFrame =
    sketchZoomed(copy(middle = place ?: middle), nearer)
