package org.farola.app.sense

import android.Manifest.permission.CAMERA
import android.app.Activity
import android.content.ClipData
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Handler
import android.os.Looper
import android.provider.MediaStore
import android.webkit.MimeTypeMap
import java.io.File
import java.io.IOException
import java.util.concurrent.Executors

/**
 * Photos, films and files through the phone's own apps: no camera of ours, no external storage.
 * One request at a time, as the person can only be in one of those apps.
 */
class Capture(private val activity: Activity, private val unreadable: () -> Unit) {
    private class Waiting(val request: Int, val file: File?, val photo: Boolean, val done: (File?) -> Unit)

    private val main = Handler(Looper.getMainLooper())
    private val copier = Executors.newSingleThreadExecutor { Thread(it, "copy").apply { isDaemon = true } }
    private var waiting: Waiting? = null

    /** Whether the person is in another app because we sent her there. */
    val away: Boolean get() = waiting != null

    fun photo(front: Boolean, taken: (File?) -> Unit) {
        capture(facing(Intent(MediaStore.ACTION_IMAGE_CAPTURE), front), "jpg", taken)
    }

    fun video(front: Boolean, taken: (File?) -> Unit) =
        capture(facing(Intent(MediaStore.ACTION_VIDEO_CAPTURE), front), "mp4", taken)

    private fun facing(intent: Intent, front: Boolean) =
        if (front) intent.putExtra("android.intent.extras.CAMERA_FACING", 1) else intent

    /** A file of one of those types, named as a form does: `image/\*`, `.csv`; any where there are none. */
    fun pick(accept: List<String>, picked: (File?) -> Unit) {
        val types = accept.mapNotNull(::mediaType).distinct()
        val intent = Intent(Intent.ACTION_OPEN_DOCUMENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType(types.singleOrNull() ?: "*/*")
        if (types.size > 1) intent.putExtra(Intent.EXTRA_MIME_TYPES, types.toTypedArray())
        start(intent, null, picked)
    }

    /** A picture of the gallery; of one that the core does not take as it is, a JPEG. */
    fun pickPhoto(picked: (File?) -> Unit) = start(
        Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType("image/*"),
        null, picked, photo = true,
    )

    private fun mediaType(accepted: String): String? =
        if ('/' in accepted) accepted else MimeTypeMap.getSingleton().getMimeTypeFromExtension(accepted.removePrefix("."))

    fun camera(): Boolean =
        activity.packageManager.hasSystemFeature(PackageManager.FEATURE_CAMERA_ANY)

    /** The answer of the app that was opened. */
    fun returned(request: Int, result: Int, data: Intent?) {
        val asked = waiting ?: return
        if (request != asked.request) return
        waiting = null
        val from = data?.data
        when {
            result != Activity.RESULT_OK -> give(asked, null)
            asked.file != null -> give(asked, asked.file)
            from == null -> give(asked, null)
            // A film of a gigabyte, or one from a cloud: not on the thread that draws.
            else -> copier.execute {
                val file = copy(from)?.let { if (asked.photo) Photos.ready(activity, it) else it }
                main.post {
                    if (file == null) unreadable()
                    give(asked, file)
                }
            }
        }
    }

    private fun give(asked: Waiting, file: File?) {
        if (file == null || file.length() == 0L) {
            (file ?: asked.file)?.delete()
            asked.done(null)
        } else {
            asked.done(file)
        }
    }

    private fun capture(intent: Intent, extension: String, taken: (File?) -> Unit) {
        // The permission is in our manifest, so the platform wants it held for the intent too.
        if (activity.checkSelfPermission(CAMERA) != PackageManager.PERMISSION_GRANTED) {
            activity.requestPermissions(arrayOf(CAMERA), ASKED_CAMERA)
            return taken(null)
        }
        val (file, address) = CaptureFiles.fresh(activity, extension)
        intent.putExtra(MediaStore.EXTRA_OUTPUT, address)
        intent.addFlags(Intent.FLAG_GRANT_WRITE_URI_PERMISSION)
        // Before Android 12 the grant follows the clip, not the extra.
        intent.clipData = ClipData.newRawUri("", address)
        start(intent, file, taken)
    }

    private fun start(intent: Intent, file: File?, done: (File?) -> Unit, photo: Boolean = false) {
        val asked = Waiting(FIRST_REQUEST, file, photo, done)
        waiting = asked
        try {
            activity.startActivityForResult(intent, asked.request)
        } catch (_: android.content.ActivityNotFoundException) {
            waiting = null
            file?.delete()
            done(null)
        }
    }

    /** A private copy of what was chosen; its name's ending stays, the name does not. */
    private fun copy(from: Uri): File? {
        val type = activity.contentResolver.getType(from)
        val ending = MimeTypeMap.getSingleton().getExtensionFromMimeType(type) ?: "bin"
        val (file, _) = CaptureFiles.fresh(activity, ending)
        // Another app gives it: it may be gone, in a cloud without a network, or not for us.
        val whole = try {
            activity.contentResolver.openInputStream(from)?.use { source ->
                file.outputStream().use { source.copyTo(it) }
            } != null
        } catch (_: IOException) {
            false
        } catch (_: SecurityException) {
            false
        }
        if (!whole) file.delete()
        return file.takeIf { whole }
    }

    private companion object {
        const val FIRST_REQUEST = 10
        const val ASKED_CAMERA = 20
    }
}
