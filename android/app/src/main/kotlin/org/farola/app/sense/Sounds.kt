package org.farola.app.sense

import android.Manifest.permission.RECORD_AUDIO
import android.app.Activity
import android.content.pm.PackageManager
import android.media.MediaPlayer
import android.media.MediaRecorder
import android.os.Build
import java.io.File
import java.io.IOException
import org.farola.app.form.Playing
import org.farola.app.form.Recording
import org.farola.core.AudioQuality
import org.farola.core.SoundFormatRecord
import org.farola.core.soundFormat

/** The microphone and the loudspeaker. */
class Sounds(private val activity: Activity) {
    private var running = 0

    /** Whether something is recorded or heard: the person listens or speaks, and touches nothing. */
    val busy: Boolean get() = running > 0

    fun microphone(): Boolean =
        activity.packageManager.hasSystemFeature(PackageManager.FEATURE_MICROPHONE)

    /** Nothing when the person has not allowed it yet: she is asked. */
    fun record(quality: AudioQuality): Recording? {
        if (activity.checkSelfPermission(RECORD_AUDIO) != PackageManager.PERMISSION_GRANTED) {
            activity.requestPermissions(arrayOf(RECORD_AUDIO), ASKED_MICROPHONE)
            return null
        }
        val format = soundFormat(quality)
        val (file, _) = CaptureFiles.fresh(activity, format.extension)
        val recorder = recorder(file, format)
        try {
            recorder.prepare()
            recorder.start()
        } catch (_: IOException) {
            recorder.release()
            file.delete()
            return null
        }
        running++
        return object : Recording {
            override fun stop(): File? {
                running--
                // Thrown when nothing was recorded: then there is no file to keep.
                val whole = runCatching { recorder.stop() }.isSuccess
                recorder.release()
                if (!whole) file.delete()
                return file.takeIf { whole }
            }
        }
    }

    private fun recorder(file: File, format: SoundFormatRecord): MediaRecorder {
        val recorder = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            MediaRecorder(activity)
        } else {
            @Suppress("DEPRECATION")
            MediaRecorder()
        }
        set(recorder, format, file)
        return recorder
    }

    /** A sound may be long: it is written for the player and read by it aside. */
    fun play(name: String, content: ByteArray, begun: (Playing?) -> Unit, ended: () -> Unit) {
        val (file, _) = CaptureFiles.fresh(activity, name.substringAfterLast('.', "bin"))
        val player = MediaPlayer()
        var on = false
        fun finish() {
            if (on) running--
            on = false
            player.release()
            file.delete()
        }
        Aside.run({ prepared(player, file, content) }) { whole ->
            if (!whole) finish()
            if (whole) {
                player.setOnCompletionListener {
                    finish()
                    ended()
                }
                player.start()
                on = true
                running++
            }
            begun(if (whole) Ending(player, ::finish) else null)
        }
    }

    private fun prepared(player: MediaPlayer, file: File, content: ByteArray): Boolean = try {
        file.writeBytes(content)
        player.setDataSource(file.path)
        player.prepare()
        true
    } catch (_: IOException) {
        false
    }

    private class Ending(private val player: MediaPlayer, private val finish: () -> Unit) : Playing {
        override fun stop() {
            runCatching { player.stop() }
            finish()
        }
    }

    companion object {
        private const val ASKED_MICROPHONE = 21

        /** Sets a recorder as the core says. */
        fun set(recorder: MediaRecorder, format: SoundFormatRecord, into: File) {
            recorder.setAudioSource(MediaRecorder.AudioSource.MIC)
            recorder.setOutputFormat(MediaRecorder.OutputFormat.MPEG_4)
            recorder.setAudioEncoder(MediaRecorder.AudioEncoder.AAC)
            recorder.setAudioSamplingRate(format.sampleHz.toInt())
            recorder.setAudioChannels(format.channels.toInt())
            recorder.setAudioEncodingBitRate(format.bitsPerS.toInt())
            recorder.setOutputFile(into.path)
        }
    }
}
