package org.farola.app.fill

import org.farola.app.MainActivity
import org.farola.app.form.Recording
import org.farola.app.sense.Ends
import org.farola.core.FarolaException
import org.farola.core.Filling
import org.farola.core.PatchRecord
import org.farola.core.PointRecord
import org.farola.core.RequestType

/** What a form asks of the phone by itself: the position, or the voice in the background. */
class PendingRequests(
    private val shell: MainActivity,
    private val filling: Filling,
    private val patched: (PatchRecord) -> Unit,
) {
    private var following: Ends? = null
    private var recording: Pair<String, Recording>? = null

    /** Looks what is asked for now. */
    fun begin() {
        val waiting = filling.requests()
        if (following == null && waiting.any { it.kind == RequestType.PLACE }) place()
        val voice = waiting.firstOrNull { it.kind == RequestType.RECORDING }
        if (recording == null && voice != null) {
            shell.sounds.record(voice.quality.orEmpty())?.let { recording = voice.reference to it }
        }
    }

    /** Gives the recording to the form and lets go of the receiver. */
    fun end() {
        following?.end()
        following = null
        val (reference, voice) = recording ?: return
        recording = null
        val file = voice.stop() ?: return
        quietly { patched(filling.giveRecording(reference, file.path)) }
        file.delete()
    }

    private fun place() {
        if (!shell.parts.place.allowed()) return
        following = shell.parts.place.follow { place ->
            val point = PointRecord(place.lat, place.lon, place.accuracyM)
            filling.requests().filter { it.kind == RequestType.PLACE }.forEach { request ->
                quietly { patched(filling.givePlace(request.reference, point)) }
            }
        }
    }

    /** Nobody waits for these: a form that was sealed meanwhile is no error to show. */
    private fun quietly(work: () -> Unit) {
        try {
            work()
        } catch (_: FarolaException) {
            return
        }
    }
}
