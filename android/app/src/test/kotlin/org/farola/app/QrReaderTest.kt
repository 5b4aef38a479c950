package org.farola.app

import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter
import java.util.Random
import org.farola.app.sense.QrReader
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

/** Codes as cameras see them: askew in brightness, grainy, not filling the picture. */
class QrReaderTest {
    private val random = Random(6)

    @Test
    fun readsEveryCodeOfAnEnrolment() {
        val lost = (1..24).count { number ->
            val text = enrolment()
            val read = QrReader.read(picture(text, grain = number % 30), SIDE + 300, SIDE + 200)
            if (read != null) assertEquals(text, read)
            read == null
        }
        assertEquals(0, lost)
    }

    @Test
    fun whereThereIsNoneItSaysSo() {
        val width = 320
        assertNull(QrReader.read(IntArray(width * width) { grey(120 + random.nextInt(40)) }, width, width))
    }

    /** As long as what the hub shows: compressed settings in Base64. */
    private fun enrolment(): String {
        val bytes = ByteArray(165).also(random::nextBytes)
        return java.util.Base64.getEncoder().encodeToString(bytes)
    }

    private fun picture(text: String, grain: Int): IntArray {
        val code = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, SIDE, SIDE)
        val width = SIDE + 300
        val height = SIDE + 200
        return IntArray(width * height) { at ->
            val x = at % width - 120
            val y = at / width - 90
            val inside = x in 0 until SIDE && y in 0 until SIDE
            val light = if (!inside) 170 else if (code[x, y]) 40 else 235
            // Brighter to one side, as under a lamp.
            grey((light - at % width / 12 + random.nextGaussian() * grain).toInt().coerceIn(0, 255))
        }
    }

    private fun grey(value: Int) = (255 shl 24) or (value shl 16) or (value shl 8) or value

    private companion object {
        const val SIDE = 400
    }
}
