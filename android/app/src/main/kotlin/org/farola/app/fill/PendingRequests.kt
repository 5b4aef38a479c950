package org.farola.app.fill

import android.Manifest.permission.RECORD_AUDIO
import android.content.pm.PackageManager
import android.os.Handler
import android.os.Looper
import org.farola.app.MainActivity
import org.farola.app.form.Recording
import org.farola.app.sense.Ends
import org.farola.core.PatchRecord
import org.farola.core.PointRecord
import org.farola.core.RequestRecord
import org.farola.core.RequestType

/**
 * What a form asks of the phone by itself: the position, or the voice in the background. Nobody
 * waits for these: a form that was finalized meanwhile is no error to show.
 */
class PendingRequests(
    private val shell: MainActivity,
    private val form: OpenForm,
    private val patched: (PatchRecord) -> Unit,
    private val voiceChanged: () -> Unit,
) {
    private val main = Handler(Looper.getMainLooper())

    /** What follows positions, by the node that asked for one. */
    private val following = HashMap<String, Ends>()
    private var recording: Pair<String, Recording>? = null
    private var resting = true

    /** Whether a voice is asked for, and whether it is being recorded. */
    var voice = Voice.NOT_ASKED
        private set

    /** Whether a voice is being recorded. */
    fun recording() = voice == Voice.RECORDING

    enum class Voice { NOT_ASKED, RECORDING, REFUSED }

    /** Looks what is asked for now. */
    fun begin() {
        resting = false
        form.ask({ it.requests() }) { asked -> asked.onSuccess { if (!resting) fulfil(it) } }
    }

    private fun fulfil(asked: List<RequestRecord>) {
        for (request in asked) {
            when (request.kind) {
                RequestType.PLACE -> follow(request)
                RequestType.RECORDING -> record(request)
            }
        }
    }

    private fun record(request: RequestRecord) {
        val quality = request.recording ?: return
        if (recording != null || !mayAsk()) return
        shell.senses.recordAudio(quality)?.let { recording = request.reference to it }
        voice = if (recording == null) Voice.REFUSED else Voice.RECORDING
        voiceChanged()
    }

    /** The permission is asked for once in a form; given later, it counts from the next page on. */
    private fun mayAsk() = voice != Voice.REFUSED ||
        shell.checkSelfPermission(RECORD_AUDIO) == PackageManager.PERMISSION_GRANTED

    /** Out of sight for a while: the receiver rests, the voice goes on. */
    fun rest() {
        resting = true
        following.values.forEach(Ends::end)
        following.clear()
    }

    /** The form is left or finalized: the recording goes into it. */
    fun end() {
        rest()
        val (reference, running) = recording ?: return
        recording = null
        voice = Voice.NOT_ASKED
        running.stop()?.let { file -> form.giveRecording(reference, file) { it.onSuccess(patched) } }
    }

    /**
     * Gives each position for as long as the core says, which keeps the most exact. One that is
     * asked for once more is followed anew.
     */
    private fun follow(request: RequestRecord) {
        val reference = request.reference
        following.remove(reference)?.end()
        if (!shell.parts.place.allowed()) return
        val follows = shell.parts.place.follow { place ->
            val point = PointRecord(place.lat, place.lon, place.accuracyM)
            form.ask({ it.givePlace(reference, point) }) { it.onSuccess(patched) }
        }
        val over = Runnable { following.remove(reference)?.end() }
        following[reference] = Ends {
            main.removeCallbacks(over)
            follows.end()
        }
        main.postDelayed(over, request.followMs.toLong())
    }
}
