package org.farola.app.sense

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.MultiFormatReader
import com.google.zxing.NotFoundException
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.GlobalHistogramBinarizer
import com.google.zxing.common.HybridBinarizer
import java.io.File

/** Reads a QR code or a barcode out of a picture that the camera took. */
object QrReader {
    /** A side above this adds time, not codes. */
    private const val LONGEST_SIDE = 1600

    private val FORMATS = listOf(
        BarcodeFormat.QR_CODE, BarcodeFormat.AZTEC, BarcodeFormat.DATA_MATRIX, BarcodeFormat.PDF_417,
        BarcodeFormat.EAN_13, BarcodeFormat.EAN_8, BarcodeFormat.UPC_A, BarcodeFormat.CODE_128,
        BarcodeFormat.CODE_39, BarcodeFormat.ITF,
    )

    /** As it is, then every second and every third pixel. */
    private val STEPS = listOf(1, 2, 3)

    /** Codes of enrolment come first; the other kinds cost time that they rarely need. */
    private val HINTS = listOf(
        mapOf(DecodeHintType.TRY_HARDER to true, DecodeHintType.POSSIBLE_FORMATS to listOf(BarcodeFormat.QR_CODE)),
        mapOf(DecodeHintType.TRY_HARDER to true, DecodeHintType.POSSIBLE_FORMATS to FORMATS),
        mapOf(DecodeHintType.POSSIBLE_FORMATS to FORMATS),
    )

    /** The text of the code in a photo, which is then removed; nothing when there is none to be read. */
    fun take(photo: File): String? = CaptureFiles.spent(photo) { read(photo) }

    private fun read(file: File): String? {
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeFile(file.path, size)
        var step = 1
        while (maxOf(size.outWidth, size.outHeight) / step > LONGEST_SIDE) step *= 2
        val options = BitmapFactory.Options().apply { inSampleSize = step }
        return BitmapFactory.decodeFile(file.path, options)?.let(::read)
    }

    private fun read(bitmap: Bitmap): String? {
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        return read(pixels, bitmap.width, bitmap.height)
    }

    /**
     * The same of bare pixels. One way of telling dark from light does not read every picture, and
     * some are read only when they are smaller: each is tried before the person is sent back.
     */
    fun read(pixels: IntArray, width: Int, height: Int): String? {
        for (step in STEPS) {
            val w = width / step
            val h = height / step
            val fewer = if (step == 1) pixels else IntArray(w * h) { pixels[it / w * step * width + it % w * step] }
            val source = RGBLuminanceSource(w, h, fewer)
            for (binarizer in listOf(HybridBinarizer(source), GlobalHistogramBinarizer(source))) {
                decode(BinaryBitmap(binarizer))?.let { return it }
            }
        }
        return null
    }

    private fun decode(picture: BinaryBitmap): String? = HINTS.firstNotNullOfOrNull { hints ->
        try {
            MultiFormatReader().decode(picture, hints).text
        } catch (_: NotFoundException) {
            null
        }
    }
}
