package org.farola.app.form

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import org.farola.app.sense.Aside

/** An attached picture; nothing where there is none, or none that can be shown. */
fun FormAnswers.picture(name: String, most: Int, done: (Bitmap?) -> Unit) =
    file(name) { Pictures.open(it, most, done) }

/** A picture of the form, as [picture]. */
fun FormAnswers.formPicture(name: String, most: Int, done: (Bitmap?) -> Unit) =
    formFile(name) { Pictures.open(it, most, done) }

/** Reading pictures without filling the memory. */
object Pictures {
    /** More than a screen shows is of no use on it. */
    const val SCREEN_PIXELS = 1080

    /** [read], away from the thread that draws. */
    fun open(content: ByteArray?, most: Int, done: (Bitmap?) -> Unit) {
        if (content == null) done(null) else Aside.run({ read(content, most) }, done)
    }

    /** A picture no longer than [most] pixels on its longer side, upright; nothing when it is none. */
    fun read(content: ByteArray, most: Int): Bitmap? {
        val bounds = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeByteArray(content, 0, content.size, bounds)
        val longer = maxOf(bounds.outWidth, bounds.outHeight)
        if (longer <= 0) return null
        val options = BitmapFactory.Options().apply { inSampleSize = sample(longer, most) }
        val raw = BitmapFactory.decodeByteArray(content, 0, content.size, options) ?: return null
        return scaled(upright(raw, content), most)
    }

    /** The largest power of two that leaves at least [most] pixels. */
    fun sample(longer: Int, most: Int): Int {
        var sample = 1
        while (longer / (sample * 2) >= most) sample *= 2
        return sample
    }

    /** The picture with its longer side at most [most]; itself where it is smaller. */
    fun scaled(bitmap: Bitmap, most: Int): Bitmap {
        val longer = maxOf(bitmap.width, bitmap.height)
        if (longer <= most) return bitmap
        val width = maxOf(1, bitmap.width * most / longer)
        val height = maxOf(1, bitmap.height * most / longer)
        return Bitmap.createScaledBitmap(bitmap, width, height, true)
    }

    /** Cameras write which way is up beside the picture; drawing on it loses that. */
    private fun upright(bitmap: Bitmap, content: ByteArray): Bitmap {
        val degrees = turned(content)
        if (degrees == 0f) return bitmap
        val turn = android.graphics.Matrix().apply { postRotate(degrees) }
        return Bitmap.createBitmap(bitmap, 0, 0, bitmap.width, bitmap.height, turn, true)
    }

    private fun turned(content: ByteArray): Float = try {
        val exif = android.media.ExifInterface(content.inputStream())
        val normal = android.media.ExifInterface.ORIENTATION_NORMAL
        when (exif.getAttributeInt(android.media.ExifInterface.TAG_ORIENTATION, normal)) {
            android.media.ExifInterface.ORIENTATION_ROTATE_90 -> 90f
            android.media.ExifInterface.ORIENTATION_ROTATE_180 -> 180f
            android.media.ExifInterface.ORIENTATION_ROTATE_270 -> 270f
            else -> 0f
        }
    } catch (unreadable: java.io.IOException) {
        // A picture that says nothing about itself is taken as it lies.
        0f
    }
}
