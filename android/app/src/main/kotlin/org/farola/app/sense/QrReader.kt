package org.farola.app.sense

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.MultiFormatReader
import com.google.zxing.NotFoundException
import com.google.zxing.RGBLuminanceSource
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

    /** The text of the code; nothing when there is none to be read. */
    fun read(file: File): String? {
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeFile(file.path, size)
        var step = 1
        while (maxOf(size.outWidth, size.outHeight) / step > LONGEST_SIDE) step *= 2
        val options = BitmapFactory.Options().apply { inSampleSize = step }
        return BitmapFactory.decodeFile(file.path, options)?.let(::read)
    }

    fun read(bitmap: Bitmap): String? {
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        val source = RGBLuminanceSource(bitmap.width, bitmap.height, pixels)
        val hints = mapOf(
            DecodeHintType.TRY_HARDER to true,
            DecodeHintType.POSSIBLE_FORMATS to FORMATS,
        )
        return try {
            MultiFormatReader().decode(BinaryBitmap(HybridBinarizer(source)), hints).text
        } catch (_: NotFoundException) {
            null
        }
    }
}
