package org.farola.app

import android.widget.EditText
import android.widget.TextView
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Proxy
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.form.FormHost
import org.farola.app.form.FormPage
import org.farola.app.form.face
import org.farola.app.rig.Robot
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** A keystroke is one call over the bridge and patches the page, in a form of any size; what it takes is printed. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class TypingTest {
    @Test
    fun aKeystrokeIsOneCallWhateverTheForm() = Robot().use { robot ->
        robot.pin("271828")
        robot.pin("271828")
        listOf(50, 500).forEach { questions ->
            robot.app.core.ask({ it.addForm(form(questions)) }, {}, ::error)
            robot.settle()
            val screen = FillScreen(robot.activity, Task.Form("typing_$questions"))
            robot.activity.open(screen)
            robot.settle()
            val calls = mutableListOf<String>()
            val page = FormPage(screen.look.context, counting(screen, calls))
            robot.activity.setContentView(page)
            page.show(robot.asked(screen) { it.goTo("/data/g${questions / PER_PAGE}/q$questions") })
            robot.settle()
            calls.clear()
            val field = robot.views(page).filterIsInstance<EditText>().last()
            field.requestFocus()
            val typed = "camina sin prisa por la calle"
            val took = typed.mapIndexed { place, letter ->
                val before = calls.size
                val began = System.nanoTime()
                field.text.append(letter)
                val free = System.nanoTime()
                assertEquals("calls for '$letter'", listOf("typeIn"), calls.drop(before))
                // Nothing but the reply is waited for, so that what is measured is a keystroke.
                while (!shows(robot, page, "${place + 1}")) {
                    check(System.nanoTime() - began < PATIENCE_NS) { "the page does not count ${place + 1}" }
                    robot.idle()
                }
                listOf(free - began, System.nanoTime() - began).map { it / 1_000 }
            }
            val (held, whole) = listOf(0, 1).map { part -> took.map { it[part] }.sorted()[took.size / 2] }
            println("a keystroke among $questions questions: median $whole µs, $held µs of them before the thread that draws is free")
            val kept = robot.asked(screen) { it.screen() }.questions.associate { it.reference.substringAfterLast('/') to it.face.shown }
            assertEquals(typed, kept["q$questions"])
            robot.activity.goBack()
        }
    }

    private fun shows(robot: Robot, page: FormPage, words: String) =
        robot.views(page).any { it is TextView && it.text.toString() == words }

    /** Counts what goes to the core: each call of the host that is not a sense is one crossing. */
    private fun counting(host: FormHost, calls: MutableList<String>): FormHost = Proxy.newProxyInstance(
        FormHost::class.java.classLoader, arrayOf(FormHost::class.java),
    ) { _, method, arguments ->
        calls += method.name
        try {
            method.invoke(host, *(arguments ?: emptyArray()))
        } catch (failed: InvocationTargetException) {
            throw failed.targetException
        }
    } as FormHost

    /** Pages of five texts; a calculation counts the letters of the last and is shown below it. */
    private fun form(questions: Int): ByteArray {
        val pages = questions / PER_PAGE
        val numbers = 1..questions
        fun page(number: Int) = (number - 1) / PER_PAGE + 1
        val data = (1..pages).joinToString("") { page ->
            "<g$page>" + numbers.filter { page(it) == page }.joinToString("") { "<q$it/>" } + "<n$page/></g$page>"
        }
        val binds = numbers.joinToString("") { "<bind nodeset=\"/data/g${page(it)}/q$it\" type=\"string\"/>" } +
            (1..pages).joinToString("") {
                "<bind nodeset=\"/data/g$it/n$it\" type=\"int\" readonly=\"true()\" calculate=\"string-length(/data/g$it/q${it * PER_PAGE})\"/>"
            }
        val body = (1..pages).joinToString("") { page ->
            "<group ref=\"/data/g$page\" appearance=\"field-list\"><label>Página $page</label>" +
                numbers.filter { page(it) == page }
                    .joinToString("") { "<input ref=\"/data/g$page/q$it\"><label>Pregunta $it</label></input>" } +
                "<input ref=\"/data/g$page/n$page\"><label>Letras</label></input></group>"
        }
        return """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
            xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head>
            <h:title>Teclas $questions</h:title><model><instance><data id="typing_$questions" version="1">$data
            <orx:meta><orx:instanceID/></orx:meta></data></instance>$binds
            <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/></model></h:head>
            <h:body>$body</h:body></h:html>""".trimIndent().encodeToByteArray()
    }

    private companion object {
        const val PER_PAGE = 5
        const val PATIENCE_NS = 90_000_000_000
    }
}
