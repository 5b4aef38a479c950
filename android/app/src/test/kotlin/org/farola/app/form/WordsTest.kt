package org.farola.app.form

import android.graphics.Typeface
import android.text.Spanned
import android.text.style.StyleSpan
import java.io.File
import java.util.Locale
import org.farola.app.form.text.Numbers
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
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

    /** The cases of both shells. */
    @Test
    fun numbersAreTypedWithCommaOrPoint() {
        val file = File(System.getProperty("farola.root"), "bindings/scenario/numbers.json")
        val cases = JSONObject(file.readText())
        for (kind in listOf("decimal", "whole")) {
            val typed = cases.getJSONObject(kind)
            assertTrue(kind, typed.length() > 10)
            typed.keys().forEach { text ->
                val value = if (typed.isNull(text)) null else typed.getString(text)
                assertEquals("$kind $text", value, Numbers.lexical(text, decimal = kind == "decimal"))
            }
        }
    }

    @Test
    fun numbersAreReadInTheMannerOfThePlace() {
        assertEquals("1,234,567.5", Numbers.shown("1234567.5", Locale("es", "MX")))
        assertEquals("1,234,567.5", Numbers.shown("1234567.5", Locale("en", "MX")))
        assertEquals("0.1", Numbers.plain("0.10".toBigDecimal()))
        assertEquals("100", Numbers.plain("1E2".toBigDecimal()))
    }
}
