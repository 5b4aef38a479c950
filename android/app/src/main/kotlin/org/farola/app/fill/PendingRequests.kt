package org.farola.app.fill

import android.Manifest.permission.RECORD_AUDIO
import android.content.pm.PackageManager
import org.farola.app.Core
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

    /** Whether a voice is asked for, and whether it is being recorded. */
    var voice = Voice.NOT_ASKED
        private set

    enum class Voice { NOT_ASKED, RECORDING, REFUSED }

    /** Looks what is asked for now. */
    fun begin() {
        val waiting = quietly { filling.requests() } ?: return
        if (following == null && waiting.any { it.kind == RequestType.PLACE }) place()
        val asked = waiting.firstOrNull { it.kind == RequestType.RECORDING }
        if (recording == null && asked != null && mayAsk()) {
            shell.senses.recordAudio(asked.quality.orEmpty())?.let { recording = asked.reference to it }
            voice = if (recording == null) Voice.REFUSED else Voice.RECORDING
        }
    }

    /** The permission is asked for once in a form; given later, it counts from the next page on. */
    private fun mayAsk() = voice != Voice.REFUSED ||
        shell.checkSelfPermission(RECORD_AUDIO) == PackageManager.PERMISSION_GRANTED

    /** Out of sight for a while: the receiver rests, the voice goes on. */
    fun rest() {
        following?.end()
        following = null
    }

    /** The form is left or sealed: the recording goes into it. */
    fun end() {
        rest()
        val (reference, running) = recording ?: return
        recording = null
        voice = Voice.NOT_ASKED
        val file = running.stop() ?: return
        quietly { patched(filling.giveRecording(reference, file.path)) }
        file.delete()
    }

    private fun place() {
        if (!shell.parts.place.allowed()) return
        following = shell.parts.place.follow { place ->
            val point = PointRecord(place.lat, place.lon, place.accuracyM)
            val waiting = quietly { filling.requests() }.orEmpty()
            waiting.filter { it.kind == RequestType.PLACE }.forEach { request ->
                quietly { patched(filling.givePlace(request.reference, point)) }
            }
        }
    }

    /**
     * Nobody waits for these: a form that was sealed meanwhile is no error to show. A fault of
     * the core's own is: its handles have to be made anew.
     */
    private fun <T> quietly(work: () -> T): T? = try {
        work()
    } catch (error: FarolaException) {
        if (error is FarolaException.Bug) shell.fail(Core.codeOf(error))
        null
    }
}
