package org.farola.app.sense

import android.content.Context
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.ImageDecoder
import android.os.Build
import java.io.File
import java.io.IOException
import org.farola.core.photoFormat

/** Chosen pictures as photos: what the core does not take as it is, HEIC or WebP, becomes a JPEG. */
object Photos {
    /** The photo; the file itself where it is one, and where nothing can be made of it. */
    fun ready(context: Context, chosen: File): File {
        val format = photoFormat(head(chosen)) ?: return chosen
        val picture = decoded(chosen) ?: return chosen
        val photo = CaptureFiles.keep(context, picture, format) ?: return chosen
        picture.recycle()
        chosen.delete()
        return photo
    }

    private fun head(file: File): ByteArray = file.inputStream().use { source ->
        val bytes = ByteArray(HEAD)
        bytes.copyOf(source.read(bytes).coerceAtLeast(0))
    }

    /** Upright, and no larger than a cheap phone has memory for. */
    private fun decoded(file: File): Bitmap? = try {
        upright(file) ?: BitmapFactory.decodeFile(file.path)
    } catch (_: OutOfMemoryError) {
        null
    }

    /** By the decoder that knows HEIC and turns what lies on its side; Android 8 has none. */
    private fun upright(file: File): Bitmap? = try {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) decodedByNew(file) else null
    } catch (_: IOException) {
        null
    }

    private fun decodedByNew(file: File): Bitmap =
        ImageDecoder.decodeBitmap(ImageDecoder.createSource(file)) { decoder, info, _ ->
            decoder.allocator = ImageDecoder.ALLOCATOR_SOFTWARE
            val pixels = info.size.width.toLong() * info.size.height
            if (pixels > MOST_PIXELS) decoder.setTargetSampleSize(2)
        }

    private const val HEAD = 16
    private const val MOST_PIXELS = 16_000_000L
}
