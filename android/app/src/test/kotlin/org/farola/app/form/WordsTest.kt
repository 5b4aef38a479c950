package org.farola.app.form

import android.graphics.Color
import android.graphics.Typeface
import android.text.Spanned
import android.text.style.ForegroundColorSpan
import android.text.style.RelativeSizeSpan
import android.text.style.StyleSpan
import android.text.style.UnderlineSpan
import java.nio.file.Files
import org.farola.core.KeySource
import org.farola.core.Phone
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** The markup of labels, read by the core and drawn with the platform's spans. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class WordsTest {
    /** The words, and of each stretch of bold or slanted ones the words too. */
    private fun marks(read: CharSequence): Set<String> {
        val spans = (read as? Spanned)?.getSpans(0, read.length, StyleSpan::class.java).orEmpty()
        val styles = spans.map {
            val sign = if (it.style == Typeface.BOLD) "b" else "i"
            sign + read.subSequence((read as Spanned).getSpanStart(it), read.getSpanEnd(it))
        }
        return (listOf(read.toString()) + styles).toSet()
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
            "**a *b* c**" to "a b c|ba |bb|ib|b c",
        )
        val read = drawn(cases.keys.toList())
        cases.values.zip(read).forEach { (expected, words) -> assertEquals(expected, expected.split('|').toSet(), marks(words)) }
    }

    @Test
    fun coloursSizesAndLinksAreDrawn() {
        val (red, heading, link) = drawn(listOf("<span style=\"color:red\">ojo</span>", "## Antes", "[guía](https://a.org)"))
        assertEquals(Color.RED, spans<ForegroundColorSpan>(red).single().foregroundColor)
        assertTrue(spans<RelativeSizeSpan>(heading).single().sizeChange > 1f)
        assertEquals("underlined, and no door to the web", 1, spans<UnderlineSpan>(link).size)
    }

    private inline fun <reified T> spans(text: CharSequence) = (text as Spanned).getSpans(0, text.length, T::class.java)

    /** What the shell draws of labels that the core has read. */
    private fun drawn(labels: List<String>): List<CharSequence> {
        val folder = Files.createTempDirectory("words").toFile()
        val phone = Phone.open(folder.path, object : KeySource {
            override fun key() = ByteArray(32) { 7 }
        })
        phone.addForm(form(labels).encodeToByteArray())
        val filling = phone.begin("palabras", "")
        val read = labels.indices.map { Styled.read(filling.goTo("/data/q$it").questions.single().face.label) }
        filling.destroy()
        phone.destroy()
        folder.deleteRecursively()
        return read
    }

    private fun form(labels: List<String>): String {
        fun escaped(text: String) = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;")
        val nodes = labels.indices.joinToString("") { "<q$it/>" }
        val binds = labels.indices.joinToString("") { "<bind nodeset=\"/data/q$it\" type=\"string\"/>" }
        val body = labels.withIndex().joinToString("") { (at, it) -> "<input ref=\"/data/q$at\"><label>${escaped(it)}</label></input>" }
        return """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
            xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Palabras</h:title><model><instance>
            <data id="palabras" version="1">$nodes<meta><instanceID/></meta></data></instance>$binds
            <bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/></model></h:head>
            <h:body>$body</h:body></h:html>""".trimIndent()
    }
}
