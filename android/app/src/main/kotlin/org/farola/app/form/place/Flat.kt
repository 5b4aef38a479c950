package org.farola.app.form.place

import org.farola.app.form.Fix
import org.farola.core.FixRecord
import org.farola.core.PlaceRecord
import org.farola.core.SketchFrame

/** The place as it was sensed. */
val Fix.place: PlaceRecord get() = PlaceRecord(lat, lon, altitudeM, accuracyM)

/** The same for the core. */
val Fix.record: FixRecord get() = FixRecord(atMs, lat, lon, altitudeM, accuracyM, null, null)

/** Points on the glass for a metre, where the frame fits between margins. */
fun SketchFrame.scale(width: Int, height: Int, margin: Int): Float =
    minOf((width - 2 * margin) / eastM, (height - 2 * margin) / northM).toFloat()
