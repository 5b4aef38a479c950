package org.farola.app.form

import android.graphics.Typeface
import android.text.Spanned
import android.text.style.StyleSpan
import java.util.Locale
import org.farola.app.form.text.Numbers
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Texts: the markdown of labels, numbers as they are typed and read. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class WordsTest {
    private fun marks(text: String): String {
        val read = Markdown.read(text)
        val spans = (read as? Spanned)?.getSpans(0, read.length, StyleSpan::class.java).orEmpty()
        val styles = spans.map {
            val sign = if (it.style == Typeface.BOLD) "b" else "i"
            sign + read.subSequence((read as Spanned).getSpanStart(it), read.getSpanEnd(it))
        }
        return (listOf(read.toString()) + styles).joinToString("|")
    }

    @Test
    fun markdownOfLabels() {
        val cases = mapOf(
            "sin marcas" to "sin marcas",
            "una **calle** ancha" to "una calle ancha|bcalle",
            "una *calle* ancha" to "una calle ancha|icalle",
            "una _calle_, __sí__" to "una calle, sí|icalle|bsí",
            "# Antes\nde salir" to "Antes\nde salir|bAntes",
            "vea [la guía](https://example.org/a)" to "vea la guía",
            "a_b_c y 2 * 3 * 4" to "a_b_c y 2 * 3 * 4",
            "\\*tal cual\\*" to "*tal cual*",
            "<span style=\"color:red\">ojo</span> &lt;5" to "ojo <5",
            "***" to "***",
            "** sola" to "** sola",
            "[sin fin" to "[sin fin",
            "**a *b* c**" to "a b c|ba b c|ib",
        )
        cases.forEach { (text, expected) -> assertEquals(text, expected.split('|').toSet(), marks(text).split('|').toSet()) }
    }

    @Test
    fun numbersAreTypedWithCommaOrPoint() {
        val decimals = mapOf(
            "1.5" to "1.5", "1,5" to "1.5", "1,234.5" to "1234.5", "1.234,5" to "1234.5", "1,234,567" to "1234567",
            "-2" to "-2", "," to "", "-" to "", "" to "", ".5" to "0.5", "7." to "7", "a" to null, "1 000" to "1000",
        )
        decimals.forEach { (typed, value) -> assertEquals(typed, value, Numbers.lexical(typed, decimal = true)) }
        val whole = mapOf("12" to "12", "1,234" to null, "1,234,567" to "1234567", "2147483648" to null, "-" to "", "1.0" to "1")
        whole.forEach { (typed, value) -> assertEquals(typed, value, Numbers.lexical(typed, decimal = false)) }
    }

    @Test
    fun numbersAreReadInTheMannerOfThePlace() {
        assertEquals("1,234,567.5", Numbers.shown("1234567.5", Locale("es", "MX")))
        assertEquals("1,234,567.5", Numbers.shown("1234567.5", Locale("en", "MX")))
        assertEquals("0.1", Numbers.plain("0.10".toBigDecimal()))
        assertEquals("100", Numbers.plain("1E2".toBigDecimal()))
    }
}
