package org.farola.app.fill

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.content.ActivityNotFoundException
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.Bitmap
import android.net.Uri
import java.io.File
import org.farola.app.MainActivity
import org.farola.app.form.Fix
import org.farola.app.form.FormSenses
import org.farola.app.form.Playing
import org.farola.app.form.Recording
import org.farola.app.form.Sense
import org.farola.app.form.Watch
import org.farola.app.sense.Aside
import org.farola.app.sense.CaptureFiles
import org.farola.app.sense.Compass
import org.farola.app.sense.Film
import org.farola.app.sense.Place
import org.farola.app.sense.QrReader
import org.farola.core.AudioQuality
import org.farola.core.PictureFormat
import org.farola.core.fixIsFresh

/** What a page of a form senses, through the activity and the parts of the app. */
class ShellSenses(private val activity: MainActivity) : FormSenses {
    private val compass by lazy { Compass(activity) }
    private val film = Film(activity)

    override fun has(sense: Sense): Boolean = when (sense) {
        Sense.CAMERA, Sense.VIDEO, Sense.CODE_SCANNER -> activity.capture.camera()
        Sense.FRONT_CAMERA ->
            activity.packageManager.hasSystemFeature(PackageManager.FEATURE_CAMERA_FRONT)
        Sense.MICROPHONE -> activity.sounds.microphone()
        Sense.COMPASS -> compass.there
        Sense.PLACE, Sense.FILES -> true
    }

    override fun takePhoto(front: Boolean, taken: (File?) -> Unit) =
        activity.capture.photo(front, taken)

    override fun takeVideo(front: Boolean, taken: (File?) -> Unit) = activity.capture.video(front, taken)

    override fun pickFile(accept: List<String>, picked: (File?) -> Unit) =
        activity.capture.pick(accept, picked)

    override fun pickPhoto(picked: (File?) -> Unit) = activity.capture.pickPhoto(picked)

    override fun recordAudio(quality: AudioQuality): Recording? = activity.sounds.record(quality)

    override fun play(name: String, content: ByteArray, begun: (Playing?) -> Unit, ended: () -> Unit) =
        activity.sounds.play(name, content, begun, ended)

    override fun watch(name: String, content: ByteArray, begun: (Playing?) -> Unit, ended: () -> Unit) =
        film.show(name, content, begun, ended)

    override fun scanCode(front: Boolean, read: (String?) -> Unit) =
        activity.capture.photo(front) { photo ->
            // A second and more on a large picture.
            if (photo == null) read(null) else Aside.run({ QrReader.take(photo) }, read)
        }

    override fun watchPlace(fix: (Fix) -> Unit): Watch? {
        val place = activity.parts.place
        if (!place.allowed()) {
            activity.askPlace()
            return null
        }
        val now = System.currentTimeMillis()
        place.last()?.takeIf { fixIsFresh(it.atMs, now) }?.let { fix(fixOf(it)) }
        val following = place.follow { fix(fixOf(it)) }
        return object : Watch {
            override fun stop() = following.end()
        }
    }

    override fun walkLine(fix: (Fix) -> Unit): Watch? {
        val watch = watchPlace(fix) ?: return null
        val held = activity.parts.track.hold()
        return object : Watch {
            override fun stop() {
                watch.stop()
                held.end()
            }
        }
    }

    override fun openPage(address: String): Boolean = try {
        activity.startActivity(Intent(Intent.ACTION_VIEW, Uri.parse(address)))
        true
    } catch (_: ActivityNotFoundException) {
        false
    }

    override fun watchBearing(degrees: (Double) -> Unit): Watch? {
        val following = compass.follow(degrees) ?: return null
        return object : Watch {
            override fun stop() = following.end()
        }
    }

    override fun keep(drawn: Bitmap, format: PictureFormat, kept: (File?) -> Unit) =
        Aside.run({ CaptureFiles.keep(activity, drawn, format) }, kept)

    private fun fixOf(place: Place) =
        Fix(place.lat, place.lon, place.altitudeM, place.accuracyM, place.atMs)

    companion object {
        val PLACE_PERMISSIONS = arrayOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION)
    }
}
