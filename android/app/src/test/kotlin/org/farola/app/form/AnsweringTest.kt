package org.farola.app.form

import android.text.InputType
import android.view.inputmethod.EditorInfo
import java.io.File
import org.farola.app.Codes
import org.farola.app.R
import org.farola.app.form.Scenes.choices
import org.farola.app.form.range.ScaleView
import org.farola.app.form.select.ImageMapView
import org.farola.app.sense.Compass
import org.farola.core.ClockRecord
import org.farola.core.GivenAnswer
import org.farola.core.PlaceRecord
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Texts, numbers, ranges and choices of the gallery, answered by touch; the core says what it took. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "w360dp-h720dp-mdpi")
class AnsweringTest {
    private fun gallery(work: Gallery.() -> Unit) = Gallery().use(work)

    private fun Gallery.word(id: Int, vararg parts: Any) = context.getString(id, *parts)

    private fun Gallery.touch(id: Int, vararg parts: Any) = tap(word(id, *parts))

    private fun Gallery.typed(name: String, text: String): String {
        open(name)
        type(text)
        return value(name)
    }

    @Test
    fun textsAreKeptAsTheyAreWritten() = gallery {
        assertEquals("Calle 5 de Mayo", typed("texto", "Calle 5 de Mayo"))
        assertEquals("0118", typed("numeros", "0118"))
        assertEquals("Nadie.\nDos lámparas.", typed("largo", "Nadie.\nDos lámparas."))
        assertEquals("k-33", typed("oculto", "k-33"))
        assertEquals("luna", typed("secreto", "luna"))
        assertEquals("ab12", typed("escondido", "ab12"))
        assertEquals("https://example.org/a", typed("direccion", "https://example.org/a"))
        assertEquals("7 m", typed("app", "7 m"))
        assertEquals("sí", typed("intento", "sí"))
        assertEquals("E-4", typed("impresora", "E-4"))
    }

    @Test
    fun numbersAreKeptAsNumbers() = gallery {
        assertEquals("1234567", typed("miles", "1234567"))
        assertTrue(sees("1,234,567"))
        assertEquals("12", typed("entero", "12"))
        assertEquals("1.5", typed("decimal", "1,5"))
        assertEquals("1.5", field().text.toString().replace(',', '.'))
        assertEquals("270", typed("rumbo", "270"))
    }

    @Test
    fun whatIsNoNumberIsSaidAndNotKept() = gallery {
        open("entero")
        type("99999999999")
        assertEquals("", value("entero"))
        assertTrue(sees(Codes.sentence(context, "answer.not_whole")))
        field().text.clear()
        type("7")
        assertEquals("7", value("entero"))
        assertFalse(sees(Codes.sentence(context, "answer.not_whole")))
    }

    /** No key is swallowed: "1.5" of a whole number must not become 15. */
    @Test
    fun whatIsTypedOrPastedReachesTheCoreAsItIs() = gallery {
        val whole = "answer.not_whole"
        val decimal = "answer.not_a_number"
        val table = listOf(
            Triple("entero", "1.5", whole), Triple("entero", "2a", whole), Triple("entero", "3-4", whole),
            Triple("miles", "1.5", whole), Triple("decimal", "1.5.2x", decimal), Triple("decimal", "a", decimal),
        )
        for ((name, text, code) in table) {
            for (pasted in listOf(false, true)) {
                open(name)
                field().text.clear()
                if (pasted) field().text.insert(0, text) else type(text)
                assertEquals(text, field().text.toString())
                assertEquals("$name $text", "", value(name))
                assertTrue("$name $text", sees(Codes.sentence(context, code)))
                assertEquals(InputType.TYPE_CLASS_NUMBER, field().inputType and InputType.TYPE_MASK_CLASS)
            }
        }
        assertEquals("33 1234 ext. 5a", typed("numeros", "33 1234 ext. 5a"))
        assertEquals(InputType.TYPE_CLASS_PHONE, field().inputType and InputType.TYPE_MASK_CLASS)
    }

    @Test
    fun aPageIsOpenedWhereTheTextIsItsAddress() = gallery {
        open("direccion")
        for (text in listOf(
            "", "example", "example.org", "javascript:alert(1)", "file:///sdcard/a", "intent://x", "tel:5",
            "http:", "https://", "https://a b",
        )) {
            field().setText(text)
            idle()
            assertFalse(text, sees(word(R.string.control_open_link)))
        }
        // Android finds the browser by the scheme in small letters alone.
        for ((text, page) in listOf(
            "http://example.org" to "http://example.org",
            "HTTPS://Example.org/a?b=c" to "https://Example.org/a?b=c",
            " https://example.org " to "https://example.org",
        )) {
            field().setText(text)
            idle()
            touch(R.string.control_open_link)
            assertEquals(page, host.pages.last())
        }
        assertFalse(sees(word(R.string.control_open_link_none)))
        host.browser = false
        touch(R.string.control_open_link)
        assertTrue(sees(word(R.string.control_open_link_none)))
        open("texto")
        type("https://example.org")
        assertFalse("only where the form wants an address", sees(word(R.string.control_open_link)))
    }

    /** A second touch on what is required is a slip: it stays, and `quick` goes on. */
    @Test
    fun whatIsRequiredIsNotTakenBackByASecondTouch() = Gallery(xform = REQUIRED.encodeToByteArray(), id = "fijo").use {
        it.run {
            open("fijo")
            tap("Mucha")
            assertEquals(1, host.wentOn)
            open("fijo")
            tap("Mucha")
            assertEquals("mucha", value("fijo"))
            open("fijo")
            tap("Poca")
            assertEquals("poca", value("fijo"))
            open("libre")
            repeat(2) { tap("Poca") }
            assertEquals("", value("libre"))
            open("varias")
            repeat(2) { tap("Poca") }
            assertEquals("several can each be taken back", "", value("varias"))
            open("luz")
            repeat(2) { touch(R.string.answer_yes) }
            assertEquals("true", value("luz"))
            touch(R.string.answer_no)
            assertEquals("false", value("luz"))
            open("estrellas")
            repeat(2) { tap("4") }
            assertEquals("4", value("estrellas"))
            tap("2")
            assertEquals("2", value("estrellas"))
            open("lista")
            repeat(2) { pick("lista", "3") }
            assertEquals("3", value("lista"))
            pick("lista", "5")
            assertEquals("5", value("lista"))
        }
    }

    /** Opens a picker and touches one of its numbers. */
    private fun Gallery.pick(name: String, number: String) {
        val label = question(name).drawn.label.plain
        val shown = question(name).drawn.shown.ifEmpty { word(R.string.form_choose_number) }
        tap(word(R.string.form_list_named, label, shown))
        tap(views().first { (it as? android.widget.TextView)?.text?.toString() == number })
    }

    /** What the core refuses is said by its code, as the other shell says it. */
    @Test
    fun aRefusedAnswerSaysTheSentenceOfItsCode() = gallery {
        val refused = listOf(
            "punto" to GivenAnswer.Place(PlaceRecord(200.0, 0.0, null, null)),
            "linea" to GivenAnswer.Line(List(2) { PlaceRecord(0.0, 500.0, null, null) }),
            "hora" to GivenAnswer.Clock(ClockRecord(25u, 0u)),
        )
        for ((name, given) in refused) {
            open(name)
            page.give("/data/$name", given) {}
            idle()
            assertTrue(name, sees(Codes.sentence(context, "control.out_of_bounds")))
            assertEquals("", value(name))
        }
        open("foto")
        page.attach("/data/foto", File("there is none"), photo = true) {}
        idle()
        assertTrue(sees(Codes.sentence(context, "photo.unreadable")))
        touch(R.string.control_photo_take)
        host.photo!!(host.snap())
        idle()
        assertFalse("the next one is taken", sees(Codes.sentence(context, "photo.unreadable")))
    }

    @Test
    fun fieldsDoNotTeachTheKeyboard() = gallery {
        for (name in listOf("texto", "numeros", "largo", "oculto", "direccion", "entero", "decimal")) {
            open(name)
            assertTrue(name, field().imeOptions and EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING != 0)
            val type = field().inputType
            if (type and InputType.TYPE_MASK_CLASS == InputType.TYPE_CLASS_TEXT) {
                assertTrue(name, type and InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS != 0)
            }
            assertEquals(android.view.View.IMPORTANT_FOR_AUTOFILL_NO, field().importantForAutofill)
        }
        open("oculto")
        type("abc")
        assertFalse(field().layout.text.toString().contains("abc"))
        touch(R.string.form_show_text)
        assertTrue(field().layout.text.toString().contains("abc"))
    }

    @Test
    fun aCounterGoesUpAndDown() = gallery {
        open("contador")
        repeat(3) { touch(R.string.control_more_one) }
        touch(R.string.control_less_one)
        assertEquals("2", value("contador"))
        repeat(2) { touch(R.string.control_less_one) }
        assertEquals("0", value("contador"))
        assertFalse("nothing is below none", find(word(R.string.control_less_one)).isEnabled)
        touch(R.string.button_clear)
        assertEquals("", value("contador"))
        assertFalse(find(word(R.string.control_less_one)).isEnabled)
    }

    @Test
    fun yesAndNo() = gallery {
        open("booleano")
        touch(R.string.answer_no)
        assertEquals("false", value("booleano"))
        touch(R.string.answer_yes)
        assertEquals("true", value("booleano"))
        touch(R.string.answer_yes)
        assertEquals("", value("booleano"))
    }

    @Test
    fun scalesAreTouchedAndStepped() = gallery {
        open("escala")
        assertEquals("", value("escala"))
        drag(only<ScaleView>(), listOf(0.2f to 0.5f, 0.5f to 0.5f))
        assertEquals("5", value("escala"))
        touch(R.string.control_more_one)
        assertEquals("6", value("escala"))
        open("escala_parada")
        drag(only<ScaleView>(), listOf(0.5f to 0.02f))
        assertEquals("10", value("escala_parada"))
        open("escala_lisa")
        touch(R.string.control_more_one)
        assertEquals("0", value("escala_lisa"))
        touch(R.string.button_clear)
        assertEquals("", value("escala_lisa"))
        open("escala_fina")
        repeat(4) { touch(R.string.control_more_one) }
        assertEquals("0.3", value("escala_fina"))
    }

    @Test
    fun draggingAcrossAScaleIsOneAnswer() = gallery {
        open("escala")
        val before = host.answers
        drag(only<ScaleView>(), (1..9).map { it / 10f to 0.5f })
        assertEquals(1, host.answers - before)
    }

    @Test
    fun ratingsAndPickers() = gallery {
        open("estrellas")
        tap("4")
        assertEquals("4", value("estrellas"))
        tap("4")
        assertEquals("", value("estrellas"))
        open("escala_lista")
        tap(word(R.string.form_choose_number))
        tap(word(R.string.form_square_named, question("escala_lista").drawn.label.plain, "10"))
        assertEquals("10", value("escala_lista"))
        assertFalse(sees(word(R.string.form_square_named, question("escala_lista").drawn.label.plain, "3")))
        pick("escala_lista", "10")
        assertEquals("touched again", "", value("escala_lista"))
    }

    /** From nothing a scale begins where the form proposes it, also where it is counted up and down. */
    @Test
    fun theFirstStepLeadsToTheProposal() = Gallery(xform = REQUIRED.encodeToByteArray(), id = "fijo").use {
        it.run {
            open("propuesta")
            touch(R.string.control_more_one)
            assertEquals("30", value("propuesta"))
            touch(R.string.control_less_one)
            assertEquals("29", value("propuesta"))
            open("larga")
            tap(word(R.string.form_list_named, question("larga").drawn.label.plain, word(R.string.form_choose_number)))
            touch(R.string.control_less_one)
            assertEquals("30", value("larga"))
            repeat(2) { touch(R.string.control_more_one) }
            assertEquals("32", value("larga"))
            filling.answer("/data/larga", "100")
            open("larga")
            touch(R.string.control_more_one)
            assertEquals("not off its end", "100", value("larga"))
        }
    }

    @Test
    fun oneChoiceAndAnotherAndNone() = gallery {
        open("uno")
        tap("Una sola salida")
        assertEquals("1", value("uno"))
        tap("Dos salidas")
        assertEquals("2", value("uno"))
        tap("Dos salidas")
        assertEquals("", value("uno"))
    }

    @Test
    fun severalChoicesStandInTheOrderOfTheList() = gallery {
        open("varias")
        tap("Puestos de comida")
        tap("Bancas")
        assertEquals("banca puesto", value("varias"))
        tap("Puestos de comida")
        assertEquals("banca", value("varias"))
        open("columnas_tres")
        tap("Muy bien")
        tap("Nada")
        assertEquals("0 3", value("columnas_tres"))
    }

    @Test
    fun everyArrangementOfChoicesAnswers() = gallery {
        val wanted = mapOf(
            "columnas" to ("Bancas" to "banca"), "paquete" to ("Árboles" to "arbol"), "dibujos" to ("Poste" to "poste"),
            "con_dibujo" to ("Hoyo" to "hoyo"), "acuerdo" to ("De acuerdo" to "4"), "plano" to ("Sin salida" to "0"),
            "lectura" to ("Bancas" to "banca"), "mapa" to ("Templo" to "templo"),
        )
        wanted.forEach { (name, choice) ->
            open(name)
            tap(choice.first)
            assertEquals(name, choice.second, value(name))
        }
    }

    @Test
    fun thePartsOfAPictureAreTouched() = gallery {
        open("plano")
        val picture = only<ImageMapView>()
        assertFalse("the picture stands once", sees(word(R.string.form_picture_missing)))
        drag(picture, listOf(0.5f to 0.1f))
        assertEquals("0", value("plano"))
        drag(picture, listOf(0.95f to 0.6f))
        assertEquals("1", value("plano"))
        drag(picture, listOf(0.5f to 0.5f))
        assertEquals("the middle of the square is no side", "1", value("plano"))
        drag(picture, listOf(0.95f to 0.6f))
        assertEquals("touched again", "", value("plano"))
        drag(picture, listOf(0.005f to 0.45f))
        assertEquals("a finger beside it", "3", value("plano"))
        assertEquals(setOf("3"), picture.chosen)
    }

    @Test
    fun theCompassGivesTheDegrees() = gallery {
        open("rumbo")
        touch(R.string.control_bearing_measure)
        assertTrue(sees(word(R.string.control_bearing_wait)))
        host.bearing!!(271.26)
        touch(R.string.control_bearing_keep)
        assertEquals("271.3", value("rumbo"))
        assertEquals("the sensor rests", null, host.bearing)
        touch(R.string.control_bearing_measure)
        open("texto")
        assertEquals("left in the middle", null, host.bearing)
        host.lacking = setOf(Sense.COMPASS)
        open("rumbo")
        assertTrue(sees(word(R.string.control_bearing_none)))
        assertEquals(listOf(0.0, 90.0, 270.0), listOf(0f, 1.5707964f, -1.5707964f).map { Math.rint(Compass.degrees(it)) })
    }

    @Test
    fun aCommaIsShownAsItIsKept() = gallery {
        open("decimal")
        type("1,23")
        assertTrue(sees(word(R.string.control_number_kept, "1.23")))
        type("4")
        assertTrue(sees(word(R.string.control_number_kept, "1234")))
        assertEquals("1234", value("decimal"))
    }

    @Test
    fun aClosedListOpensAndCloses() = gallery {
        open("uno_minimo")
        assertTrue(choices().isEmpty())
        tap(word(R.string.form_list_named, question("uno_minimo").drawn.label.plain, word(R.string.control_choose)))
        tap("Árboles")
        assertEquals("arbol", value("uno_minimo"))
        assertTrue(choices().isEmpty())
        open("varias_minimo")
        tap(word(R.string.form_list_named, question("varias_minimo").drawn.label.plain, word(R.string.form_choose_several)))
        tap("Árboles")
        tap("Bancas")
        touch(R.string.form_close_list)
        assertEquals("banca arbol", value("varias_minimo"))
        assertTrue(sees("Bancas, Árboles"))
    }

    @Test
    fun longListsAreSearchedByTheCore() = gallery {
        open("busca")
        type("huentitan")
        assertEquals(listOf("Huentitán"), choices().map { nameOf(it) })
        tap("Huentitán")
        assertEquals("c27", value("busca"))
        assertEquals("", field().text.toString())
        open("busca_varias")
        tap(word(R.string.form_list_named, question("busca_varias").drawn.label.plain, word(R.string.form_choose_several)))
        type("sant")
        tap("Santa Teresita")
        field().text.clear()
        type("analco")
        tap("Analco")
        assertEquals("c1 c9", value("busca_varias"))
        tap("Analco")
        assertEquals("c9", value("busca_varias"))
    }

    /** `minimal autocomplete`: the field and what is found are behind the button, and go with the choice. */
    @Test
    fun aClosedListThatIsSearchedOpensByATouch() = Gallery(xform = CLOSED.encodeToByteArray(), id = "calles").use {
        it.run {
            open("una")
            assertTrue(choices().isEmpty())
            assertFalse("closed", sees(word(R.string.control_search)))
            tap(word(R.string.form_list_named, "una", word(R.string.control_choose)))
            assertEquals("before a letter the field has to stay in sight", 8, choices().size)
            assertTrue(sees(word(R.string.form_search_more)))
            type(" calle 31 ")
            tap("Calle 31")
            assertEquals("c31", value("una"))
            assertTrue(choices().isEmpty())
            assertTrue(sees("Calle 31"))
            open("varias")
            tap(word(R.string.form_list_named, "varias", word(R.string.form_choose_several)))
            tap("Calle 2")
            type("calle 40")
            tap("Calle 40")
            assertFalse("there may be more", choices().isEmpty())
            touch(R.string.form_close_list)
            assertEquals("c2 c40", value("varias"))
            assertTrue(sees("Calle 2, Calle 40"))
        }
    }

    @Test
    fun moreChoicesThanAPageHoldsAreFoundByTheCore() = gallery {
        open("poste")
        assertEquals(142u, question("poste").moreChoices)
        assertEquals("the field stays in sight", 8, choices().size)
        assertTrue(sees(word(R.string.form_search_more)))
        type("24")
        assertTrue(choices().any { nameOf(it) == "Poste 124" })
        assertFalse("all that was found is there", sees(word(R.string.form_search_more)))
        field().text.clear()
        type("249")
        tap("Poste 249")
        assertEquals("249", value("poste"))
        open("nota")
        open("poste")
        assertTrue("it is named when one comes back", sees("Poste 249"))
    }

    @Test
    fun aQuickChoiceGoesOn() = gallery {
        open("rapida")
        tap("Poco")
        assertEquals(1, host.wentOn)
        assertEquals("/data/columnas", page.screen!!.reference)
        open("rapida")
        assertEquals("1", value("rapida"))
    }

    @Test
    fun anOrderIsAcceptedAndChanged() = gallery {
        open("orden")
        assertEquals("", value("orden"))
        touch(R.string.control_order_right)
        assertEquals("lampara poste arbol hoyo", value("orden"))
        touch(R.string.form_rank_up, "Hoyo")
        touch(R.string.form_rank_down, "Lámpara")
        assertEquals("poste lampara hoyo arbol", value("orden"))
        touch(R.string.button_clear)
        assertEquals("", value("orden"))
    }

    /** Two quick moves are two, whenever the core answers; what was moved can be moved again. */
    @Test
    fun twoQuickMovesAreTwo() = gallery {
        open("orden")
        touch(R.string.control_order_right)
        repeat(2) { find(word(R.string.form_rank_up, "Hoyo")).performClick() }
        assertTrue("before the answer", sees(word(R.string.form_rank_at, 2, "Hoyo")))
        idle()
        assertEquals("lampara hoyo poste arbol", value("orden"))
        repeat(3) { find(word(R.string.form_rank_down, "Lámpara")).performClick() }
        idle()
        assertEquals("hoyo poste arbol lampara", value("orden"))
    }

    @Test
    fun anAcknowledgementIsGivenAndTakenBack() = gallery {
        open("enterada")
        touch(R.string.control_agree)
        assertEquals("OK", value("enterada"))
        touch(R.string.control_agree)
        assertEquals("", value("enterada"))
    }

    @Test
    fun notesAndFixedAnswersAreOnlyRead() = gallery {
        open("nota")
        assertTrue(sees("Lea en voz alta: las respuestas no llevan nombres."))
        assertTrue(views().none { it.isClickable })
        open("fija")
        assertTrue(sees("23 nov"))
        assertTrue(views().none { it.isClickable })
    }

    @Test
    fun aGridOfRatingsIsOneTouchEach() = gallery {
        open("cuadro/g_luz")
        val square = word(R.string.form_square_named, "Hay gente", "Suficiente")
        tap(square)
        assertEquals("2", value("cuadro/g_gente"))
        tap(word(R.string.form_square_named, "Vigilancia", "Nada"))
        assertEquals("0", value("cuadro/g_vigila"))
        // A number at the end of a line would stand without its word.
        assertTrue(sees("0\u00a0Nada\u00a0· 1\u00a0Poco\u00a0· 2\u00a0Suficiente\u00a0· 3\u00a0Muy bien"))
        val meaning = "0\u00a0Nada\n1\u00a0Poco\n2\u00a0Suficiente\n3\u00a0Muy bien"
        assertFalse(sees(meaning))
        touch(R.string.form_open_meanings, "Hay gente")
        assertTrue(sees(meaning))
    }

    @Test
    fun soundsOfALabelPlayAndStop() = gallery {
        open("texto")
        touch(R.string.form_hear)
        assertTrue(host.playing!!.endsWith("calle.mp3"))
        touch(R.string.form_stop_sound)
        assertEquals(null, host.playing)
        touch(R.string.form_hear)
        page.rest()
        assertEquals(null, host.playing)
    }

    @Test
    fun theLongerHintIsBehindItsButton() = gallery {
        open("texto")
        assertFalse(sees("pregunte a alguien"))
        touch(R.string.form_guidance)
        assertTrue(sees("pregunte a alguien"))
    }

    private companion object {
        private fun streets(element: String, name: String): String {
            val items = (1..40).joinToString("") { "<item><label>Calle $it</label><value>c$it</value></item>" }
            return """<$element ref="/data/$name" appearance="minimal autocomplete"><label>$name</label>$items</$element>"""
        }

        val CLOSED = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
            xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head>
            <h:title>Calles</h:title><model><instance><data id="calles" version="1"><una/><varias/>
            <orx:meta><orx:instanceID/></orx:meta></data></instance>
            <bind nodeset="/data/una" type="string"/><bind nodeset="/data/varias" type="string"/>
            <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/></model></h:head>
            <h:body>${streets("select1", "una")}${streets("select", "varias")}</h:body></h:html>""".trimIndent()

        private fun choices(element: String, name: String, look: String = "") =
            """<$element ref="/data/$name" $look><label>$name</label>
            <item><label>Poca</label><value>poca</value></item><item><label>Mucha</label><value>mucha</value></item></$element>"""

        private fun range(name: String, look: String) = """<range ref="/data/$name" $look><label>$name</label></range>"""

        val REQUIRED = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
            xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head>
            <h:title>Fijo</h:title><model><instance><data id="fijo" version="1"><fijo/><libre/><varias/><luz/>
            <estrellas/><lista/><propuesta/><larga/>
            <orx:meta><orx:instanceID/></orx:meta></data></instance>
            <bind nodeset="/data/fijo" type="string" required="true()"/><bind nodeset="/data/libre" type="string"/>
            <bind nodeset="/data/varias" type="string" required="true()"/>
            <bind nodeset="/data/luz" type="boolean" required="true()"/>
            <bind nodeset="/data/estrellas" type="int" required="true()"/>
            <bind nodeset="/data/lista" type="int" required="true()"/>
            <bind nodeset="/data/propuesta" type="int"/><bind nodeset="/data/larga" type="int"/>
            <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/></model></h:head>
            <h:body>${choices("select1", "fijo", "appearance=\"quick\"")}${choices("select1", "libre")}
            ${choices("select", "varias")}<input ref="/data/luz"><label>luz</label></input>
            ${range("estrellas", "appearance=\"rating\" start=\"1\" end=\"5\" step=\"1\"")}
            ${range("lista", "appearance=\"picker\" start=\"1\" end=\"5\" step=\"1\"")}
            ${range("propuesta", "start=\"0\" end=\"100\" step=\"1\" placeholder=\"30\"")}
            ${range("larga", "appearance=\"picker\" start=\"0\" end=\"100\" step=\"1\" placeholder=\"30\"")}</h:body></h:html>""".trimIndent()
    }
}
